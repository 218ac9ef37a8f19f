//! Rules on components: their names, and what only a named schema may have.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::schema;
use crate::{
    bundle::{Document, entries, escape},
    diagnostic::Diagnostic,
    names,
    settings::{self, SECRET},
    shapes,
};

pub(super) fn check(document: &Document, found: &mut Vec<Diagnostic>) {
    let used = used_references(&document.value);
    let derived = derived_names(document);
    for (file, name, value) in document.schemas() {
        let place = format!("#/components/schemas/{}", escape(name));
        let rust = names::type_name(name);
        if rust != name {
            found.push(Diagnostic::new(
                file,
                &*place,
                format!("`{name}` is not in PascalCase"),
                format!("write `{rust}`; it is the name of the generated type"),
            ));
        }
        if !names::is_identifier(&rust) || rust == SECRET {
            found.push(Diagnostic::new(
                file,
                &*place,
                format!("`{name}` cannot be the name of a Rust type of the client"),
                "choose another name; secrets are strings of `format: password`",
            ));
        }
        if let Some(operation) = derived.get(&rust) {
            found.push(Diagnostic::new(
                file,
                &*place,
                format!("progenitor derives the name `{rust}` for an inline body of `{operation}`"),
                "rename the schema; otherwise the operation silently takes its type",
            ));
        }
        if !used.contains(name) {
            found.push(Diagnostic::new(
                file,
                &*place,
                "nothing refers to it",
                "refer to it or remove it",
            ));
        }
        if !value.is_object() {
            let help = "describe a schema there";
            found.push(Diagnostic::new(file, &*place, "is not an object", help));
            continue;
        }
        described(file, &place, value, found);
        kind(document, file, &place, name, value, found);
        if value.get("enum").is_some() {
            enumeration(file, &place, value, found);
        }
        properties(document, file, &place, value, found);
        schema::check_component(document, file, &place, value, found);
    }
}

/// The names of the component schemas that something refers to.
fn used_references(value: &Value) -> BTreeSet<String> {
    match value {
        Value::Object(object) => {
            let own = object.get("$ref").and_then(Value::as_str);
            let own = own.and_then(|text| text.strip_prefix("#/components/schemas/"));
            // A reference to the inside is wrong, and said to be; it is a use all the same.
            let own = own
                .and_then(|path| path.split('/').next())
                .map(str::to_owned);
            own.into_iter()
                .chain(object.values().flat_map(used_references))
                .collect()
        }
        Value::Array(items) => items.iter().flat_map(used_references).collect(),
        _ => BTreeSet::new(),
    }
}

/// Type names that progenitor makes up for the inline bodies of an operation.
fn derived_names(document: &Document) -> BTreeMap<String, String> {
    let ids = document
        .operations()
        .filter_map(|operation| operation.value["operationId"].as_str());
    ids.flat_map(|id| {
        ["Response", "Body"].map(|suffix| (names::type_name(id) + suffix, id.to_owned()))
    })
    .collect()
}

fn described(file: &str, place: &str, schema: &Value, found: &mut Vec<Diagnostic>) {
    if schema["description"].as_str().is_none_or(str::is_empty) {
        let help = "say what it is, with its unit if it has one";
        found.push(Diagnostic::new(file, place, "has no description", help));
    }
}

/// What a component is, and what the generator makes of it.
fn kind(
    document: &Document,
    file: &str,
    place: &str,
    name: &str,
    schema: &Value,
    found: &mut Vec<Diagnostic>,
) {
    if schema.get("allOf").is_some() || schema.get("$ref").is_some() {
        found.push(Diagnostic::new(
            file,
            place,
            "is another name for a component",
            "refer to that component, or write its properties out",
        ));
    }
    // The generated type would be an `Option` in disguise, or lose its null when it is replaced.
    if shapes::is_nullable(schema) {
        found.push(Diagnostic::new(
            file,
            place,
            "is nullable wherever it is used",
            "say it where null is sent: `oneOf: [{$ref: ...}, {nullable: true, enum: [null]}]`",
        ));
    }
    let is_text = schema["type"] == "string" && schema.get("enum").is_none();
    if settings::identifiers(document.api()).contains(&name) && !is_text {
        found.push(Diagnostic::new(
            file,
            place,
            "is an identifier, which the library writes by hand as a string",
            "write `type: string`, or rename it",
        ));
    }
    let is_moment = [settings::MILLISECONDS, settings::SECONDS].contains(&name);
    if is_moment && schema["type"] != "integer" {
        found.push(Diagnostic::new(
            file,
            place,
            "is a moment, which the library writes by hand as a whole number",
            "write `type: integer`, or rename it",
        ));
    }
}

/// Each value becomes a variant with a name of its own.
fn enumeration(file: &str, place: &str, schema: &Value, found: &mut Vec<Diagnostic>) {
    let place = format!("{place}/enum");
    let mut report = |message: String, help: &str| {
        found.push(Diagnostic::new(file, &*place, message, help));
    };
    if schema["type"] != "string" {
        report(
            "only strings can be enumerated".to_owned(),
            "describe the allowed numbers in words",
        );
        return;
    }
    let values = schema["enum"].as_array().map_or(&[][..], Vec::as_slice);
    if values.is_empty() {
        report(
            "lists no value".to_owned(),
            "list the values, or leave `enum` out",
        );
    }
    // Where values that the document does not know are kept.
    let mut variants = BTreeSet::from(["Unknown".to_owned()]);
    for value in values {
        let Some(text) = value.as_str() else {
            report(format!("`{value}` is not a string"), "quote it");
            continue;
        };
        let variant = names::variant_name(text);
        if !names::is_identifier(&variant) || !variants.insert(variant.clone()) {
            report(
                format!(
                    "`{text}` would become the variant `{variant}`, which is taken or not Rust"
                ),
                "declare a string and name the values in its description",
            );
        }
    }
}

/// Each property becomes a field with a name of its own.
fn properties(
    document: &Document,
    file: &str,
    place: &str,
    schema: &Value,
    found: &mut Vec<Diagnostic>,
) {
    // Where fields that the document does not know are kept.
    let mut fields = BTreeMap::from([("extra".to_owned(), "the map of unknown fields")]);
    for (name, property) in entries(schema, "properties") {
        let place = format!("{place}/properties/{}", escape(name));
        let field = names::function_name(name);
        if !names::is_identifier(&format!("{field}_")) {
            found.push(Diagnostic::new(
                file,
                &*place,
                format!("`{name}` has no name in Rust"),
                "leave it out; it is kept in the map of unknown fields",
            ));
        } else if let Some(other) = fields.insert(field, name) {
            found.push(Diagnostic::new(
                file,
                &*place,
                format!("`{name}` gets the same field as `{other}`"),
                "leave one of the two out; it is kept in the map of unknown fields",
            ));
        }
        described(file, &place, property, found);
        schema::check(document, file, &place, property, found);
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        if name
            .as_str()
            .is_none_or(|name| schema["properties"].get(name).is_none())
        {
            found.push(Diagnostic::new(
                file,
                format!("{place}/required"),
                format!("`{}` is not a property", name.as_str().unwrap_or_default()),
                "mend the name",
            ));
        }
    }
}
