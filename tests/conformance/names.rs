//! Placeholders for what differs from run to run: ids, tokens, times, positions.
//!
//! They are numbered in the order in which they come up, so a transcript still says which id is which.
//! Secrets have no place in a transcript, whether they differ or not.

use std::{collections::BTreeMap, sync::LazyLock};

use regex::{Captures, Regex};
use serde_json::{Map, Value};

/// Ids that are known by their looks: of rooms, of events, of media, of places in a room's timeline.
static IDS: LazyLock<Regex> = LazyLock::new(|| {
    let room = r"(?<room>![A-Za-z]{18}:[a-z.0-9-]+|![A-Za-z0-9_-]{43})";
    let event = r"(?<event>\$[A-Za-z0-9_-]{43})";
    let media = r"(?<media>[A-Za-z]{24})";
    let position = r"(?<position>\b[ts][0-9]+[-_][0-9][0-9_~.-]*)";
    Regex::new(&format!("{room}|{event}|{media}|{position}")).unwrap()
});
const KINDS: [&str; 4] = ["room", "event", "media", "position"];

/// How the server names devices that nobody gave a name.
static DEVICE: LazyLock<Regex> = LazyLock::new(|| Regex::new("^[A-Z]{10}$").unwrap());

/// Values that say nothing, or nothing that anybody may read, by their keys.
const OPAQUE: [(&str, &str); 15] = [
    ("age", "<age>"),
    ("auth_events", "<events>"),
    ("average_items_per_ms", "<number>"),
    ("expires_in_ms", "<number>"),
    ("hashes", "<hashes>"),
    ("mac", "<mac>"),
    ("new_password", "<password>"),
    ("password", "<password>"),
    ("password_hash", "<hash>"),
    ("prev_events", "<events>"),
    ("server_version", "<version>"),
    ("signatures", "<signatures>"),
    ("state_group", "<number>"),
    ("total_duration_ms", "<number>"),
    ("total_item_count", "<number>"),
];

/// What has a placeholder by now.
pub(crate) struct Names {
    run: String,
    server: String,
    user: Regex,
    /// The longest come first, as one may be a part of another.
    known: Vec<(String, String)>,
    numbers: BTreeMap<i64, String>,
    counts: BTreeMap<String, usize>,
}

impl Names {
    /// Names with this ending belong to the run.
    pub(crate) fn new(run: &str, server: &str) -> Self {
        let server = server.to_owned();
        let user = format!("@suite-([^@: ]*?)-{run}:{}", regex::escape(&server));
        Self {
            run: run.to_owned(),
            server,
            user: Regex::new(&user).unwrap(),
            known: Vec::new(),
            numbers: BTreeMap::new(),
            counts: BTreeMap::new(),
        }
    }

    /// Lets this text appear as `<kind:1>`, `<kind:2>` and so on.
    fn learn(&mut self, kind: &str, text: &str) -> String {
        if let Some((_, name)) = self.known.iter().find(|(known, _)| known == text) {
            return name.clone();
        }
        let name = self.next(kind);
        self.call(text, &name);
        name
    }

    /// Lets this text appear under just this name.
    pub(crate) fn call(&mut self, text: &str, name: &str) {
        let place = self
            .known
            .partition_point(|(known, _)| known.len() >= text.len());
        self.known.insert(place, (text.to_owned(), name.to_owned()));
    }

    /// Lets the number of something appear as `<kind:1>` and so on, where it is called an id.
    fn learn_number(&mut self, kind: &str, number: i64) {
        if !self.numbers.contains_key(&number) {
            let name = self.next(kind);
            self.numbers.insert(number, name);
        }
    }

    fn next(&mut self, kind: &str) -> String {
        let count = self.counts.entry(kind.to_owned()).or_default();
        *count += 1;
        format!("<{kind}:{count}>")
    }

    /// The value as it appears in a transcript.
    pub(crate) fn show(&mut self, key: &str, value: &Value) -> Value {
        self.value(key, value, true)
    }

    /// The same, but the lists at these pointers have no order of their own and are put into one that
    /// stays the same.
    pub(crate) fn show_sorted(&mut self, mut value: Value, unordered: &[&str]) -> Value {
        for pointer in unordered {
            if let Some(Value::Array(list)) = value.pointer_mut(pointer) {
                list.sort_by_cached_key(|item| self.value("", item, false).to_string());
            }
        }
        self.show("", &value)
    }

    /// Without `learn`, what is new has no number, and so the result does not depend on its order.
    fn value(&mut self, key: &str, value: &Value, learn: bool) -> Value {
        let opaque = OPAQUE.iter().find(|(name, _)| *name == key);
        match (opaque, value) {
            (_, Value::Null) => Value::Null,
            (Some((_, name)), Value::String(_) | Value::Number(_) | Value::Array(_)) => {
                (*name).into()
            }
            (Some((_, name)), Value::Object(_)) if *name != "<password>" => (*name).into(),
            (_, Value::Bool(_)) => value.clone(),
            (_, Value::Number(number)) => match number.as_i64() {
                Some(number) => self.number(key, number).unwrap_or_else(|| value.clone()),
                None => value.clone(),
            },
            (_, Value::String(text)) => self.text(key, text, learn).into(),
            (_, Value::Array(list)) => list
                .iter()
                .map(|item| self.value(key, item, learn))
                .collect(),
            (_, Value::Object(object)) => self.object(object, learn).into(),
        }
    }

    fn object(&mut self, object: &Map<String, Value>, learn: bool) -> Map<String, Value> {
        let mut fields: Vec<_> = object.iter().collect();
        fields.sort_by_cached_key(|(key, _)| self.text("", key, false));
        let refusal = object.contains_key("errcode");
        // Reports are the only things that have numbers for ids.
        if learn
            && object.contains_key("received_ts")
            && let Some(id) = object.get("id").and_then(Value::as_i64)
        {
            self.learn_number("report", id);
        }
        let mut shown = Map::new();
        for (key, value) in fields {
            let value = match value {
                Value::String(text) if refusal && key == "error" && !text.is_empty() => {
                    "<text>".into()
                }
                _ => self.value(key, value, learn),
            };
            shown.insert(self.text("", key, learn), value);
        }
        shown
    }

    /// Times of this century, in milliseconds or seconds, and numbers that are ids.
    fn number(&self, key: &str, number: i64) -> Option<Value> {
        match number {
            1_000_000_000_000..4_000_000_000_000 => Some("<time>".into()),
            1_000_000_000..4_000_000_000 => Some("<seconds>".into()),
            _ if matches!(key, "id" | "report_id") => {
                self.numbers.get(&number).map(|name| name.as_str().into())
            }
            _ => None,
        }
    }

    /// The text as it appears in a transcript; the key says what it is where it does not show.
    pub(crate) fn text(&mut self, key: &str, text: &str, learn: bool) -> String {
        if let Some(Value::String(name)) = text.parse().ok().and_then(|n| self.number(key, n)) {
            return name;
        }
        let own = !text.contains(&self.run);
        let kind = match key {
            "access_token" | "refresh_token" => Some("token"),
            "nonce" => Some("nonce"),
            "sha256" => Some("hash"),
            "delete_id" | "purge_id" | "redact_id" => Some("job"),
            "device_id" if DEVICE.is_match(text) => Some("device"),
            "token" if own && text.len() == 16 => Some("registration-token"),
            _ => None,
        };
        match kind {
            Some(kind) if learn => {
                self.learn(kind, text);
            }
            Some(kind) if !self.known.iter().any(|(known, _)| known == text) => {
                return format!("<{kind}>");
            }
            _ => {}
        }
        let mut shown = text.to_owned();
        for (known, name) in &self.known {
            shown = shown.replace(known, name);
        }
        let ids = |captures: &Captures<'_>| {
            let found = |kind: &&&str| captures.name(kind).is_some();
            let kind = KINDS.iter().find(found).unwrap();
            // How far a server has come says nothing: others talk to it at the same time.
            if learn && *kind != "position" {
                self.learn(kind, &captures[0])
            } else {
                format!("<{kind}>")
            }
        };
        shown = IDS.replace_all(&shown, ids).into_owned();
        shown = self.user.replace_all(&shown, "<user:$1>").into_owned();
        shown
            .replace(&self.run, "<run>")
            .replace(&self.server, "<server>")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Names;

    #[test]
    fn what_differs_gives_way_to_numbered_names() {
        let mut names = Names::new("a1b2", "example.test");
        let room = format!("!{}", "r".repeat(43));
        let shown = names.show(
            "",
            &json!({
                "a": "@suite-alice-a1b2:example.test",
                "b": [room, "!abcdefghijklmnopqr:example.test", room],
                "c": {"access_token": "syt_secret", "creation_ts": 1_767_225_600_000_i64},
                "d": "mxc://example.test/abcdefghijklmnopqrstuvwx",
                "@suite-alice-a1b2:example.test": null,
                "password": "secret",
                "total": 3,
            }),
        );
        let expected = json!({
            "a": "<user:alice>",
            "b": ["<room:1>", "<room:2>", "<room:1>"],
            "c": {"access_token": "<token:1>", "creation_ts": "<time>"},
            "d": "mxc://<server>/<media:1>",
            "<user:alice>": null,
            "password": "<password>",
            "total": 3,
        });
        assert_eq!(shown, expected);
    }

    #[test]
    fn the_text_of_a_refusal_is_not_compared_but_its_code_is() {
        let mut names = Names::new("a1b2", "example.test");
        let shown = names.show("", &json!({"errcode": "M_NOT_FOUND", "error": "Gone"}));
        assert_eq!(shown, json!({"errcode": "M_NOT_FOUND", "error": "<text>"}));
        let empty = json!({"errcode": "M_NOT_FOUND", "error": ""});
        assert_eq!(names.show("", &empty), empty);
    }

    #[test]
    fn a_list_without_order_is_put_into_one_that_stays() {
        let one = json!({"device_id": "QQQQQQQQQQ", "name": "a"});
        let two = json!({"device_id": "AAAAAAAAAA", "name": "b"});
        for list in [[&one, &two], [&two, &one]] {
            let mut names = Names::new("a1b2", "example.test");
            let shown = names.show_sorted(json!({"devices": list}), &["/devices"]);
            assert_eq!(shown["devices"][0]["name"], "a");
        }
    }
}
