//! Rules on the parameters of an operation: what progenitor can send, and what Rust can name.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{keys, schema};
use crate::{
    bundle::{Document, Located},
    diagnostic::Diagnostic,
    names, operations, shapes,
};

const KEYS: [&str; 8] = [
    "deprecated",
    "description",
    "explode",
    "in",
    "name",
    "required",
    "schema",
    "style",
];
/// Functions that the builder of every operation has.
const TAKEN: [&str; 2] = ["new", "send"];

pub(super) fn check(document: &Document, operation: &Located<'_>, found: &mut Vec<Diagnostic>) {
    let mut declared = BTreeSet::new();
    let mut functions = BTreeMap::new();
    if operation.value.get("requestBody").is_some() {
        functions.insert("body".to_owned(), "the body");
    }
    let listed = operation.value["parameters"].as_array();
    for (index, parameter) in listed.into_iter().flatten().enumerate() {
        let place = format!("{}/parameters/{index}", operation.pointer());
        let Some(parameter) = document.resolve(parameter) else {
            continue;
        };
        let Some(name) = parameter["name"].as_str().filter(|name| !name.is_empty()) else {
            let help = "give each parameter the name that the server reads";
            found.push(Diagnostic::new(operation.file, place, "has no name", help));
            continue;
        };
        let kind = parameter["in"].as_str().unwrap_or_default();
        if !declared.insert((kind, name)) {
            found.push(Diagnostic::new(
                operation.file,
                place,
                format!("`{name}` is declared twice"),
                "remove one of the two",
            ));
            continue;
        }
        let at = At {
            file: operation.file,
            place: &place,
            name,
            kind,
        };
        at.sent(parameter, found);
        at.named(parameter, &mut functions, found);
        keys::unknown(operation.file, &place, parameter, &KEYS, found);
        match parameter.get("schema") {
            Some(value) => {
                let inner = format!("{place}/schema");
                let before = found.len();
                schema::check(document, operation.file, &inner, value, found);
                // What is no schema at all has been said; its shape is not worth a second word.
                if found.len() == before {
                    at.shaped(document, value, found);
                }
            }
            None => at.report("has no schema", "add one", found),
        }
    }
    templates(operation, &declared, found);
}

/// A parameter and where it stands.
struct At<'a> {
    file: &'a str,
    place: &'a str,
    name: &'a str,
    kind: &'a str,
}

impl At<'_> {
    fn report(&self, what: &str, help: &str, found: &mut Vec<Diagnostic>) {
        let message = format!("parameter `{}` {what}", self.name);
        found.push(Diagnostic::new(self.file, self.place, message, help));
    }

    /// Where and how it is written into a request.
    fn sent(&self, parameter: &Value, found: &mut Vec<Diagnostic>) {
        match self.kind {
            "path" if parameter["required"] != true => {
                self.report(
                    "is part of the path and not required",
                    "add `required: true`",
                    found,
                );
            }
            "path" | "query" | "header" => {}
            other => self.report(
                &format!("stands in `{other}`, which progenitor cannot send"),
                "leave it out and let the transport send it",
                found,
            ),
        }
        let style = if self.kind == "query" {
            "form"
        } else {
            "simple"
        };
        if parameter.get("style").is_some_and(|own| own != style) {
            self.report(
                "has a style that progenitor cannot send",
                "declare a string and say in the description how it is written",
                found,
            );
        }
        if parameter["explode"] == false {
            self.report(
                "says `explode: false`, which progenitor ignores",
                "declare a string and say in the description that values are joined by commas",
                found,
            );
        }
        if parameter["description"].as_str().is_none_or(str::is_empty) {
            self.report("has no description", "say what it does", found);
        }
    }

    /// Its name becomes that of a function of the builder.
    fn named(
        &self,
        parameter: &Value,
        functions: &mut BTreeMap<String, &str>,
        found: &mut Vec<Diagnostic>,
    ) {
        let function = names::function_name(self.name);
        if !operations::has_rust_name(parameter) {
            if parameter["required"] == true {
                self.report(
                    "has no name in Rust and cannot be left out",
                    "only an optional parameter may be dropped from the generated function",
                    found,
                );
            }
        } else if !names::is_identifier(&format!("{function}_")) {
            self.report(
                "has no name in Rust",
                "leave it out and let the facade send it",
                found,
            );
        } else if TAKEN.contains(&&*function) {
            self.report(
                &format!("becomes `{function}`, a function that every builder has"),
                "leave it out and let the facade send it",
                found,
            );
        } else if let Some(other) = functions.insert(function, "another parameter") {
            self.report(
                &format!("gets the same function as {other}"),
                "leave one of the two out and let the facade send it",
                found,
            );
        }
    }

    /// It is plain, or a list of plain values in the query.
    fn shaped(&self, document: &Document, schema: &Value, found: &mut Vec<Diagnostic>) {
        if !["header", "path", "query"].contains(&self.kind) {
            return;
        }
        let value = component(document, schema);
        let item = &value["items"];
        let plain = |value: &Value| {
            matches!(
                value["type"].as_str(),
                Some("string" | "integer" | "number" | "boolean")
            )
        };
        let list = self.kind == "query"
            && value["type"] == "array"
            && plain(component(document, item))
            && !shapes::is_nullable(item);
        if shapes::is_nullable(schema) || shapes::is_nullable(value) {
            self.report(
                "is nullable, and a URL has no null",
                "an optional parameter is left out instead",
                found,
            );
        } else if !plain(value) && !list {
            self.report(
                "is neither plain nor, in the query, a list of plain values",
                "declare a string and say in the description how it is written",
                found,
            );
        } else if value["format"] == "password" && self.kind != "query" {
            self.report(
                &format!(
                    "is a secret in the {}, and secrets have no text form",
                    self.kind
                ),
                "leave it out and let the transport send it",
                found,
            );
        }
    }
}

/// The component that a schema names, with or without words beside the reference.
fn component<'a>(document: &'a Document, schema: &'a Value) -> &'a Value {
    let schemas = document.value.pointer("/components/schemas");
    let named = shapes::reference(schema).and_then(|name| schemas?.get(name));
    named.unwrap_or(schema)
}

/// The path and the declarations agree.
fn templates(
    operation: &Located<'_>,
    declared: &BTreeSet<(&str, &str)>,
    found: &mut Vec<Diagnostic>,
) {
    let place = format!("{}/parameters", operation.pointer());
    for name in names::template_parameters(operation.path) {
        if !declared.contains(&("path", name)) {
            found.push(Diagnostic::new(
                operation.file,
                &*place,
                format!("`{{{name}}}` of the path is not declared"),
                "add a parameter of that name with `in: path`",
            ));
        }
    }
    for (_, name) in declared.iter().filter(|(kind, _)| *kind == "path") {
        let uses = names::template_parameters(operation.path).filter(|own| own == name);
        match uses.count() {
            1 => {}
            0 => found.push(Diagnostic::new(
                operation.file,
                &*place,
                format!("path parameter `{name}` is not in the path"),
                "mend the name or the path template",
            )),
            _ => found.push(Diagnostic::new(
                operation.file,
                &*place,
                format!("path parameter `{name}` is in the path more than once"),
                "give each its own name",
            )),
        }
    }
}
