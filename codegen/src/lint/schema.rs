//! Rules on schemas: the shapes that become the Rust types we want, and no others.

use serde_json::Value;

use crate::{
    bundle::{Document, entries, escape},
    diagnostic::Diagnostic,
    shapes,
};

/// Keywords that mean something to the normaliser; anything else is a typo or has no effect.
const KEYWORDS: [&str; 20] = [
    "$ref", "additionalProperties", "allOf", "default", "deprecated", "description", "enum",
    "format", "items", "maxItems", "maxLength", "maximum", "minItems", "minLength", "minimum",
    "nullable", "oneOf", "properties", "required", "type",
];

/// The schema of a component: may be an object with properties or an enumeration.
pub(super) fn check_component(
    document: &Document,
    file: &str,
    place: &str,
    schema: &Value,
    found: &mut Vec<Diagnostic>,
) {
    if schema["description"].as_str().is_none_or(str::is_empty) {
        found.push(Diagnostic::new(file, place, "has no description", "say what it is"));
    }
    if schema.get("enum").is_some() && schema["type"] != "string" {
        found.push(Diagnostic::new(
            file,
            place,
            "only strings can be enumerated",
            "describe the allowed numbers in words",
        ));
    }
    for (name, property) in entries(schema, "properties") {
        let place = format!("{place}/properties/{}", escape(name));
        let described = property["description"].as_str().is_some_and(|text| !text.is_empty());
        if !described {
            found.push(Diagnostic::new(file, &*place, "has no description", "say what it means, and its unit"));
        }
        check(document, file, &place, property, found);
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        let name = name.as_str().unwrap_or_default();
        if schema["properties"].get(name).is_none() {
            found.push(Diagnostic::new(
                file,
                format!("{place}/required"),
                format!("`{name}` is not a property"),
                "mend the name",
            ));
        }
    }
    keywords(file, place, schema, found);
    nested(document, file, place, schema, found);
}

/// A schema anywhere else: must not need a name of its own.
pub(super) fn check(
    document: &Document,
    file: &str,
    place: &str,
    schema: &Value,
    found: &mut Vec<Diagnostic>,
) {
    if entries(schema, "properties").next().is_some() {
        found.push(Diagnostic::new(
            file,
            place,
            "an object with properties has no name here",
            "move it to `components/schemas`; generated types deserve chosen names",
        ));
    }
    if schema.get("enum").is_some() {
        found.push(Diagnostic::new(
            file,
            place,
            "an enumeration has no name here",
            "move it to `components/schemas`, so that it becomes an open enum",
        ));
    }
    keywords(file, place, schema, found);
    nested(document, file, place, schema, found);
}

fn keywords(file: &str, place: &str, schema: &Value, found: &mut Vec<Diagnostic>) {
    for key in schema.as_object().into_iter().flat_map(|object| object.keys()) {
        let reason = match key.as_str() {
            known if KEYWORDS.contains(&known) => continue,
            "anyOf" => "typify flattens `anyOf` and then fails on every value; use `oneOf` or a wider type",
            "not" | "discriminator" => "it has no counterpart in the generated types; describe it in words",
            "pattern" => "it would also be enforced on answers; describe the form in words",
            "const" | "examples" | "$defs" => "it is not part of OpenAPI 3.0",
            _ => "it has no effect; is it a typo?",
        };
        found.push(Diagnostic::new(
            file,
            format!("{place}/{}", escape(key)),
            format!("keyword `{key}` is not supported"),
            reason,
        ));
    }
    let kind = &schema["type"];
    if !kind.is_null() && !kind.as_str().is_some_and(|kind| TYPES.contains(&kind)) {
        found.push(Diagnostic::new(
            file,
            format!("{place}/type"),
            format!("`{kind}` is not a type"),
            "use one of string, integer, number, boolean, array, object; null is `nullable: true`",
        ));
    }
    if schema["additionalProperties"] == false {
        found.push(Diagnostic::new(
            file,
            format!("{place}/additionalProperties"),
            "forbids unknown fields",
            "leave it out; a newer server may add a field, which must never fail a page",
        ));
    }
}

const TYPES: [&str; 6] = ["string", "integer", "number", "boolean", "array", "object"];

fn nested(
    document: &Document,
    file: &str,
    place: &str,
    schema: &Value,
    found: &mut Vec<Diagnostic>,
) {
    if schema["type"] == "array" {
        match schema.get("items") {
            Some(items) => check(document, file, &format!("{place}/items"), items, found),
            None => found.push(Diagnostic::new(
                file,
                place,
                "an array does not say what it holds",
                "add `items`; `{}` stands for anything",
            )),
        }
    }
    if let Some(values) = schema.get("additionalProperties").filter(|values| values.is_object()) {
        check(document, file, &format!("{place}/additionalProperties"), values, found);
    }
    if let Some(all) = schema.get("allOf")
        && !matches!(all.as_array().map(Vec::as_slice), Some([one]) if one.get("$ref").is_some())
    {
        found.push(Diagnostic::new(
            file,
            format!("{place}/allOf"),
            "combines schemas",
            "`allOf` is for one `$ref` beside a description or `nullable`; write the properties out",
        ));
    }
    if schema.get("oneOf").is_some() && shapes::nullable_reference(schema).is_none() {
        alternatives(document, file, place, schema, found);
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
    for (index, option) in options.iter().enumerate() {
        let place = format!("{place}/oneOf/{index}");
        let Some(resolved) = document.resolve(option) else { continue };
        let plain = matches!(resolved["type"].as_str(), Some("string" | "integer" | "number" | "boolean"));
        let apart = |other: &Value| {
            document.resolve(other).is_some_and(|other| has_own_required(resolved, other))
        };
        let others = options.iter().enumerate().filter(|(other, _)| *other != index);
        if !plain && !others.map(|(_, other)| *other).all(apart) {
            found.push(Diagnostic::new(
                file,
                &*place,
                "cannot be told apart from another alternative",
                "alternatives are plain types, a `$ref` and null, or objects each of which requires a field that the others lack",
            ));
        }
        check(document, file, &place, option, found);
    }
}

/// Whether `schema` requires a field that `other` does not have.
fn has_own_required(schema: &Value, other: &Value) -> bool {
    let required = schema["required"].as_array().into_iter().flatten();
    required.filter_map(Value::as_str).any(|name| other["properties"].get(name).is_none())
}
