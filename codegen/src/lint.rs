//! Reports what the generator cannot express and what a reader would miss.
//!
//! progenitor answers an unsupported shape with a panic or, worse, with code that means something
//! else. Each such limit is a rule here, so that the author of a document reads what to change and
//! where. The rules on extensions and descriptions keep the documents useful: the operations
//! table, rustdoc and the command line are made from them.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    bundle::{Document, Part, escape},
    diagnostic::Diagnostic,
    names,
};

mod component;
mod extensions;
mod keys;
mod operation;
mod parameter;
mod schema;
mod seconds;

/// Everything wrong with the document, in the order of its files.
pub(crate) fn check(document: &Document) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    root(document, &mut found);
    for part in &document.parts {
        references(document, part, &part.value, "#", &mut found);
    }
    keys::outline(document, &mut found);
    // Rules further down follow references and look into objects; what is neither is reported once.
    if !found.is_empty() {
        return found;
    }
    operation_ids(document, &mut found);
    for operation in document.operations() {
        operation::check(document, &operation, &mut found);
        extensions::check(document, &operation, &mut found);
    }
    component::check(document, &mut found);
    seconds::check(document, &mut found);
    found
}

fn root(document: &Document, found: &mut Vec<Diagnostic>) {
    let file = &document.parts[0].file;
    let version = document.value["openapi"].as_str().unwrap_or_default();
    if !version.starts_with("3.0.") {
        found.push(Diagnostic::new(
            file,
            "#/openapi",
            format!("version `{version}` is not supported"),
            "write `openapi: 3.0.3`; the generator reads no other minor version",
        ));
    }
    for key in ["title", "version", "description"] {
        if document.value["info"][key]
            .as_str()
            .is_none_or(str::is_empty)
        {
            found.push(Diagnostic::new(
                file,
                format!("#/info/{key}"),
                "is missing",
                "say what the API is and which server version the facts were checked against",
            ));
        }
    }
}

/// Every `$ref` is local, points to something, and stands alone.
fn references(
    document: &Document,
    part: &Part,
    value: &Value,
    pointer: &str,
    found: &mut Vec<Diagnostic>,
) {
    match value {
        Value::Object(object) => {
            if let Some(reference) = object.get("$ref").and_then(Value::as_str) {
                let target = reference
                    .strip_prefix('#')
                    .map(|path| document.value.pointer(path));
                match target {
                    None => found.push(Diagnostic::new(
                        &part.file,
                        pointer,
                        format!("`{reference}` leaves the document"),
                        "parts are merged; refer to `#/components/...` whatever file it is in",
                    )),
                    Some(None) => found.push(Diagnostic::new(
                        &part.file,
                        pointer,
                        format!("`{reference}` points to nothing"),
                        "define it in a part of this API, or mend the name",
                    )),
                    Some(Some(_)) if object.len() > 1 => found.push(Diagnostic::new(
                        &part.file,
                        pointer,
                        "keys beside `$ref` are ignored in OpenAPI 3.0",
                        "wrap it: `allOf: [{$ref: ...}]` may stand beside `description` and `nullable`",
                    )),
                    Some(Some(_)) => {}
                }
            }
            for (key, child) in object {
                let deeper = format!("{pointer}/{}", escape(key));
                references(document, part, child, &deeper, found);
            }
        }
        Value::Array(items) => {
            for (index, child) in items.iter().enumerate() {
                references(document, part, child, &format!("{pointer}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// Operation ids exist, are in snake case, and are unique.
fn operation_ids(document: &Document, found: &mut Vec<Diagnostic>) {
    /// Names that the generated client already has.
    const TAKEN: [&str; 6] = [
        "new",
        "new_with_client",
        "over",
        "baseurl",
        "client",
        "inner",
    ];
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for operation in document.operations() {
        let place = format!("{}/operationId", operation.pointer());
        let Some(id) = operation.value["operationId"].as_str() else {
            found.push(Diagnostic::new(
                operation.file,
                place,
                "is missing",
                "give the operation a verb first, in snake case: `list_users`",
            ));
            continue;
        };
        let function = names::function_name(id);
        if function != id {
            found.push(Diagnostic::new(
                operation.file,
                &*place,
                format!("`{id}` is not in snake case"),
                format!("write `{function}`; it is the name of the generated function"),
            ));
        }
        if !names::is_identifier(&function) {
            found.push(Diagnostic::new(
                operation.file,
                &*place,
                format!("`{id}` cannot be the name of a Rust function"),
                "start with a letter and avoid the keywords of Rust",
            ));
        }
        if TAKEN.contains(&id) {
            found.push(Diagnostic::new(
                operation.file,
                &*place,
                format!("`{id}` is a function that every generated client has"),
                "choose another name",
            ));
        }
        let here = format!("{} {}", operation.file, operation.pointer());
        if let Some(first) = seen.get(&function) {
            found.push(Diagnostic::new(
                operation.file,
                place,
                format!("`{id}` is also the id of {first}"),
                "rename one of the two; ids become function names",
            ));
        } else {
            seen.insert(function, here);
        }
    }
}
