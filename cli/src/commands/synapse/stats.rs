//! `chatadm synapse stats`: how much space users and rooms take.

use crate::commands::verbs;

pub(crate) mod media;
pub(crate) mod rooms;

verbs! {
    /// Lists users with the number and size of their uploads
    Media(media),
    /// Lists the rooms that take the most space in the database
    Rooms(rooms),
}
