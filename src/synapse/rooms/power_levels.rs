//! The content of `m.room.power_levels`, with what it leaves out filled in.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::synapse::UserId;

/// Who may do what in a room; see [`Room::power_levels`](super::Room::power_levels).
///
/// What the event leaves out has the value that Matrix gives it. Levels that old rooms hold as text or
/// as fractions are read as servers read them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PowerLevels {
    /// The levels of the users who have one of their own.
    pub users: BTreeMap<String, i64>,
    /// The level of everybody else.
    pub users_default: i64,
    /// The level needed to send an event, for each type that has one of its own.
    pub events: BTreeMap<String, i64>,
    /// The level needed to send any other event that is not of the state.
    pub events_default: i64,
    /// The level needed to send any other state event.
    pub state_default: i64,
    /// The level needed to invite.
    pub invite: i64,
    /// The level needed to remove somebody.
    pub kick: i64,
    /// The level needed to ban and to lift a ban.
    pub ban: i64,
    /// The level needed to redact what others sent.
    pub redact: i64,
}

impl PowerLevels {
    pub(super) const EVENT_TYPE: &'static str = "m.room.power_levels";

    pub(super) fn of_content(content: &Map<String, Value>) -> Self {
        let level = |key: &str, default| content.get(key).and_then(number).unwrap_or(default);
        let levels = |key: &str| {
            let map = content.get(key).and_then(Value::as_object);
            let pairs = map.into_iter().flatten();
            pairs
                .filter_map(|(name, value)| Some((name.clone(), number(value)?)))
                .collect()
        };
        Self {
            users: levels("users"),
            users_default: level("users_default", 0),
            events: levels("events"),
            events_default: level("events_default", 0),
            state_default: level("state_default", 50),
            invite: level("invite", 0),
            kick: level("kick", 50),
            ban: level("ban", 50),
            redact: level("redact", 50),
        }
    }

    /// The level of a user, be it their own or that of everybody.
    pub fn level_of(&self, user: &UserId) -> i64 {
        let own = self.users.get(user.as_str()).copied();
        own.unwrap_or(self.users_default)
    }
}

/// A level: a whole number, or in old rooms text or a fraction.
fn number(value: &Value) -> Option<i64> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "servers cut fractions off, and a cast keeps to the range"
    )]
    match value {
        Value::Number(number) => number
            .as_i64()
            .or_else(|| number.as_f64().map(|fraction| fraction as i64)),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(content: &Value) -> PowerLevels {
        PowerLevels::of_content(content.as_object().unwrap())
    }

    #[test]
    fn what_is_left_out_is_what_matrix_says() {
        let levels = of(&json!({}));
        assert_eq!((levels.users_default, levels.events_default), (0, 0));
        assert_eq!((levels.state_default, levels.invite), (50, 0));
        assert_eq!((levels.kick, levels.ban, levels.redact), (50, 50, 50));
        assert_eq!(levels.level_of(&"@a:h".parse().unwrap()), 0);
    }

    #[test]
    fn a_level_of_its_own_wins() {
        let levels = of(&json!({"users": {"@a:h": 100}, "users_default": 5, "ban": -1}));
        assert_eq!(levels.level_of(&"@a:h".parse().unwrap()), 100);
        assert_eq!(levels.level_of(&"@b:h".parse().unwrap()), 5);
        assert_eq!(levels.ban, -1);
    }

    #[test]
    fn levels_of_old_rooms_are_read_and_nonsense_is_not() {
        let levels = of(&json!({
            "users": {"@a:h": " 90 ", "@b:h": 49.9, "@c:h": "much", "@d:h": null},
            "events": "none", "kick": "30", "redact": [],
        }));
        let users = [("@a:h".to_owned(), 90), ("@b:h".to_owned(), 49)];
        assert_eq!(levels.users, users.into());
        assert!(levels.events.is_empty());
        assert_eq!((levels.kick, levels.redact), (30, 50));
    }
}
