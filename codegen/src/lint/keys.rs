//! Rules on the keys of objects: an unknown one is a typo, or promises what has no effect.

use serde_json::Value;

use crate::{
    bundle::{Document, METHODS, entries, escape},
    diagnostic::Diagnostic,
};

/// Keys of the root of a document.
const ROOT: [&str; 7] = [
    "components",
    "info",
    "openapi",
    "paths",
    "security",
    "servers",
    "tags",
];
/// Kinds of components; the generator resolves references to no others.
const COMPONENTS: [&str; 5] = [
    "parameters",
    "requestBodies",
    "responses",
    "schemas",
    "securitySchemes",
];

/// The outline of a document: everything that other rules and the merge take for granted.
pub(super) fn outline(document: &Document, found: &mut Vec<Diagnostic>) {
    let mut operations = 0;
    for part in &document.parts {
        let file = &*part.file;
        unknown(file, "#", &part.value, &ROOT, found);
        if let Some(components) = part.value.get("components") {
            unknown(file, "#/components", components, &COMPONENTS, found);
        }
        for (path, item) in entries(&part.value, "paths") {
            let place = format!("#/paths/{}", escape(path));
            // Parameters shared by a path would be missed by the command line and the dispatcher.
            unknown(file, &place, item, &METHODS, found);
            template(file, &place, path, found);
            for method in METHODS {
                let Some(operation) = item.get(method) else {
                    continue;
                };
                operations += 1;
                is_object(file, &format!("{place}/{method}"), operation, found);
            }
        }
    }
    if operations == 0 {
        found.push(Diagnostic::new(
            &document.parts[0].file,
            "#/paths",
            "there is no operation",
            "describe at least one; a client without functions is a mistake",
        ));
    }
}

/// Every key of an object is one of `known`; tells whether it is an object at all.
pub(super) fn unknown(
    file: &str,
    place: &str,
    value: &Value,
    known: &[&str],
    found: &mut Vec<Diagnostic>,
) -> bool {
    let is_object = is_object(file, place, value, found);
    for key in value
        .as_object()
        .into_iter()
        .flat_map(|object| object.keys())
    {
        if !known.contains(&key.as_str()) {
            found.push(Diagnostic::new(
                file,
                format!("{place}/{}", escape(key)),
                format!("key `{key}` is not supported here"),
                format!("is it a typo? Use one of {}", known.join(", ")),
            ));
        }
    }
    is_object
}

fn is_object(file: &str, place: &str, value: &Value, found: &mut Vec<Diagnostic>) -> bool {
    if !value.is_object() {
        found.push(Diagnostic::new(
            file,
            place,
            "is not an object",
            "write keys and values there",
        ));
    }
    value.is_object()
}

/// A path is made of words and of parameters that fill a whole segment each.
fn template(file: &str, place: &str, path: &str, found: &mut Vec<Diagnostic>) {
    let is_word = |segment: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~$:@".contains(c);
        segment.chars().all(plain) && !matches!(segment, "" | "." | "..")
    };
    let is_parameter = |segment: &str| {
        let name = segment
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'));
        name.is_some_and(|name| !name.is_empty() && !name.contains(['{', '}']))
    };
    let mut segments = path.split('/');
    let rooted = segments.next() == Some("");
    if !rooted || !segments.all(|segment| is_word(segment) || is_parameter(segment)) {
        found.push(Diagnostic::new(
            file,
            place,
            format!("`{path}` is not a path of whole segments"),
            "start with `/`; each segment is a word or one `{parameter}`",
        ));
    }
}
