//! Events: what they hold, how clients and servers see them, and what a redaction leaves of them.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use super::SERVER_NAME;
use crate::sandbox::random::Random;

/// What a redaction leaves of the content, by the type of the event. Of others it leaves nothing.
const KEPT: [(&str, &[&str]); 4] = [
    (
        "m.room.member",
        &["membership", "join_authorised_via_users_server"],
    ),
    ("m.room.join_rules", &["join_rule", "allow"]),
    (
        "m.room.power_levels",
        &[
            "ban",
            "events",
            "events_default",
            "invite",
            "kick",
            "redact",
            "state_default",
            "users",
            "users_default",
        ],
    ),
    ("m.room.history_visibility", &["history_visibility"]),
];

/// Something that is to happen in a room.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) kind: String,
    pub(super) sender: String,
    /// Events with one are a part of the state.
    pub(super) state_key: Option<String>,
    pub(super) content: Map<String, Value>,
    pub(super) redacts: Option<String>,
    pub(super) transaction: Option<String>,
}

impl Draft {
    pub(super) fn new(kind: &str, sender: &str, content: Value) -> Self {
        Self {
            kind: kind.to_owned(),
            sender: sender.to_owned(),
            state_key: None,
            content: match content {
                Value::Object(fields) => fields,
                _ => Map::new(),
            },
            redacts: None,
            transaction: None,
        }
    }

    /// A part of the state.
    pub(super) fn state(kind: &str, key: &str, sender: &str, content: Value) -> Self {
        Self {
            state_key: Some(key.to_owned()),
            ..Self::new(kind, sender, content)
        }
    }
}

/// Something that has happened in a room.
#[derive(Debug, Clone)]
pub(super) struct Event {
    pub(super) id: String,
    pub(super) draft: Draft,
    /// Milliseconds since 1970.
    pub(super) moment: i64,
    /// Its place in the room, from 1.
    pub(super) depth: i64,
    /// Its place among all events of the server.
    pub(super) stream: i64,
    /// The events that allow it.
    pub(super) auth: Vec<String>,
    pub(super) previous: Option<String>,
    /// The event whose place in the state it has taken.
    pub(super) replaces: Option<String>,
    pub(super) redacted_by: Option<String>,
    /// Whether it was purged, and is only kept because something needs it.
    pub(super) is_outlier: bool,
}

impl Event {
    pub(super) fn kind(&self) -> &str {
        &self.draft.kind
    }

    pub(super) fn sender(&self) -> &str {
        &self.draft.sender
    }

    pub(super) fn state_key(&self) -> Option<&str> {
        self.draft.state_key.as_deref()
    }

    /// The content as it is stored, whether redacted or not.
    pub(super) fn stored(&self) -> &Map<String, Value> {
        &self.draft.content
    }

    /// The content as it may be seen.
    pub(super) fn content(&self) -> Cow<'_, Map<String, Value>> {
        if self.redacted_by.is_none() || self.kind() == "m.room.create" {
            return Cow::Borrowed(&self.draft.content);
        }
        let kept = KEPT.iter().find(|(kind, _)| *kind == self.kind());
        let kept = kept.map_or(&[] as &[&str], |(_, fields)| fields);
        let fields = self.draft.content.iter();
        let fields = fields.filter(|(name, _)| kept.contains(&name.as_str()));
        Cow::Owned(
            fields
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
        )
    }

    /// A text of the content as it may be seen.
    pub(super) fn text(&self, field: &str) -> Option<String> {
        Some(self.content().get(field)?.as_str()?.to_owned())
    }

    /// The membership that it gives.
    pub(super) fn membership(&self) -> &str {
        let membership = self.draft.content.get("membership");
        membership.and_then(Value::as_str).unwrap_or("leave")
    }

    fn age(&self, now: i64) -> i64 {
        now.saturating_sub(self.moment)
    }
}

/// How clients see events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// As the first version of the API had them, with much of `unsigned` at the top too. The API for
    /// administrators still does.
    Oldest,
    /// As clients get them today.
    Client,
}

/// What knows the other events that an event names.
pub(super) trait Known {
    fn room_id(&self) -> &str;

    fn find(&self, id: &str) -> Option<&Event>;

    /// An event as a client sees it, with the content of what it replaces if that is wanted.
    fn show(&self, event: &Event, style: Style, now: i64, with_previous: bool) -> Value {
        let mut unsigned = json!({"age": event.age(now)});
        self.explain(event, &mut unsigned, with_previous);
        if let Some(because) = event.redacted_by.as_deref() {
            unsigned["redacted_by"] = because.into();
            if let Some(because) = self.find(because) {
                unsigned["redacted_because"] = self.show(because, style, now, false);
            }
        }
        let mut shown = json!({
            "content": event.content(),
            "event_id": event.id,
            "origin_server_ts": event.moment,
            "room_id": self.room_id(),
            "sender": event.sender(),
            "type": event.kind(),
        });
        if let Some(key) = event.state_key() {
            shown["state_key"] = key.into();
        }
        if let Some(redacted) = &event.draft.redacts {
            shown["redacts"] = redacted.as_str().into();
        }
        if style == Style::Oldest {
            shown["user_id"] = event.sender().into();
            for name in ["age", "prev_content", "redacted_because", "replaces_state"] {
                if let Some(value) = unsigned.get(name) {
                    shown[name] = value.clone();
                }
            }
        }
        shown["unsigned"] = unsigned;
        shown
    }

    /// An event as servers send it to one another. Nothing is signed in a sandbox, it only looks so.
    fn federate(&self, event: &Event, content: &Map<String, Value>) -> Value {
        let mut random = Random::of(0, &event.id, 0);
        let mut shown = json!({
            "auth_events": event.auth,
            "content": content,
            "depth": event.depth,
            "hashes": {"sha256": random.url_safe(43)},
            "origin_server_ts": event.moment,
            "prev_events": Vec::from_iter(event.previous.as_deref()),
            "room_id": self.room_id(),
            "sender": event.sender(),
            "signatures": {SERVER_NAME: {"ed25519:a_sandbox": random.url_safe(86)}},
            "type": event.kind(),
        });
        if let Some(key) = event.state_key() {
            shown["state_key"] = key.into();
        }
        shown
    }

    /// The same with its id and its age, for administrators.
    fn federate_now(&self, event: &Event, content: &Map<String, Value>, now: i64) -> Value {
        let mut unsigned = json!({"age": event.age(now)});
        self.explain(event, &mut unsigned, false);
        let mut shown = self.federate(event, content);
        shown["event_id"] = event.id.as_str().into();
        shown["unsigned"] = unsigned;
        shown
    }

    /// Adds what an event has replaced.
    fn explain(&self, event: &Event, unsigned: &mut Value, with_previous: bool) {
        let Some(replaced) = event.replaces.as_deref() else {
            return;
        };
        unsigned["replaces_state"] = replaced.into();
        if let Some(replaced) = self.find(replaced).filter(|_| with_previous) {
            unsigned["prev_content"] = Value::Object(replaced.content().into_owned());
            unsigned["prev_sender"] = replaced.sender().into();
        }
    }
}
