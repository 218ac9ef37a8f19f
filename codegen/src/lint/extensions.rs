//! Rules on the facts that the runtime needs of each operation.

use serde_json::Value;

use crate::{
    bundle::{Document, Located},
    diagnostic::Diagnostic,
    operations::{self, DIALECTS, ENDS, MAS, RETRY, SAFETY},
    settings,
};

pub(super) fn check(document: &Document, operation: &Located<'_>, found: &mut Vec<Diagnostic>) {
    let required = settings::required_extensions(document.api());
    for (key, values, meaning) in [
        ("x-retry", &RETRY[..], "whether a repeat is harmless"),
        ("x-safety", &SAFETY[..], "what is lost when it runs by mistake"),
        ("x-mas", &MAS[..], "what delegated authentication does to it"),
    ] {
        let Some(value) = operation.value.get(key) else {
            if required.contains(&key) {
                missing(operation, key, &format!("say {meaning}: one of {}", values.join(", ")), found);
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
        ("x-since", "name the server version that has it first, or null when no release note does"),
        ("x-permission", "say in words who may call it"),
        ("x-pagination", "describe how the list goes on, or write `none`"),
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
    for (key, values) in [("dialect", &DIALECTS[..]), ("ends", &ENDS[..])] {
        if !value[key].as_str().is_some_and(|word| values.contains(&word)) {
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
            && !success.is_some_and(|schema| schema["properties"].get(name).is_some())
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
    let Some(job) = operation.value.get("x-job") else { return };
    let place = format!("{}/x-job", operation.pointer());
    let poll = job["poll"].as_str().unwrap_or_default();
    if !document.operations().any(|other| other.value["operationId"] == poll) {
        found.push(Diagnostic::new(
            operation.file,
            format!("{place}/poll"),
            format!("`{poll}` is not an operation of this document"),
            "name the operation that tells how far the job is",
        ));
    }
    let id = job["id"].as_str().unwrap_or_default();
    let success = operations::success_schema(document, operation.value);
    if !success.is_some_and(|schema| schema["properties"].get(id).is_some()) {
        found.push(Diagnostic::new(
            operation.file,
            format!("{place}/id"),
            format!("`{id}` is not a field of the success body"),
            "name the field that holds the id of the job",
        ));
    }
}

fn unknown(operation: &Located<'_>, found: &mut Vec<Diagnostic>) {
    const KNOWN: [&str; 10] = [
        "x-experimental", "x-job", "x-mas", "x-pagination", "x-permission", "x-rate-limited",
        "x-removed", "x-retry", "x-safety", "x-since",
    ];
    let keys = operation.value.as_object().into_iter().flat_map(|object| object.keys());
    for key in keys.filter(|key| key.starts_with("x-")) {
        if !KNOWN.contains(&key.as_str()) {
            found.push(Diagnostic::new(
                operation.file,
                format!("{}/{key}", operation.pointer()),
                "is not an extension of ours",
                format!("use one of {}", KNOWN.join(", ")),
            ));
        }
    }
}
