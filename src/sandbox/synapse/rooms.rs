//! Rooms and who is in them.

use std::collections::BTreeMap;

/// A room.
#[derive(Debug, Clone, Default)]
pub(super) struct Room {
    pub(super) id: String,
    pub(super) creator: String,
    pub(super) version: String,
    /// The membership of each user who ever had one: `join`, `invite`, `leave`, `ban` or `knock`.
    pub(super) members: BTreeMap<String, String>,
    pub(super) is_blocked: bool,
}

/// All rooms that the server knows.
#[derive(Debug, Default)]
pub(super) struct Rooms {
    pub(super) rooms: BTreeMap<String, Room>,
}

impl Rooms {
    /// The rooms where a user has a membership, with it.
    pub(super) fn memberships<'a>(
        &'a self,
        user: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.rooms.values().filter_map(move |room| {
            let membership = room.members.get(user)?;
            Some((room.id.as_str(), membership.as_str()))
        })
    }

    /// The rooms that a user has joined.
    pub(super) fn joined<'a>(&'a self, user: &'a str) -> impl Iterator<Item = &'a str> {
        let joined = self
            .memberships(user)
            .filter(|(_, membership)| *membership == "join");
        joined.map(|(room, _)| room)
    }
}
