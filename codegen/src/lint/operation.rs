//! Rules on one operation: words, parameters, bodies, statuses.

use serde_json::Value;

use super::{keys, parameter, schema};
use crate::{
    bundle::{Document, Located, entries, escape},
    diagnostic::Diagnostic,
};

/// Keys of an operation, beside extensions.
pub(super) const KEYS: [&str; 9] = [
    "deprecated",
    "description",
    "operationId",
    "parameters",
    "requestBody",
    "responses",
    "security",
    "summary",
    "tags",
];
const BODY_KEYS: [&str; 3] = ["content", "description", "required"];
const RESPONSE_KEYS: [&str; 3] = ["content", "description", "headers"];

/// Request bodies that the facade writes by hand, beside `application/json`.
pub(crate) const BY_HAND: [&str; 2] = ["multipart/form-data", "application/x-www-form-urlencoded"];

pub(super) fn check(document: &Document, operation: &Located<'_>, found: &mut Vec<Diagnostic>) {
    words(operation, found);
    parameter::check(document, operation, found);
    request_body(document, operation, found);
    responses(document, operation, found);
}

fn words(operation: &Located<'_>, found: &mut Vec<Diagnostic>) {
    for key in ["summary", "description"] {
        if operation.value[key].as_str().is_none_or(str::is_empty) {
            found.push(Diagnostic::new(
                operation.file,
                format!("{}/{key}", operation.pointer()),
                "is missing",
                "say what the server does; it becomes rustdoc and the help of the command line",
            ));
        }
    }
    if !matches!(
        operation.value["tags"].as_array().map(Vec::as_slice),
        Some([Value::String(_)])
    ) {
        found.push(Diagnostic::new(
            operation.file,
            format!("{}/tags", operation.pointer()),
            "does not name one room",
            "give each operation exactly one tag; it becomes the room of the operations table",
        ));
    }
    for (key, is_right, kind) in [
        (
            "deprecated",
            Value::is_boolean as fn(&Value) -> bool,
            "true or false",
        ),
        ("parameters", Value::is_array, "a list"),
        ("responses", Value::is_object, "an object"),
        ("security", Value::is_array, "a list"),
    ] {
        if operation
            .value
            .get(key)
            .is_some_and(|value| !is_right(value))
        {
            found.push(Diagnostic::new(
                operation.file,
                format!("{}/{key}", operation.pointer()),
                format!("is not {kind}"),
                "OpenAPI gives this key one form only",
            ));
        }
    }
}

fn request_body(document: &Document, operation: &Located<'_>, found: &mut Vec<Diagnostic>) {
    let Some(body) = operation.value.get("requestBody") else {
        return;
    };
    let Some(body) = document.resolve(body) else {
        return;
    };
    let place = format!("{}/requestBody", operation.pointer());
    let kinds: Vec<&str> = entries(body, "content").map(|(kind, _)| kind).collect();
    if let [kind] = kinds[..] {
        if kind != "application/json" && !BY_HAND.contains(&kind) {
            found.push(Diagnostic::new(
                operation.file,
                &*place,
                format!("body of type `{kind}` is neither generated nor written by hand"),
                "use application/json, or add the type to those written by hand and write it",
            ));
        }
    } else {
        found.push(Diagnostic::new(
            operation.file,
            &*place,
            format!("has {} media types", kinds.len()),
            "declare exactly one; progenitor takes no other number",
        ));
    }
    keys::unknown(operation.file, &place, body, &BODY_KEYS, found);
    content(document, operation, &place, body, found);
}

/// The schemas of a body or of an answer.
fn content(
    document: &Document,
    operation: &Located<'_>,
    place: &str,
    holder: &Value,
    found: &mut Vec<Diagnostic>,
) {
    for (kind, media) in entries(holder, "content") {
        let place = format!("{place}/content/{}", escape(kind));
        if kind.contains([';', '*']) {
            found.push(Diagnostic::new(
                operation.file,
                &*place,
                format!("`{kind}` is not a plain media type"),
                "write type and subtype only, such as `application/json`",
            ));
        }
        keys::unknown(operation.file, &place, media, &["schema"], found);
        let inner = format!("{place}/schema");
        match media.get("schema") {
            Some(value) => schema::check(document, operation.file, &inner, value, found),
            None if !media.is_object() => {}
            None => found.push(Diagnostic::new(
                operation.file,
                inner,
                "is missing",
                "describe the body; `{}` stands for any JSON",
            )),
        }
    }
}

fn responses(document: &Document, operation: &Located<'_>, found: &mut Vec<Diagnostic>) {
    let place = format!("{}/responses", operation.pointer());
    let mut success: Vec<Option<&Value>> = Vec::new();
    for (status, response) in entries(operation.value, "responses") {
        let place = format!("{place}/{status}");
        let known = status.len() == 3
            && status
                .parse::<u16>()
                .is_ok_and(|code| (200..600).contains(&code));
        if !known {
            found.push(Diagnostic::new(
                operation.file,
                &*place,
                format!("`{status}` is not a status"),
                "name each status that the server sends, in quotes; ranges and `default` hide facts",
            ));
        }
        let Some(response) = document.resolve(response) else {
            continue;
        };
        if !keys::unknown(operation.file, &place, response, &RESPONSE_KEYS, found) {
            continue;
        }
        if response["description"].as_str().is_none_or(str::is_empty) {
            found.push(Diagnostic::new(
                operation.file,
                &*place,
                "has no description",
                "say when the server sends it",
            ));
        }
        content(document, operation, &place, response, found);
        if status.starts_with('2') {
            let kinds: Vec<&str> = entries(response, "content").map(|(kind, _)| kind).collect();
            if kinds.len() > 1 && kinds.contains(&"application/json") {
                found.push(Diagnostic::new(
                    operation.file,
                    format!("{place}/content"),
                    "answers JSON or something else",
                    "a generated function reads JSON or bytes, not both; leave out what is rare",
                ));
            }
            success.push(response.pointer("/content/application~1json/schema"));
        }
    }
    if !entries(operation.value, "responses").any(|(status, _)| status.starts_with(['2', '3'])) {
        found.push(Diagnostic::new(
            operation.file,
            &*place,
            "name no success",
            "add each status of 2xx or 3xx that the server sends",
        ));
    }
    if success.windows(2).any(|pair| pair[0] != pair[1]) {
        found.push(Diagnostic::new(
            operation.file,
            place,
            "success statuses answer different bodies",
            "give all of them one schema; a generated function returns one type",
        ));
    }
}
