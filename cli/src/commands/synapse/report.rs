//! `chatadm synapse report`: what users have reported.

use crate::commands::verbs;

pub(crate) mod events;
pub(crate) mod users;

verbs! {
    /// Reports about events
    Events(events),
    /// Reports about users
    Users(users),
}
