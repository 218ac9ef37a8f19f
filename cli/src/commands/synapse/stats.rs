//! `chatadm synapse stats`: how much space users and rooms take.

use crate::commands::verbs;

verbs! {
    /// Lists users with the number and size of their uploads
    Media(media),
    /// Lists the rooms that take the most space in the database
    Rooms(rooms),
}
