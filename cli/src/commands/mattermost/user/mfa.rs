//! `chatadm mattermost user mfa`: the second factor.

use crate::commands::verbs;

verbs! {
    /// Switches the second factor of users off
    Off(off),
}
