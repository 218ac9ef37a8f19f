//! `chatadm mattermost user mfa`: the second factor.

use crate::commands::verbs;

pub(crate) mod off;

verbs! {
    /// Switches the second factor of users off
    Off(off),
}
