//! Who has power in a room: its power levels, and its creators where these stand above all levels.

use chatadm::{
    Error,
    synapse::{PowerLevels, Room, UserId},
};
use serde_json::{Value, json};

/// The first version of rooms whose creators may do everything.
const OF_CREATORS: u32 = 12;

/// The power that the founder of a room has where nothing was said of levels.
const FOUNDER: i64 = 100;

/// Who has power in a room.
#[derive(Debug)]
pub(crate) struct Levels {
    creators: Vec<String>,
    are_creators_above: bool,
    power: Option<PowerLevels>,
}

impl Levels {
    pub(crate) async fn of(room: &Room<'_>) -> Result<Self, Error> {
        let created = room.state().event_type("m.room.create").send().await?;
        // Older servers send events of all types.
        let created = created
            .into_iter()
            .find(|event| event.type_ == "m.room.create");
        let mut creators = Vec::new();
        let mut are_creators_above = false;
        if let Some(event) = created {
            let version = event
                .content
                .get("room_version")
                .and_then(Value::as_str)
                .unwrap_or("1");
            are_creators_above = version
                .parse()
                .is_ok_and(|version: u32| version >= OF_CREATORS);
            creators.push(event.sender.to_string());
            let more = event
                .content
                .get("additional_creators")
                .and_then(Value::as_array);
            let more = more.into_iter().flatten().filter_map(Value::as_str);
            creators.extend(more.filter(|_| are_creators_above).map(str::to_owned));
        }
        let power = room.power_levels().await?;
        Ok(Self {
            creators,
            are_creators_above,
            power,
        })
    }

    /// Whether a user created the room and is above all levels for it.
    pub(crate) fn is_creator(&self, user: &UserId) -> bool {
        self.are_creators_above && self.is_founder(user)
    }

    /// The level of a user; a creator above all levels has none.
    pub(crate) fn level_of(&self, user: &UserId) -> Option<i64> {
        if self.is_creator(user) {
            return None;
        }
        Some(match &self.power {
            Some(levels) => levels.level_of(user),
            None if self.is_founder(user) => FOUNDER,
            None => 0,
        })
    }

    /// Whether a user may change who has power.
    pub(crate) fn is_admin(&self, user: &UserId) -> bool {
        let needed = self.power.as_ref().map_or(50, |levels| {
            let own = levels.events.get("m.room.power_levels").copied();
            own.unwrap_or(levels.state_default)
        });
        self.level_of(user).is_none_or(|level| level >= needed)
    }

    /// Whether a user may kick others from the room.
    pub(crate) fn may_kick(&self, user: &UserId) -> bool {
        let needed = self.power.as_ref().map_or(50, |levels| levels.kick);
        self.level_of(user).is_none_or(|level| level >= needed)
    }

    /// Whether a user has more power than another.
    pub(crate) fn is_above(&self, user: &UserId, other: &UserId) -> bool {
        match (self.level_of(user), self.level_of(other)) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(level), Some(other)) => level > other,
        }
    }

    /// The levels as a document: those of users, and on wish all the others.
    pub(crate) fn document(&self, is_full: bool) -> Value {
        let mut document = json!({
            "creators": if self.are_creators_above { self.creators.as_slice() } else { &[] },
            "users": {},
            "users_default": 0,
        });
        let Some(levels) = &self.power else {
            return document;
        };
        document["users"] = json!(levels.users);
        document["users_default"] = levels.users_default.into();
        if is_full {
            document["events"] = json!(levels.events);
            for (name, level) in [
                ("events_default", levels.events_default),
                ("state_default", levels.state_default),
                ("invite", levels.invite),
                ("kick", levels.kick),
                ("ban", levels.ban),
                ("redact", levels.redact),
            ] {
                document[name] = level.into();
            }
        }
        document
    }

    fn is_founder(&self, user: &UserId) -> bool {
        self.creators.iter().any(|creator| creator == user.as_str())
    }
}
