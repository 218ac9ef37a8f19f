//! `chatadm synapse report`: what users have reported.

use crate::commands::verbs;

verbs! {
    /// Reports about events
    Events(events),
    /// Reports about users
    Users(users),
}
