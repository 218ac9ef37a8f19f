//! Rules on one operation: words, parameters, bodies, statuses.

use std::collections::BTreeSet;

use serde_json::Value;

use super::schema;
use crate::{
    bundle::{Document, Located, entries, escape},
    diagnostic::Diagnostic,
    names,
};

/// Request bodies that the facade writes by hand, beside `application/json`.
pub(crate) const BY_HAND: [&str; 2] =
    ["multipart/form-data", "application/x-www-form-urlencoded"];

pub(super) fn check(document: &Document, operation: &Located<'_>, found: &mut Vec<Diagnostic>) {
    words(operation, found);
    parameters(document, operation, found);
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
}

fn parameters(document: &Document, operation: &Located<'_>, found: &mut Vec<Diagnostic>) {
    let mut declared = BTreeSet::new();
    let listed = operation.value["parameters"].as_array();
    for (index, parameter) in listed.into_iter().flatten().enumerate() {
        let place = format!("{}/parameters/{index}", operation.pointer());
        let Some(parameter) = document.resolve(parameter) else { continue };
        let name = parameter["name"].as_str().unwrap_or_default();
        let kind = parameter["in"].as_str().unwrap_or_default();
        let mut report = |message: String, help: &str| {
            found.push(Diagnostic::new(operation.file, &*place, message, help));
        };
        if !declared.insert((kind, name)) {
            report(format!("`{name}` is declared twice"), "remove one of the two");
        }
        match kind {
            "path" if parameter["required"] != true => {
                report(format!("path parameter `{name}` is not required"), "add `required: true`");
            }
            "path" | "query" | "header" => {}
            other => report(
                format!("parameter `{name}` stands in `{other}`, which progenitor cannot send"),
                "leave it out and let the transport send it",
            ),
        }
        if parameter["style"] == "deepObject" || parameter.get("content").is_some() {
            report(
                format!("parameter `{name}` has a form that progenitor cannot send"),
                "declare a string and say in the description how it is written",
            );
        }
        if parameter["explode"] == false {
            report(
                format!("parameter `{name}` says `explode: false`, which progenitor ignores"),
                "declare a string and say in the description that values are joined by commas",
            );
        }
        if parameter["description"].as_str().is_none_or(str::is_empty) {
            report(format!("parameter `{name}` has no description"), "say what it does");
        }
        match parameter.get("schema") {
            Some(value) => {
                schema::check(document, operation.file, &format!("{place}/schema"), value, found);
            }
            None => report(format!("parameter `{name}` has no schema"), "add one"),
        }
    }
    for name in names::template_parameters(operation.path) {
        if !declared.contains(&("path", name)) {
            found.push(Diagnostic::new(
                operation.file,
                format!("{}/parameters", operation.pointer()),
                format!("`{{{name}}}` of the path is not declared"),
                "add a parameter of that name with `in: path`",
            ));
        }
    }
    for (kind, name) in declared {
        if kind == "path" && !names::template_parameters(operation.path).any(|own| own == name) {
            found.push(Diagnostic::new(
                operation.file,
                format!("{}/parameters", operation.pointer()),
                format!("path parameter `{name}` is not in the path"),
                "mend the name or the path template",
            ));
        }
    }
}

fn request_body(document: &Document, operation: &Located<'_>, found: &mut Vec<Diagnostic>) {
    let Some(body) = operation.value.get("requestBody") else { return };
    let Some(body) = document.resolve(body) else { return };
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
    for (kind, media) in entries(body, "content") {
        let inner = format!("{place}/content/{}/schema", escape(kind));
        match media.get("schema") {
            Some(value) => schema::check(document, operation.file, &inner, value, found),
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
    let mut success: Vec<&Value> = Vec::new();
    for (status, response) in entries(operation.value, "responses") {
        let place = format!("{place}/{status}");
        let known = status.len() == 3 && status.parse::<u16>().is_ok_and(|code| (200..600).contains(&code));
        if !known {
            found.push(Diagnostic::new(
                operation.file,
                &*place,
                format!("`{status}` is not a status"),
                "name each status that the server sends, in quotes; ranges and `default` hide facts",
            ));
        }
        let Some(response) = document.resolve(response) else { continue };
        if response["description"].as_str().is_none_or(str::is_empty) {
            found.push(Diagnostic::new(
                operation.file,
                &*place,
                "has no description",
                "say when the server sends it",
            ));
        }
        for (kind, media) in entries(response, "content") {
            let inner = format!("{place}/content/{}/schema", escape(kind));
            match media.get("schema") {
                Some(value) => schema::check(document, operation.file, &inner, value, found),
                None => found.push(Diagnostic::new(
                    operation.file,
                    inner,
                    "is missing",
                    "describe the body; `{}` stands for any JSON",
                )),
            }
            if status.starts_with('2') && kind == "application/json" {
                success.extend(media.get("schema"));
            }
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
