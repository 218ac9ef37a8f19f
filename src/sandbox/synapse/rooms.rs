//! Rooms: their events, the state that these make, and who is in them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    SERVER_NAME,
    event::{Draft, Event, Known},
    refusal::Refusal,
    spaces::Walks,
};
use crate::sandbox::{Settings, clock::Clock, random::Random};

/// A room.
#[derive(Debug, Clone, Default)]
pub(super) struct Room {
    pub(super) id: String,
    pub(super) creator: String,
    pub(super) version: String,
    /// Whether the directory of rooms shows it.
    pub(super) is_published: bool,
    /// Whether all who were in it have forgotten it.
    pub(super) is_forgotten: bool,
    /// All events that are kept, in the order in which they happened.
    pub(super) events: Vec<Event>,
    /// The places of the events that make the state, by type and key.
    state: BTreeMap<String, BTreeMap<String, usize>>,
}

impl Known for Room {
    fn room_id(&self) -> &str {
        &self.id
    }

    fn find(&self, id: &str) -> Option<&Event> {
        self.events.iter().find(|event| event.id == id)
    }
}

impl Room {
    /// The event that a part of the state comes from.
    pub(super) fn state(&self, kind: &str, key: &str) -> Option<&Event> {
        self.events.get(*self.state.get(kind)?.get(key)?)
    }

    /// All events of the state, by type and key.
    pub(super) fn all_state(&self) -> impl Iterator<Item = &Event> {
        let places = self.state.values().flat_map(BTreeMap::values);
        places.filter_map(|place| self.events.get(*place))
    }

    /// The state after an event.
    pub(super) fn state_after(&self, event: &Event) -> Vec<&Event> {
        let mut found = BTreeMap::new();
        let earlier = self.events.iter();
        for event in earlier.take_while(|earlier| earlier.depth <= event.depth) {
            if let Some(key) = event.state_key() {
                found.insert((event.kind(), key), event);
            }
        }
        found.into_values().collect()
    }

    /// A text of the state.
    pub(super) fn text(&self, kind: &str, field: &str) -> Option<String> {
        self.state(kind, "")?.text(field)
    }

    pub(super) fn join_rule(&self) -> String {
        let rule = self.text("m.room.join_rules", "join_rule");
        rule.unwrap_or_else(|| "invite".to_owned())
    }

    /// The events that have not been purged.
    pub(super) fn timeline(&self) -> impl DoubleEndedIterator<Item = &Event> {
        self.events.iter().filter(|event| !event.is_outlier)
    }

    /// The membership of a user who ever had one: `join`, `invite`, `leave`, `ban` or `knock`.
    pub(super) fn membership(&self, user: &str) -> Option<&str> {
        Some(self.state("m.room.member", user)?.membership())
    }

    pub(super) fn is_joined(&self, user: &str) -> bool {
        self.membership(user) == Some("join")
    }

    /// Everybody with a membership, with it.
    pub(super) fn members(&self) -> impl Iterator<Item = (&str, &str)> {
        let members = self.state.get("m.room.member").into_iter().flatten();
        members.filter_map(|(user, place)| {
            let event = self.events.get(*place)?;
            Some((user.as_str(), event.membership()))
        })
    }

    pub(super) fn joined(&self) -> impl Iterator<Item = &str> {
        let joined = self
            .members()
            .filter(|(_, membership)| *membership == "join");
        joined.map(|(user, _)| user)
    }

    /// Whether anybody is in it. The server forgets the state of a room that all its users have left.
    pub(super) fn is_alive(&self) -> bool {
        self.joined().next().is_some()
    }

    /// How many events make the state. That number stays when everybody has left.
    pub(super) fn state_events(&self) -> usize {
        self.state.values().map(BTreeMap::len).sum()
    }

    /// Whether the ids of its creators are above all power levels.
    pub(super) fn has_mighty_creators(&self) -> bool {
        self.version == "12"
    }

    /// Takes events out, which moves the others.
    pub(super) fn retain(&mut self, keep: impl Fn(&Event) -> bool) {
        self.events.retain(keep);
        self.state.clear();
        for place in 0..self.events.len() {
            self.enter(place);
        }
    }

    /// Enters the event at a place into the state; the event that was there before is given.
    fn enter(&mut self, place: usize) -> Option<usize> {
        let event = self.events.get(place)?;
        let key = event.state_key()?.to_owned();
        let keys = self.state.entry(event.kind().to_owned()).or_default();
        keys.insert(key, place)
    }

    /// The events that allow one of this sender.
    fn auth(&self, draft: &Draft) -> Vec<String> {
        let mut wanted = vec![
            ("m.room.member", draft.sender.as_str()),
            ("m.room.power_levels", ""),
        ];
        if !self.has_mighty_creators() {
            wanted.push(("m.room.create", ""));
        }
        if let ("m.room.member", Some(target)) = (draft.kind.as_str(), &draft.state_key) {
            wanted.push(("m.room.join_rules", ""));
            if *target != draft.sender {
                wanted.push(("m.room.member", target));
            }
        }
        let found = wanted
            .into_iter()
            .filter_map(|(kind, key)| self.state(kind, key));
        found.map(|event| event.id.clone()).collect()
    }
}

/// All rooms that the server knows, and the names that lead to them.
#[derive(Debug)]
pub(super) struct Rooms {
    rooms: BTreeMap<String, Room>,
    /// The rooms that aliases lead to.
    pub(super) aliases: BTreeMap<String, String>,
    /// The rooms that nobody may join, and who has said so.
    pub(super) blocked: BTreeMap<String, String>,
    /// Where events went that are not sent twice, by sender and path.
    pub(super) transactions: BTreeMap<(String, String), String>,
    /// Walks through spaces that have not come to their end.
    pub(super) walks: Walks,
    /// The place of the latest event among all events of the server.
    pub(super) stream: i64,
    /// How long ago it is that what happens now has happened; 0 but for what a sandbox begins with.
    pub(super) age: i64,
    pub(super) random: Random,
    clock: Clock,
}

impl Rooms {
    pub(super) fn new(settings: &Settings, clock: Clock) -> Self {
        Self {
            rooms: BTreeMap::new(),
            aliases: BTreeMap::new(),
            blocked: BTreeMap::new(),
            transactions: BTreeMap::new(),
            walks: Walks::new(),
            stream: 0,
            age: 0,
            random: Random::of(settings.seed, "rooms", 0),
            clock,
        }
    }

    pub(super) fn get(&self, id: &str) -> Option<&Room> {
        self.rooms.get(id)
    }

    pub(super) fn get_mut(&mut self, id: &str) -> Option<&mut Room> {
        self.rooms.get_mut(id)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Room> {
        self.rooms.values()
    }

    /// Takes a room away, with its aliases.
    pub(super) fn remove(&mut self, id: &str) {
        self.rooms.remove(id);
        self.aliases.retain(|_, room| room != id);
    }

    /// Lets the aliases of a room lead to another, and gives them.
    pub(super) fn move_aliases(&mut self, from: &str, to: &str) -> Vec<String> {
        let aliases = self.aliases.iter_mut();
        let aliases = aliases.filter(|(_, room)| *room == from);
        let moved = aliases.map(|(alias, room)| {
            to.clone_into(room);
            alias.clone()
        });
        moved.collect()
    }

    /// Begins a room, which is empty, and gives its id.
    pub(super) fn open(&mut self, version: &str, creator: &str) -> String {
        let id = match version {
            "12" => format!("!{}", self.random.url_safe(43)),
            _ => format!("!{}:{SERVER_NAME}", self.random.letters(18)),
        };
        let room = Room {
            id: id.clone(),
            creator: creator.to_owned(),
            version: version.to_owned(),
            ..Room::default()
        };
        self.rooms.insert(id.clone(), room);
        id
    }

    /// Lets an event happen in a room, and gives its id. State that is there already is not set again.
    pub(super) fn append(&mut self, id: &str, draft: Draft) -> String {
        let moment = self.clock.now() - self.age;
        let random = self.random.url_safe(43);
        let Some(room) = self.rooms.get_mut(id) else {
            return String::new();
        };
        let key = draft.state_key.as_deref();
        let current = key.and_then(|key| room.state(&draft.kind, key));
        if let Some(current) = current
            && current.sender() == draft.sender
            && current.content().as_ref() == &draft.content
        {
            return current.id.clone();
        }
        self.stream += 1;
        let is_create = draft.kind == "m.room.create";
        let event_id = match room.version.as_str() {
            // The id of the room is that of its first event.
            "12" if is_create => room.id.replacen('!', "$", 1),
            "1" | "2" => format!("${random}:{SERVER_NAME}"),
            _ => format!("${random}"),
        };
        let event = Event {
            id: event_id.clone(),
            moment,
            depth: room.events.last().map_or(0, |last| last.depth) + 1,
            stream: self.stream,
            auth: room.auth(&draft),
            previous: room.events.last().map(|last| last.id.clone()),
            replaces: current.map(|current| current.id.clone()),
            redacted_by: None,
            is_outlier: false,
            draft,
        };
        let redacted = event.draft.redacts.clone();
        room.events.push(event);
        room.enter(room.events.len() - 1);
        if let Some(redacted) = redacted {
            let mut events = room.events.iter_mut();
            if let Some(redacted) = events.find(|event| event.id == redacted) {
                redacted.redacted_by.get_or_insert(event_id.clone());
            }
        }
        event_id
    }

    /// The room that an id or an alias leads to. An id need not be that of a room.
    pub(super) fn resolve(&self, identifier: &str) -> Result<String, Refusal> {
        match identifier.as_bytes().first() {
            Some(b'!') => Ok(identifier.to_owned()),
            Some(b'#') if identifier.contains(':') => self.follow(identifier),
            _ => Err(Refusal::unknown(format!(
                "{identifier} was not legal room ID or room alias"
            ))),
        }
    }

    fn follow(&self, alias: &str) -> Result<String, Refusal> {
        if !super::parameters::is_local(alias) {
            let status = http::StatusCode::BAD_GATEWAY;
            let message = "The server of the alias cannot be reached";
            return Err(Refusal::new(status, "M_UNKNOWN", message));
        }
        let found = self.aliases.get(alias).cloned();
        found.ok_or_else(|| Refusal::not_found(format!("Room alias {alias} not found")))
    }

    /// An event of any room, and its room.
    pub(super) fn event(&self, id: &str) -> Option<(&Room, &Event)> {
        self.iter().find_map(|room| Some((room, room.find(id)?)))
    }

    /// The rooms where a user has a membership, with it.
    pub(super) fn memberships<'a>(
        &'a self,
        user: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.iter()
            .filter_map(move |room| Some((room.id.as_str(), room.membership(user)?)))
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

    /// How many invitations a user has sent since a moment.
    pub(super) fn invites_sent(&self, user: &str, since: i64) -> usize {
        let events = self.iter().flat_map(|room| &room.events);
        let invites = events.filter(|event| {
            event.kind() == "m.room.member"
                && event.membership() == "invite"
                && event.sender() == user
                && event.moment >= since
        });
        invites.count()
    }

    /// How many rooms a user has joined since a moment, even if they have left them.
    pub(super) fn rooms_joined(&self, user: &str, since: i64) -> usize {
        let is_join = |event: &Event| {
            event.kind() == "m.room.member"
                && event.membership() == "join"
                && event.state_key() == Some(user)
                && event.moment >= since
        };
        let rooms = self.iter().filter(|room| room.events.iter().any(is_join));
        rooms.count()
    }

    /// Takes a user out of all rooms.
    pub(super) fn leave_all(&mut self, user: &str) {
        let present = |membership: &str| matches!(membership, "join" | "invite" | "knock");
        let rooms: Vec<String> = self
            .memberships(user)
            .filter(|(_, membership)| present(membership))
            .map(|(room, _)| room.to_owned())
            .collect();
        for room in rooms {
            self.leave(&room, user);
        }
    }

    /// Takes a user out of a room.
    pub(super) fn leave(&mut self, room: &str, user: &str) {
        let content: Value = json!({"membership": "leave"});
        self.append(room, Draft::state("m.room.member", user, user, content));
    }
}
