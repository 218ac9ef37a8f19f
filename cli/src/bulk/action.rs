//! What is to be done to each key, how dangerous that is, and what has to be answered before.

use std::{collections::BTreeMap, fmt::Display};

use chatadm::{Method, Operation, Safety, mattermost, synapse};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::{exit::Failure, printer::Shape, prompt::Prompter};

/// The columns of outcomes, unless an action has others.
const OUTCOMES: Shape = Shape {
    id: "id",
    columns: &["id", "outcome", "message"],
};

/// What a segment of a path may hold as it is.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b'@')
    .remove(b':')
    .remove(b'!')
    .remove(b'$')
    .remove(b'=');

/// How many keys a plan shows, unless told.
const SHOWN: usize = 10;

/// A change of one thing, to be made for each of many.
#[derive(Debug)]
#[must_use = "an action does nothing by itself"]
pub(crate) struct Action {
    verb: &'static str,
    noun: &'static str,
    operation: &'static Operation,
    /// The method and path, where they are not the operation's with the key in its first place.
    request: Option<(Method, String)>,
    body: Option<Value>,
    /// The field of the body that holds the key, where the path does not.
    key_field: Option<&'static str>,
    /// What the path names instead of the key then, the same for all keys.
    named: Option<String>,
    /// The bodies of keys that have their own.
    bodies: BTreeMap<String, Value>,
    /// What the report is to say of a key before its request is sent.
    transactions: BTreeMap<String, String>,
    /// What is sent before all others, for `--dry-run`.
    first: Vec<Value>,
    /// What is sent for a key before its own request, for `--dry-run`.
    before: BTreeMap<String, Vec<Value>>,
    /// What else is known of a key, for `--dry-run`.
    facts: BTreeMap<String, Value>,
    /// How many keys a plan shows.
    shown: usize,
    consequence: String,
    /// What people call the keys that mean nothing to them.
    names: BTreeMap<String, String>,
    /// The flag in place of typing the id, and whether it was given.
    flag: Option<(&'static str, bool)>,
    is_dry: bool,
    safety: Safety,
    shape: &'static Shape,
}

impl Action {
    /// A change of something on Synapse, by the operation that makes it.
    pub(crate) fn synapse(verb: &'static str, noun: &'static str, operation: &str) -> Self {
        Self::new(verb, noun, find(synapse::Client::OPERATIONS, operation))
    }

    /// A change of something on Mattermost, by the operation that makes it.
    pub(crate) fn mattermost(verb: &'static str, noun: &'static str, operation: &str) -> Self {
        Self::new(verb, noun, find(mattermost::Client::OPERATIONS, operation))
    }

    pub(crate) fn new(
        verb: &'static str,
        noun: &'static str,
        operation: &'static Operation,
    ) -> Self {
        Self {
            verb,
            noun,
            operation,
            request: None,
            body: None,
            key_field: None,
            named: None,
            bodies: BTreeMap::new(),
            transactions: BTreeMap::new(),
            first: Vec::new(),
            before: BTreeMap::new(),
            facts: BTreeMap::new(),
            shown: SHOWN,
            consequence: String::new(),
            names: BTreeMap::new(),
            flag: None,
            is_dry: false,
            safety: operation.safety,
            shape: &OUTCOMES,
        }
    }

    /// The body that every request has, for `--dry-run`; without secrets.
    pub(crate) fn body(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    /// The path names the same thing for all keys, and this field of the body has the key.
    pub(crate) fn key_in_body(mut self, named: impl Into<String>, field: &'static str) -> Self {
        self.named = Some(named.into());
        self.key_field(field)
    }

    /// The field of the body that holds the key, for operations whose path has no place for it.
    pub(crate) fn key_field(mut self, name: &'static str) -> Self {
        self.key_field = Some(name);
        self
    }

    /// The transaction id of each key, which the report records before the request is sent.
    pub(crate) fn transactions(mut self, ids: BTreeMap<String, String>) -> Self {
        self.transactions = ids;
        self
    }

    /// The bodies of the requests by their keys, for `--dry-run`; without secrets.
    pub(crate) fn bodies<K: Display>(
        mut self,
        bodies: impl IntoIterator<Item = (K, Value)>,
    ) -> Self {
        let bodies = bodies.into_iter();
        self.bodies = bodies.map(|(key, body)| (key.to_string(), body)).collect();
        self
    }

    /// The method and path of every request, for `--dry-run`; the key fills the first place of the path.
    pub(crate) fn request(mut self, method: Method, path: impl Into<String>) -> Self {
        self.request = Some((method, path.into()));
        self
    }

    /// The requests that are sent before all others, for `--dry-run`.
    pub(crate) fn first(mut self, requests: Vec<Value>) -> Self {
        self.first = requests;
        self
    }

    /// The requests that are sent for a key before its own, for `--dry-run`.
    pub(crate) fn before(mut self, requests: BTreeMap<String, Vec<Value>>) -> Self {
        self.before = requests;
        self
    }

    /// What else is known of the keys, for `--dry-run`: fields beside the request of each.
    pub(crate) fn facts(mut self, facts: BTreeMap<String, Value>) -> Self {
        self.facts = facts;
        self
    }

    /// How many keys the plan shows, 10 unless told.
    pub(crate) fn showing(mut self, keys: usize) -> Self {
        self.shown = keys;
        self
    }

    /// What is lost, to be said with the question.
    pub(crate) fn consequence(mut self, text: impl Into<String>) -> Self {
        self.consequence = text.into();
        self
    }

    /// What people call the keys, for questions.
    pub(crate) fn called<K: Display>(
        mut self,
        names: impl IntoIterator<Item = (K, String)>,
    ) -> Self {
        let names = names.into_iter();
        self.names = names.map(|(key, name)| (key.to_string(), name)).collect();
        self
    }

    /// Nothing brings it back: the id is to be typed, and only this flag answers in its place.
    pub(crate) fn irreversible(mut self, flag: &'static str, is_given: bool) -> Self {
        self.flag = Some((flag, is_given));
        self
    }

    /// Another call restores it, whatever else its operation can do.
    pub(crate) fn reversible(mut self) -> Self {
        self.safety = Safety::Reversible;
        self
    }

    /// Whether to print the requests only.
    pub(crate) fn dry_run(mut self, is_dry: bool) -> Self {
        self.is_dry = is_dry;
        self
    }

    /// The columns of the outcomes, where people want to see more than that it was done.
    pub(crate) fn shape(mut self, shape: &'static Shape) -> Self {
        self.shape = shape;
        self
    }

    pub(super) fn outcomes(&self) -> &'static Shape {
        self.shape
    }

    pub(super) fn is_dry(&self) -> bool {
        self.is_dry
    }

    pub(super) fn verb(&self) -> &'static str {
        self.verb
    }

    pub(super) fn noun(&self) -> &'static str {
        self.noun
    }

    pub(super) fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// How many keys the plan shows.
    pub(super) fn most_shown(&self) -> usize {
        self.shown
    }

    /// What is sent before all others.
    pub(super) fn first_requests(&self) -> &[Value] {
        &self.first
    }

    /// All that is sent for a key.
    pub(super) fn requests(&self, key: &str) -> Vec<Value> {
        let (method, path, body) = self.shown(key);
        let mut own = json!({"method": method, "path": path, "body": body});
        if let (Some(fields), Some(Value::Object(facts))) =
            (own.as_object_mut(), self.facts.get(key))
        {
            fields.extend(facts.clone());
        }
        let before = self.before.get(key).into_iter().flatten().cloned();
        before.chain([own]).collect()
    }

    /// The method, the path and the body of the request for a key.
    fn shown(&self, key: &str) -> (&str, String, Option<Value>) {
        let mut body = self.bodies.get(key).or(self.body.as_ref()).cloned();
        if let Some(name) = self.key_field {
            body.get_or_insert_with(|| json!({}))[name] = key.into();
        }
        let named = self.named.as_deref().unwrap_or(key);
        match &self.request {
            Some((method, template)) => (method.as_str(), filled(template, named), body),
            None => (self.operation.method, path(self.operation, named), body),
        }
    }

    /// What the report is to say of a key before its request is sent.
    pub(super) fn transaction(&self, key: &str) -> Option<&str> {
        self.transactions.get(key).map(String::as_str)
    }

    /// What people call a key.
    pub(super) fn name(&self, key: &impl Display) -> String {
        let key = key.to_string();
        self.names.get(&key).cloned().unwrap_or(key)
    }

    pub(super) fn consequence_text(&self) -> String {
        match self.consequence.as_str() {
            "" => String::new(),
            text => format!(" {text}."),
        }
    }

    /// Asks for one key, if what is to be done needs that.
    pub(super) fn confirm_one(
        &self,
        prompter: Prompter,
        question: &str,
        key: &str,
    ) -> Result<(), Failure> {
        match self.flag {
            Some((flag, false)) => prompter.typed(question, key, Some(flag)),
            None if self.safety > Safety::Reversible => prompter.confirm(question),
            Some((_, true)) | None => Ok(()),
        }
    }

    /// Asks once for many keys: what can be undone by a word, the rest by typing how many there are.
    pub(super) fn confirm_many(
        &self,
        prompter: Prompter,
        question: &str,
        count: usize,
    ) -> Result<(), Failure> {
        match self.flag {
            Some((_, true)) => Ok(()),
            Some((flag, false)) => prompter.typed(question, &count.to_string(), Some(flag)),
            None if self.safety > Safety::Reversible => {
                prompter.typed(question, &count.to_string(), None)
            }
            None => prompter.confirm(question),
        }
    }
}

/// An operation by its id. A name that does not exist would be a mistake in this program, and is then
/// taken for the most dangerous operation there is.
pub(crate) fn find(operations: &'static [Operation], id: &str) -> &'static Operation {
    let found = operations.iter().find(|operation| operation.id == id);
    debug_assert!(found.is_some(), "there is no operation `{id}`");
    let worst = || operations.iter().max_by_key(|operation| operation.safety);
    found.or_else(worst).unwrap_or(&operations[0])
}

/// The path of a request, with the key in its first place; the URI of a file fills the places of its parts.
pub(super) fn path(operation: &Operation, key: &str) -> String {
    filled(operation.path, key)
}

fn filled(path: &str, key: &str) -> String {
    let mut parts = vec![key];
    if let Some((server, id)) = key
        .strip_prefix("mxc://")
        .and_then(|uri| uri.split_once('/'))
    {
        parts = vec![server, id];
        if !path.contains("{server_name}") {
            parts.remove(0);
        }
    }
    fill(path, &parts)
}

/// A path with these values in its places, one after the other, each encoded as it is sent.
pub(crate) fn fill(path: &str, values: &[&str]) -> String {
    let mut values = values.iter();
    let segments = path.split('/').map(|segment| {
        let place = segment
            .strip_prefix('{')
            .and_then(|place| place.split_once('}'));
        let Some((_, rest)) = place else {
            return segment.to_owned();
        };
        values.next().map_or_else(
            || segment.to_owned(),
            |value| format!("{}{rest}", utf8_percent_encode(value, SEGMENT)),
        )
    });
    segments.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_stands_in_the_path_as_it_is_sent() {
        let operation = find(synapse::Client::OPERATIONS, "deactivate_user");
        assert_eq!(
            path(operation, "@a/b:example.org"),
            "/_synapse/admin/v1/deactivate/@a%2Fb:example.org"
        );
    }

    #[test]
    fn the_uri_of_a_file_fills_the_places_of_its_parts() {
        let path_of = |id| {
            path(
                find(synapse::Client::OPERATIONS, id),
                "mxc://example.org/a+b",
            )
        };
        assert_eq!(
            path_of("delete_media"),
            "/_synapse/admin/v1/media/example.org/a%2Bb"
        );
        assert_eq!(
            path_of("protect_media"),
            "/_synapse/admin/v1/media/protect/a%2Bb"
        );
    }
}
