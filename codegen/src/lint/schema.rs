//! Rules on schemas: the shapes that become the Rust types we want, and no others.

use serde_json::Value;

use crate::{
    bundle::{Document, escape},
    diagnostic::Diagnostic,
    shapes,
};

/// Tells whether a keyword has a value of the right kind.
type IsRight = fn(&Value) -> bool;

/// Keywords that mean something to the normaliser, and the kind of their values; anything else is
/// a typo or has no effect.
const KEYWORDS: [(&str, IsRight, &str); 20] = [
    ("$ref", Value::is_string, "a string"),
    ("additionalProperties", is_schema, "a schema or `true`"),
    ("allOf", Value::is_array, "a list"),
    ("default", is_anything, "anything"),
    ("deprecated", Value::is_boolean, "true or false"),
    ("description", Value::is_string, "a string"),
    ("enum", Value::is_array, "a list"),
    ("format", Value::is_string, "a string"),
    ("items", Value::is_object, "a schema"),
    ("maxItems", Value::is_u64, "a whole number"),
    ("maxLength", Value::is_u64, "a whole number"),
    ("maximum", Value::is_number, "a number"),
    ("minItems", Value::is_u64, "a whole number"),
    ("minLength", Value::is_u64, "a whole number"),
    ("minimum", Value::is_number, "a number"),
    ("nullable", Value::is_boolean, "true or false"),
    ("oneOf", Value::is_array, "a list"),
    ("properties", Value::is_object, "an object"),
    ("required", Value::is_array, "a list"),
    // Which words are types has a rule of its own.
    ("type", is_anything, "anything"),
];

const TYPES: [&str; 6] = ["string", "integer", "number", "boolean", "array", "object"];

/// Keywords that only some types have; progenitor drops them elsewhere, or the type with them.
const BELONGS: [(&str, &[&str]); 6] = [
    ("additionalProperties", &["object"]),
    ("format", &["string", "integer", "number"]),
    ("items", &["array"]),
    ("properties", &["object"]),
    ("required", &["object"]),
    ("enum", &["string"]),
];

/// What may stand beside `allOf` or `oneOf`; a type would silently win over both.
const BESIDE: [&str; 6] = [
    "allOf",
    "default",
    "deprecated",
    "description",
    "nullable",
    "oneOf",
];

fn is_anything(_: &Value) -> bool {
    true
}

fn is_schema(value: &Value) -> bool {
    value.is_object() || value.is_boolean()
}

/// The schema of a component: may be an object with properties, an enumeration or a choice.
pub(super) fn check_component(
    document: &Document,
    file: &str,
    place: &str,
    schema: &Value,
    found: &mut Vec<Diagnostic>,
) {
    keywords(file, place, schema, found);
    nested(document, file, place, schema, found);
    if schema.get("oneOf").is_some() && !shapes::is_nullable(schema) {
        alternatives(document, file, place, schema, found);
    }
}

/// A schema anywhere else: must not need a name of its own.
pub(super) fn check(
    document: &Document,
    file: &str,
    place: &str,
    schema: &Value,
    found: &mut Vec<Diagnostic>,
) {
    if !schema.is_object() {
        let help = "write a schema there; `{}` stands for anything";
        found.push(Diagnostic::new(file, place, "is not a schema", help));
        return;
    }
    let has = |key: &str| schema.get(key).is_some_and(|value| !is_empty(value));
    for (needs_name, what, help) in [
        (
            has("properties") || has("required"),
            "an object with properties",
            "move it to `components/schemas`; generated types deserve chosen names",
        ),
        (
            schema.get("enum").is_some(),
            "an enumeration",
            "move it to `components/schemas`, so that it becomes an open enum",
        ),
        (
            schema.get("oneOf").is_some() && shapes::nullable_reference(schema).is_none(),
            "a choice between schemas",
            "move it to `components/schemas`; generated types deserve chosen names",
        ),
    ] {
        if needs_name {
            let message = format!("{what} has no name here");
            found.push(Diagnostic::new(file, place, message, help));
            return;
        }
    }
    keywords(file, place, schema, found);
    nested(document, file, place, schema, found);
}

fn is_empty(value: &Value) -> bool {
    value.as_object().is_some_and(serde_json::Map::is_empty)
        || value.as_array().is_some_and(Vec::is_empty)
}

fn keywords(file: &str, place: &str, schema: &Value, found: &mut Vec<Diagnostic>) {
    let Some(object) = schema.as_object() else {
        return;
    };
    let combines = ["allOf", "oneOf"]
        .into_iter()
        .find(|key| object.contains_key(*key));
    for (key, value) in object {
        let mut report = |message: String, help: &str| {
            let place = format!("{place}/{}", escape(key));
            found.push(Diagnostic::new(file, place, message, help));
        };
        let Some((_, is_right, kind)) = KEYWORDS.iter().find(|(known, ..)| known == key) else {
            report(
                format!("keyword `{key}` is not supported"),
                unsupported(key),
            );
            continue;
        };
        let owners = BELONGS.iter().find(|(known, _)| known == key);
        let own = schema["type"].as_str().unwrap_or_default();
        if !is_right(value) {
            report(
                format!("keyword `{key}` is not {kind}"),
                "OpenAPI gives this keyword one form only",
            );
        } else if let Some(combines) = combines.filter(|_| !BESIDE.contains(&&**key)) {
            report(
                format!("keyword `{key}` stands beside `{combines}`, and one silently wins"),
                "leave one of the two out",
            );
        } else if let Some((_, owners)) = owners.filter(|(_, owners)| !owners.contains(&own)) {
            report(
                format!(
                    "keyword `{key}` needs `type: {}`",
                    owners.join("` or `type: ")
                ),
                "say the type, or leave the keyword out",
            );
        } else if key == "type" && !TYPES.contains(&own) {
            report(
                format!("`{value}` is not a type"),
                "use one of string, integer, number, boolean, array, object; null is `nullable: true`",
            );
        } else if key == "additionalProperties" && *value == false {
            report(
                "forbids unknown fields".to_owned(),
                "leave it out; a newer server may add a field, which must never fail a page",
            );
        }
    }
}

/// Why a keyword is not among ours.
fn unsupported(key: &str) -> &'static str {
    match key {
        "anyOf" => {
            "typify flattens `anyOf` and then fails on every value; use `oneOf` or a wider type"
        }
        "not" | "discriminator" => {
            "it has no counterpart in the generated types; describe it in words"
        }
        "pattern" => "it would also be enforced on answers; describe the form in words",
        "const" | "examples" | "$defs" => "it is not part of OpenAPI 3.0",
        _ => "it has no effect; is it a typo?",
    }
}

fn nested(
    document: &Document,
    file: &str,
    place: &str,
    schema: &Value,
    found: &mut Vec<Diagnostic>,
) {
    if let Some(reference) = schema.get("$ref") {
        is_component(file, place, reference, found);
    }
    if schema["type"] == "array" && schema.get("items").is_none() {
        found.push(Diagnostic::new(
            file,
            place,
            "an array does not say what it holds",
            "add `items`; `{}` stands for anything",
        ));
    }
    for key in ["items", "additionalProperties"] {
        if let Some(inner) = schema.get(key).filter(|inner| inner.is_object()) {
            check(document, file, &format!("{place}/{key}"), inner, found);
        }
    }
    match schema
        .get("allOf")
        .map(|all| all.as_array().map(Vec::as_slice))
    {
        Some(Some([one])) if one.get("$ref").is_some() => {
            is_component(file, &format!("{place}/allOf/0"), &one["$ref"], found);
        }
        Some(Some(_)) => found.push(Diagnostic::new(
            file,
            format!("{place}/allOf"),
            "combines schemas",
            "`allOf` is for one `$ref` beside a description; write the properties out",
        )),
        _ => {}
    }
    if let Some(reference) = shapes::nullable_reference(schema) {
        is_component(file, &format!("{place}/oneOf/0"), &reference["$ref"], found);
    }
}

/// The generator sees component schemas only, and none of their insides.
fn is_component(file: &str, place: &str, reference: &Value, found: &mut Vec<Diagnostic>) {
    let name = reference
        .as_str()
        .and_then(|text| text.strip_prefix("#/components/schemas/"));
    if name.is_none_or(|name| name.contains('/')) {
        found.push(Diagnostic::new(
            file,
            place,
            format!("{reference} is not the schema of a component"),
            "refer to `#/components/schemas/...` and to no part of a schema",
        ));
    }
}

/// `oneOf` of plain types, or of objects that a required field tells apart.
fn alternatives(
    document: &Document,
    file: &str,
    place: &str,
    schema: &Value,
    found: &mut Vec<Diagnostic>,
) {
    let options: Vec<&Value> = schema["oneOf"].as_array().into_iter().flatten().collect();
    if options.len() < 2 {
        found.push(Diagnostic::new(
            file,
            format!("{place}/oneOf"),
            "is no choice",
            "list at least two alternatives",
        ));
    }
    for (index, option) in options.iter().enumerate() {
        let place = format!("{place}/oneOf/{index}");
        let before = found.len();
        check(document, file, &place, option, found);
        let Some(resolved) = document.resolve(option) else {
            continue;
        };
        let others = options
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != index);
        let is_apart = others
            .filter_map(|(_, other)| document.resolve(other))
            .all(|other| tells_apart(resolved, other));
        if !is_apart && found.len() == before {
            found.push(Diagnostic::new(
                file,
                &*place,
                "cannot be told apart from another alternative",
                "alternatives are plain types that differ, or objects each of which requires a field that the others lack",
            ));
        }
    }
}

/// Whether every value of `schema` is refused as one of `other`.
fn tells_apart(schema: &Value, other: &Value) -> bool {
    let kind = &schema["type"];
    if ["string", "integer", "number", "boolean"]
        .iter()
        .any(|plain| kind == plain)
    {
        return *kind != other["type"];
    }
    let mut required = schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    required.any(|name| other["properties"].get(name).is_none())
}
