//! `chatadm synapse report`: what users have reported.

use crate::commands::verbs;

pub(crate) mod events;
mod select;
mod show;
pub(crate) mod users;

verbs! {
    /// Reports about events
    Events(events),
    /// Reports about users
    Users(users),
}
