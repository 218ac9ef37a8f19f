//! Rules on the facts that the runtime needs of each operation.

use serde_json::Value;

use super::{keys, operation::KEYS};
use crate::{
    bundle::{Document, Located, escape},
    diagnostic::Diagnostic,
    operations::{self, DIALECTS, ENDS, MAS, RETRY, SAFETY},
    settings,
};

/// Every extension of an operation.
const KNOWN: [&str; 10] = [
    "x-experimental",
    "x-job",
    "x-mas",
    "x-pagination",
    "x-permission",
    "x-rate-limited",
    "x-removed",
    "x-retry",
    "x-safety",
    "x-since",
];
/// Tells whether a value is of the right kind.
type IsRight = fn(&Value) -> bool;

/// Keys of `x-pagination`, and the kind of their values; those of two have a rule of their own.
const PAGINATION_KEYS: [(&str, IsRight, &str); 12] = [
    ("default", Value::is_u64, "a whole number"),
    ("dialect", |_| true, "a dialect"),
    ("ends", |_| true, "an end"),
    ("first", Value::is_u64, "a whole number"),
    ("items", is_name, "a name"),
    ("limit", is_name, "a name"),
    ("max", Value::is_u64, "a whole number"),
    ("offset", Value::is_boolean, "true or false"),
    ("request", is_name, "a name"),
    ("response", is_name, "a name"),
    ("token", is_name, "a type"),
    ("total", is_name, "a name"),
];
const JOB_KEYS: [&str; 4] = ["done", "id", "pending", "poll"];

/// Null says that the list has no such thing.
fn is_name(value: &Value) -> bool {
    value.is_string() || value.is_null()
}

pub(super) fn check(document: &Document, operation: &Located<'_>, found: &mut Vec<Diagnostic>) {
    let required = settings::required_extensions(document.api());
    for (key, values, meaning) in [
        ("x-retry", &RETRY[..], "whether a repeat is harmless"),
        (
            "x-safety",
            &SAFETY[..],
            "what is lost when it runs by mistake",
        ),
        (
            "x-mas",
            &MAS[..],
            "what delegated authentication does to it",
        ),
    ] {
        let Some(value) = operation.value.get(key) else {
            if required.contains(&key) {
                missing(
                    operation,
                    key,
                    &format!("say {meaning}: one of {}", values.join(", ")),
                    found,
                );
            }
            continue;
        };
        if !value.as_str().is_some_and(|value| values.contains(&value)) {
            found.push(Diagnostic::new(
                operation.file,
                format!("{}/{key}", operation.pointer()),
                format!("`{value}` is not allowed"),
                format!("use one of {}", values.join(", ")),
            ));
        }
    }
    for (key, help) in [
        (
            "x-since",
            "name the server version that has it first, or null when no release note does",
        ),
        ("x-permission", "say in words who may call it"),
        (
            "x-pagination",
            "describe how the list goes on, or write `none`",
        ),
    ] {
        match operation.value.get(key) {
            None => missing(operation, key, help, found),
            Some(Value::String(_)) => {}
            Some(Value::Null) if key == "x-since" => {}
            Some(Value::Object(_)) if key == "x-pagination" => {}
            Some(other) => found.push(Diagnostic::new(
                operation.file,
                format!("{}/{key}", operation.pointer()),
                format!("`{other}` is not allowed"),
                format!("{help}; quote version numbers"),
            )),
        }
    }
    agreement(operation, found);
    pagination(document, operation, found);
    job(document, operation, found);
    unknown(operation, found);
}

fn missing(operation: &Located<'_>, key: &str, help: &str, found: &mut Vec<Diagnostic>) {
    found.push(Diagnostic::new(
        operation.file,
        operation.pointer(),
        format!("extension `{key}` is missing"),
        help,
    ));
}

/// The two classes must not contradict each other or the method.
fn agreement(operation: &Located<'_>, found: &mut Vec<Diagnostic>) {
    let reads = operation.value["x-safety"] == "read";
    let safe = operation.value["x-retry"] == "safe";
    if safe && !reads {
        found.push(Diagnostic::new(
            operation.file,
            format!("{}/x-retry", operation.pointer()),
            "`safe` is for operations that only read",
            "an operation that changes something is `idempotent` or `unsafe`",
        ));
    }
    if operation.method == "get" && !reads {
        found.push(Diagnostic::new(
            operation.file,
            format!("{}/x-safety", operation.pointer()),
            "a GET that changes something",
            "write `read`, or check the method",
        ));
    }
}

fn pagination(document: &Document, operation: &Located<'_>, found: &mut Vec<Diagnostic>) {
    let value = &operation.value["x-pagination"];
    let place = format!("{}/x-pagination", operation.pointer());
    if let Some(word) = value.as_str() {
        if word != "none" {
            found.push(Diagnostic::new(
                operation.file,
                place,
                format!("`{word}` is not allowed"),
                "write `none` or an object with `dialect`, `ends` and the names it needs",
            ));
        }
        return;
    }
    if !value.is_object() {
        return;
    }
    let known = PAGINATION_KEYS.map(|(key, ..)| key);
    keys::unknown(operation.file, &place, value, &known, found);
    for (key, is_right, kind) in PAGINATION_KEYS {
        if value.get(key).is_some_and(|own| !is_right(own)) {
            found.push(Diagnostic::new(
                operation.file,
                format!("{place}/{key}"),
                format!("`{key}` is not {kind}"),
                "the operations table is made from it",
            ));
        }
    }
    for (key, values) in [("dialect", &DIALECTS[..]), ("ends", &ENDS[..])] {
        if !value[key]
            .as_str()
            .is_some_and(|word| values.contains(&word))
        {
            found.push(Diagnostic::new(
                operation.file,
                format!("{place}/{key}"),
                format!("`{}` is not allowed", value[key]),
                format!("use one of {}", values.join(", ")),
            ));
        }
    }
    for key in ["request", "limit"] {
        if let Some(name) = value[key].as_str()
            && !operations::query_names(document, operation.value).any(|query| query == name)
        {
            found.push(Diagnostic::new(
                operation.file,
                format!("{place}/{key}"),
                format!("`{name}` is not a query parameter of the operation"),
                "declare the parameter or mend the name",
            ));
        }
    }
    let success = operations::success_schema(document, operation.value);
    for key in ["response", "items", "total"] {
        if let Some(name) = value[key].as_str()
            && success.is_none_or(|schema| schema["properties"].get(name).is_none())
        {
            found.push(Diagnostic::new(
                operation.file,
                format!("{place}/{key}"),
                format!("`{name}` is not a field of the success body"),
                "declare the field or mend the name",
            ));
        }
    }
}

fn job(document: &Document, operation: &Located<'_>, found: &mut Vec<Diagnostic>) {
    let Some(job) = operation.value.get("x-job") else {
        return;
    };
    let place = format!("{}/x-job", operation.pointer());
    if !keys::unknown(operation.file, &place, job, &JOB_KEYS, found) {
        return;
    }
    let poll = job["poll"].as_str().unwrap_or_default();
    if !document
        .operations()
        .any(|other| other.value["operationId"] == poll)
    {
        found.push(Diagnostic::new(
            operation.file,
            format!("{place}/poll"),
            format!("`{poll}` is not an operation of this document"),
            "name the operation that tells how far the job is",
        ));
    }
    let id = job["id"].as_str().unwrap_or_default();
    let success = operations::success_schema(document, operation.value);
    if success.is_none_or(|schema| schema["properties"].get(id).is_none()) {
        found.push(Diagnostic::new(
            operation.file,
            format!("{place}/id"),
            format!("`{id}` is not a field of the success body"),
            "name the field that holds the id of the job",
        ));
    }
}

/// Keys that are neither of `OpenAPI` nor ours.
fn unknown(operation: &Located<'_>, found: &mut Vec<Diagnostic>) {
    for key in operation
        .value
        .as_object()
        .into_iter()
        .flat_map(|object| object.keys())
    {
        let (known, message) = if key.starts_with("x-") {
            (&KNOWN[..], "is not an extension of ours")
        } else {
            (&KEYS[..], "is not supported here")
        };
        if !known.contains(&key.as_str()) {
            found.push(Diagnostic::new(
                operation.file,
                format!("{}/{}", operation.pointer(), escape(key)),
                format!("`{key}` {message}"),
                format!("is it a typo? Use one of {}", known.join(", ")),
            ));
        }
    }
}
