//! What the document of an API says about a request: which operation it is, and whether it may look
//! like this. The document is the committed one that the clients are generated from. What an operation
//! answers is not here.

use std::{collections::BTreeMap, sync::OnceLock};

use jsonschema::Validator;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use super::{exchange::Call, received::Violation};
use crate::{BodyKind, Operation, Place};

/// A document, ready to judge requests.
pub(crate) struct Contract {
    documented: &'static [Operation],
    /// Calls that no document has, and that tests need to bring a state about.
    others: &'static [&'static [Operation]],
    document: Value,
    /// Whether a path may have nothing where it has a parameter.
    takes_empty: bool,
    /// The validator of each body, made when it is first wanted.
    bodies: BTreeMap<&'static str, OnceLock<Option<Validator>>>,
}

/// An operation, and what the braces of its path stand for.
pub(super) type Route = (&'static Operation, Vec<(&'static str, String)>);

impl Contract {
    pub(crate) fn new(
        documented: &'static [Operation],
        others: &'static [&'static [Operation]],
        document: &str,
    ) -> Self {
        // The document is committed and held by tests, so it can be read.
        let document: Value = serde_json::from_str(document).unwrap_or_default();
        let with_body = documented
            .iter()
            .filter(|operation| operation.body.is_some());
        Self {
            documented,
            others,
            bodies: with_body
                .map(|operation| (operation.id, OnceLock::new()))
                .collect(),
            document,
            takes_empty: false,
        }
    }

    /// Takes paths that have nothing where a documented one has a parameter. Requests that are held to the
    /// document must not have such.
    pub(crate) fn takes_empty(mut self) -> Self {
        self.takes_empty = true;
        self
    }

    /// The operation that a request is for; the one with the most literal segments wins.
    pub(super) fn route(&self, method: &str, path: &str) -> Option<Route> {
        let path: Vec<&str> = path.split('/').collect();
        let found = self.operations().filter_map(|operation| {
            let fits = operation.method == method;
            Some((operation, fits.then(|| self.segments(operation, &path))??))
        });
        found.min_by_key(|(_, segments)| segments.len())
    }

    /// Whether there is an operation with this id.
    pub(super) fn has(&self, id: &str) -> bool {
        self.operations().any(|operation| operation.id == id)
    }

    /// The document itself.
    pub(super) fn document(&self) -> &Value {
        &self.document
    }

    /// Whether any operation has this path, whatever its method.
    pub(super) fn knows(&self, path: &str) -> bool {
        let path: Vec<&str> = path.split('/').collect();
        self.operations()
            .any(|operation| self.segments(operation, &path).is_some())
    }

    /// Where a request breaks the document.
    pub(super) fn violations(&self, call: &Call) -> Vec<Violation> {
        let (operation, query) = (call.operation, &call.query);
        // Nothing is known of what no document has.
        if !self.documents(operation) {
            return Vec::new();
        }
        let mut found = Vec::new();
        let mut report = |pointer: String, reason: String| {
            found.push(Violation::new(Some(operation.id), pointer, reason));
        };
        for (name, value) in &call.segments {
            if value.is_empty() {
                report(format!("/path/{name}"), "is empty".to_owned());
            }
        }
        let known = || {
            let parameters = operation.parameters.iter();
            parameters.filter(|parameter| parameter.place == Place::Query)
        };
        for (name, value) in query {
            let pointer = format!("/query/{}", escaped(name));
            match known().find(|parameter| parameter.name == name) {
                None => report(pointer, "there is no such parameter".to_owned()),
                Some(parameter) if !parameter.kind.accepts(value) => {
                    report(pointer, format!("`{value}` is not {}", parameter.kind));
                }
                Some(_) => {}
            }
        }
        for parameter in known().filter(|parameter| parameter.required) {
            if !query.iter().any(|(name, _)| name == parameter.name) {
                report(
                    format!("/query/{}", parameter.name),
                    "is missing".to_owned(),
                );
            }
        }
        self.judge_body(operation, &call.body, &mut report);
        found
    }

    fn judge_body(
        &self,
        operation: &'static Operation,
        body: &[u8],
        report: &mut impl FnMut(String, String),
    ) {
        let pointer = || "/body".to_owned();
        let Some(expected) = operation.body else {
            // What is sent without being asked for is ignored, as long as it says nothing.
            if !matches!(body, [] | b"{}") {
                report(pointer(), "there is none".to_owned());
            }
            return;
        };
        if body.is_empty() {
            if expected.required {
                report(pointer(), "is missing".to_owned());
            }
            return;
        }
        if expected.kind != BodyKind::Json {
            return;
        }
        match (
            serde_json::from_slice::<Value>(body),
            self.validator(operation),
        ) {
            (Err(error), _) => report(pointer(), format!("is no JSON: {error}")),
            (Ok(body), Some(validator)) => {
                for error in validator.iter_errors(&body) {
                    let pointer = format!("/body{}", error.instance_path());
                    report(pointer, error.masked().to_string());
                }
            }
            (Ok(_), None) => {}
        }
    }

    fn validator(&self, operation: &Operation) -> Option<&Validator> {
        let made = self.bodies.get(operation.id)?.get_or_init(|| {
            let method = operation.method.to_ascii_lowercase();
            let schema = self.document["paths"][operation.path][&method]
                .pointer("/requestBody/content/application~1json/schema")?;
            let mut schema = json_schema(schema);
            schema["components"] =
                json!({"schemas": json_schema(&self.document["components"]["schemas"])});
            jsonschema::validator_for(&schema).ok()
        });
        made.as_ref()
    }

    /// What the braces of an operation's path stand for in a path, if that fits.
    fn segments(
        &self,
        operation: &'static Operation,
        path: &[&str],
    ) -> Option<Vec<(&'static str, String)>> {
        let found = segments(operation, path)?;
        let has_empty = found.iter().any(|(_, value)| value.is_empty());
        (!has_empty || self.takes_empty && self.documents(operation)).then_some(found)
    }

    fn documents(&self, operation: &Operation) -> bool {
        self.documented.iter().any(|known| known.id == operation.id)
    }

    fn operations(&self) -> impl Iterator<Item = &'static Operation> {
        self.documented
            .iter()
            .chain(self.others.iter().copied().flatten())
    }
}

/// What the braces of an operation's path stand for in a path, if that fits.
fn segments(operation: &'static Operation, path: &[&str]) -> Option<Vec<(&'static str, String)>> {
    let mut given = path.iter();
    let mut found = Vec::new();
    for wanted in operation.path.split('/') {
        let given = given.next()?;
        let name = wanted
            .strip_prefix('{')
            .and_then(|name| name.strip_suffix('}'));
        match name {
            Some(name) => {
                let value = percent_decode_str(given).decode_utf8_lossy();
                found.push((name, value.into_owned()));
            }
            None if wanted == *given => {}
            _ => return None,
        }
    }
    given.next().is_none().then_some(found)
}

/// A schema of OpenAPI 3.0 as one of JSON Schema: `nullable` becomes `null` among the types, and objects
/// whose fields are named take no others, because a field that a server would ignore is a mistake.
fn json_schema(schema: &Value) -> Value {
    match schema {
        Value::Object(entries) => {
            let mut entries: Map<String, Value> = entries
                .iter()
                .map(|(key, entry)| (key.clone(), json_schema(entry)))
                .collect();
            let kind = entries.get("type").and_then(Value::as_str);
            if kind == Some("object") && entries.get("properties").is_some_and(Value::is_object) {
                entries
                    .entry("additionalProperties")
                    .or_insert(Value::Bool(false));
            }
            let kind = entries.get("type").filter(|kind| kind.is_string()).cloned();
            if let (Some(Value::Bool(true)), Some(kind)) = (entries.get("nullable"), kind) {
                entries.insert("type".to_owned(), json!([kind, "null"]));
            }
            Value::Object(entries)
        }
        Value::Array(items) => items.iter().map(json_schema).collect(),
        other => other.clone(),
    }
}

/// A name as a token of a JSON pointer.
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
#[cfg(feature = "synapse")]
mod tests {
    use super::*;
    use crate::synapse::{Client, raw};

    fn contract() -> Contract {
        Contract::new(Client::OPERATIONS, &[], raw::DOCUMENT)
    }

    fn id(contract: &Contract, method: &str, path: &str) -> Option<&'static str> {
        let (operation, _) = contract.route(method, path)?;
        Some(operation.id)
    }

    #[test]
    fn a_word_of_a_path_counts_more_than_a_parameter() {
        let contract = contract();
        let found = |method, path| id(&contract, method, path);
        let protect = "/_synapse/admin/v1/media/protect/abc";
        assert_eq!(found("POST", protect), Some("protect_media"));
        assert_eq!(found("GET", protect), Some("get_media"));
        let delete = "/_synapse/admin/v1/media/example.test/delete";
        assert_eq!(
            found("POST", delete),
            Some("delete_media_by_date_or_size_legacy")
        );
        assert!(contract.knows(delete) && !contract.knows("/_synapse/admin/v1/media"));
    }

    #[test]
    fn arguments_are_decoded_after_the_path_is_cut() {
        let contract = contract();
        let path = "/_synapse/admin/v2/users/%40a%2Fb%3Ah/devices/x+y";
        let (operation, segments) = contract.route("GET", path).unwrap();
        assert_eq!(operation.id, "get_user_device");
        let expected = [("user_id", "@a/b:h"), ("device_id", "x+y")];
        assert_eq!(
            segments,
            expected.map(|(name, value)| (name, value.to_owned()))
        );
    }

    #[test]
    fn an_argument_is_empty_only_where_that_is_taken() {
        let path = "/_synapse/admin/v2/users/";
        assert_eq!(id(&contract(), "GET", path), None);
        assert_eq!(id(&contract().takes_empty(), "GET", path), Some("get_user"));
    }
}
