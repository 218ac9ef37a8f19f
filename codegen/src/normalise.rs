//! Bends a truthful document into the subset that progenitor handles well.
//!
//! The document on disk stays as it is; this works on a copy. Each rule answers a limit that was
//! measured against progenitor 0.15 and is named where it is applied.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::{
    bundle::{Document, METHODS, entries, resolve},
    enums::OpenEnum,
    operations, prose,
    settings::SECRET,
    shapes,
};

/// What progenitor gets, and what the edits of its output need to know.
#[derive(Debug)]
pub(crate) struct Normalised {
    pub(crate) value: Value,
    /// Component enumerations by name.
    pub(crate) enums: BTreeMap<String, OpenEnum>,
    /// `(component, property)` pairs that may be absent, null or a value, all three different.
    pub(crate) three_state: BTreeSet<(String, String)>,
}

pub(crate) fn normalise(document: &Document) -> Normalised {
    let enums = document
        .schemas()
        .filter_map(|(_, name, schema)| Some((name.to_owned(), OpenEnum::read(schema)?)))
        .collect();
    let three_state = document
        .schemas()
        .flat_map(|(_, name, schema)| three_state(name, schema))
        .collect();
    let mut value = document.value.clone();
    // Credentials are the transport's business; tags and servers would change generated names.
    if let Some(root) = value.as_object_mut() {
        root.retain(|key, _| ["openapi", "info", "paths", "components"].contains(&key.as_str()));
    }
    if let Some(paths) = value.get_mut("paths").and_then(Value::as_object_mut) {
        for item in paths.values_mut().filter_map(Value::as_object_mut) {
            for method in METHODS {
                let Some(operation) = item.get_mut(method) else {
                    continue;
                };
                // Multipart and form bodies, and answers that only redirect, end its generation.
                if operations::is_generated(document, operation) {
                    *operation = self::operation(document, operation);
                } else {
                    item.remove(method);
                }
            }
        }
        paths.retain(|_, item| item.as_object().is_some_and(|item| !item.is_empty()));
    }
    let mut schemas = value
        .pointer_mut("/components/schemas")
        .map_or_else(|| json!({}), Value::take);
    schemas[SECRET] = json!({"type": "string", "description": "A secret."});
    value["components"] = json!({"schemas": schemas});
    for component in value["components"]["schemas"]
        .as_object_mut()
        .into_iter()
        .flat_map(Map::values_mut)
    {
        simplify(component);
    }
    Normalised {
        value,
        enums,
        three_state,
    }
}

/// Properties that are optional and may be null: leaving them out and sending null differ.
fn three_state<'a>(
    name: &'a str,
    schema: &'a Value,
) -> impl Iterator<Item = (String, String)> + 'a {
    let required = required(schema);
    entries(schema, "properties")
        .filter(move |(property, value)| {
            shapes::admits_null(value) && !required.contains(*property)
        })
        .map(move |(property, _)| (name.to_owned(), property.to_owned()))
}

fn required(schema: &Value) -> BTreeSet<String> {
    let listed = schema["required"].as_array().into_iter().flatten();
    listed
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

fn operation(document: &Document, operation: &Value) -> Value {
    let mut parameters: Vec<Value> = operations::parameters(document, operation)
        .filter(|parameter| operations::has_rust_name(parameter))
        .cloned()
        .collect();
    for parameter in &mut parameters {
        describe(parameter, &[]);
        let schema = &mut parameter["schema"];
        simplify(schema);
        // A wrapped reference would become a type of its own instead of the one referred to.
        if let Some(inner) = schema.pointer("/allOf/0").cloned() {
            *schema = inner;
        }
    }
    let mut normal = json!({
        "operationId": operation["operationId"],
        "summary": operation["summary"],
        "description": operation["description"],
        "parameters": parameters,
        "responses": {"2XX": {"description": "success", "content": success(document, operation)}},
    });
    describe(&mut normal, &facts(operation));
    if let Some(schema) = operation
        .get("requestBody")
        .and_then(|body| document.resolve(body))
        .and_then(|body| body.pointer("/content/application~1json/schema"))
    {
        let mut schema = schema.clone();
        simplify(&mut schema);
        // progenitor requires every body that it declares; the server accepts `{}` in their place.
        normal["requestBody"] =
            json!({"required": true, "content": {"application/json": {"schema": schema}}});
    }
    normal
}

/// Sentences that every generated function carries, made from the extensions.
fn facts(operation: &Value) -> Vec<String> {
    let mut facts = Vec::new();
    if let Some(permission) = operation["x-permission"].as_str() {
        facts.push(format!("Permission: {permission}."));
    }
    if let Some(since) = operation["x-since"].as_str() {
        facts.push(format!("Since server version {since}."));
    }
    match operation["x-mas"].as_str() {
        Some("removed") => facts.push("Absent when authentication is delegated.".to_owned()),
        Some("restricted") => facts.push("Restricted when authentication is delegated.".to_owned()),
        _ => {}
    }
    if operation["deprecated"] == true {
        facts.push("Deprecated.".to_owned());
    }
    facts
}

/// One success of one type.
///
/// progenitor asserts that success statuses agree and error statuses agree, and its decoded errors
/// lose the status. With a single `2XX` and no errors every failure keeps status, headers and body.
fn success(document: &Document, operation: &Value) -> Value {
    let json = entries(operation, "responses")
        .filter(|(status, _)| status.starts_with('2'))
        .filter_map(|(_, response)| resolve(&document.value, response))
        .find_map(|response| response.pointer("/content/application~1json/schema"));
    match json {
        Some(schema) => {
            let mut schema = schema.clone();
            simplify(&mut schema);
            json!({"application/json": {"schema": schema}})
        }
        // A body without a declared type would be thrown away; as bytes it stays in reach.
        None => {
            json!({"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}})
        }
    }
}

/// Rewrites a schema and everything below it.
fn simplify(schema: &mut Value) {
    let notes = constraints(schema);
    describe(schema, &notes);
    // typify reads a `oneOf` with a null branch as a type of its own; this it reads as an `Option`.
    if let Some(reference) = shapes::nullable_reference(schema).cloned() {
        schema["allOf"] = json!([reference]);
        schema["nullable"] = true.into();
        schema["oneOf"].take();
    }
    let Some(object) = schema.as_object_mut() else {
        return;
    };
    object.retain(|_, value| !value.is_null());
    // Enumerations are replaced by open ones; as strings they need no validation here.
    object.remove("enum");
    match object.get("type").and_then(Value::as_str) {
        Some("string")
            if object
                .get("format")
                .is_some_and(|format| format == "password") =>
        {
            object.remove("type");
            object.remove("format");
            object.insert(
                "allOf".into(),
                json!([{"$ref": format!("#/components/schemas/{SECRET}")}]),
            );
        }
        // Formats would pull in date and uuid types that refuse what servers really send.
        Some("string")
            if object
                .get("format")
                .is_some_and(|format| format != "binary") =>
        {
            object.remove("format");
        }
        Some("integer") => {
            object.insert("format".into(), "int64".into());
        }
        // `float` would round what servers send to 32 bits.
        Some("number")
            if object
                .get("format")
                .is_some_and(|format| format != "double") =>
        {
            object.remove("format");
        }
        Some("object") => fields(object),
        _ => {}
    }
    for key in ["items", "additionalProperties"] {
        if let Some(inner) = object.get_mut(key) {
            simplify(inner);
        }
    }
    let alternatives = object.get_mut("oneOf").and_then(Value::as_array_mut);
    alternatives.into_iter().flatten().for_each(simplify);
    for property in object
        .get_mut("properties")
        .and_then(Value::as_object_mut)
        .into_iter()
        .flat_map(Map::values_mut)
    {
        simplify(property);
    }
}

fn fields(object: &mut Map<String, Value>) {
    // `true` loses unknown fields once there are known ones; `{}` keeps them in a map.
    if object
        .get("additionalProperties")
        .is_none_or(Value::is_boolean)
    {
        object.insert("additionalProperties".into(), json!({}));
    }
    let required: BTreeSet<String> = object
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect();
    let properties = object.get_mut("properties").and_then(Value::as_object_mut);
    for (name, property) in properties.into_iter().flatten() {
        // An optional `Vec` or map can be neither sent empty nor read from null; an `Option` can.
        let collection = property["type"] == "array"
            || (property["type"] == "object" && property.get("properties").is_none());
        if collection && !required.contains(name) {
            property["nullable"] = true.into();
        }
    }
}

/// Takes defaults and bounds off a schema, and says in words what they were.
///
/// progenitor would always send a default, refuse answers outside the bounds, and need a regular
/// expression engine for patterns.
fn constraints(schema: &mut Value) -> Vec<String> {
    let Some(object) = schema.as_object_mut() else {
        return Vec::new();
    };
    let mut notes = Vec::new();
    for (key, words) in [
        ("default", "Server default"),
        ("minimum", "At least"),
        ("maximum", "At most"),
        ("minLength", "Shortest length"),
        ("maxLength", "Longest length"),
        ("minItems", "Fewest items"),
        ("maxItems", "Most items"),
    ] {
        match object.remove(key) {
            None | Some(Value::Null | Value::Array(_) | Value::Object(_)) => {}
            Some(Value::String(text)) => notes.push(format!("{words}: `{text}`.")),
            Some(value) => notes.push(format!("{words}: `{value}`.")),
        }
    }
    notes
}

/// Makes the words of `value` safe for rustdoc and adds `notes` as a paragraph.
fn describe(value: &mut Value, notes: &[String]) {
    let Some(object) = value.as_object_mut() else {
        return;
    };
    for key in ["summary", "description"] {
        if let Some(Value::String(text)) = object.get_mut(key) {
            *text = prose::rustdoc(text);
        }
    }
    if !notes.is_empty() {
        let text = object
            .get("description")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let joined = format!("{text}\n\n{}", notes.join(" ")).trim().to_owned();
        object.insert("description".into(), joined.into());
    }
}

#[cfg(test)]
#[path = "normalise/tests.rs"]
mod tests;
