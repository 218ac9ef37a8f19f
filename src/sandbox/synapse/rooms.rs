//! Rooms and who is in them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::World;

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
    /// Who invited somebody, and when.
    pub(super) invites: Vec<(String, i64)>,
    /// Who joined which room, and when.
    pub(super) joins: Vec<(String, String, i64)>,
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

    /// The rooms whose history may hold what a user has said.
    pub(super) fn joined_or_banned<'a>(&'a self, user: &'a str) -> impl Iterator<Item = &'a str> {
        let rooms = self
            .memberships(user)
            .filter(|(_, membership)| matches!(*membership, "join" | "ban"));
        rooms.map(|(room, _)| room)
    }

    /// Takes a user out of all rooms, and back all invitations.
    pub(super) fn leave_all(&mut self, user: &str) {
        for room in self.rooms.values_mut() {
            if let Some(membership) = room.members.get_mut(user)
                && membership != "ban"
            {
                "leave".clone_into(membership);
            }
        }
    }

    /// How many invitations a user has sent since a moment.
    pub(super) fn invites_sent(&self, user: &str, since: i64) -> usize {
        let invites = self.invites.iter();
        invites
            .filter(|(sender, moment)| sender == user && *moment >= since)
            .count()
    }

    /// How many rooms a user has joined since a moment, whether still there or not.
    pub(super) fn rooms_joined(&self, user: &str, since: i64) -> usize {
        let joins = self.joins.iter();
        let rooms: BTreeSet<&str> = joins
            .filter(|(joined, _, moment)| joined == user && *moment >= since)
            .map(|(_, room, _)| room.as_str())
            .collect();
        rooms.len()
    }
}

impl World {
    /// Makes a room with its creator in it, and gives its id.
    pub(super) fn open_room(&mut self, creator: &str) -> String {
        let id = format!("!{}", self.random.url_safe(43));
        let room = Room {
            id: id.clone(),
            creator: creator.to_owned(),
            version: "12".to_owned(),
            ..Room::default()
        };
        self.rooms.rooms.insert(id.clone(), room);
        self.set_membership(&id, creator, "join");
        id
    }

    /// Says what a user is to a room, without asking whether anybody may.
    pub(super) fn set_membership(&mut self, room: &str, user: &str, membership: &str) {
        let Some(found) = self.rooms.rooms.get_mut(room) else {
            return;
        };
        found.members.insert(user.to_owned(), membership.to_owned());
        let now = self.clock.now();
        match membership {
            "join" => self
                .rooms
                .joins
                .push((user.to_owned(), room.to_owned(), now)),
            "invite" => self.rooms.invites.push((found.creator.clone(), now)),
            _ => {}
        }
    }

    /// Adds an event to a room, and gives its id.
    pub(super) fn send_event(
        &mut self,
        _room: &str,
        _sender: &str,
        _kind: &str,
        _state_key: Option<&str>,
        _content: &Map<String, Value>,
    ) -> String {
        format!("${}", self.random.url_safe(43))
    }

    /// Takes back what a user has said in rooms; gives the events for which that failed, with the reason.
    pub(super) fn redact_all(
        &mut self,
        _user: &str,
        _rooms: &[String],
        _wishes: &Map<String, Value>,
    ) -> Map<String, Value> {
        Map::new()
    }
}
