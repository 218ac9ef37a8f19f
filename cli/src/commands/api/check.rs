//! What the table of operations says of a call, held against what was typed, before anything is sent.

use chatadm::{BodyKind, Operation, Parameter};
use serde_json::Value;

use crate::{exit::Failure, suggest};

/// Refuses parameters that the operation does not have, or not so, and says which it has.
pub(super) fn parameters(operation: &Operation, given: &[(String, String)]) -> Result<(), Failure> {
    let id = operation.id;
    let known = operation.parameters;
    for (at, (name, value)) in given.iter().enumerate() {
        let Some(parameter) = known.iter().find(|known| known.name == name) else {
            let meant = suggest::question(name, known.iter().map(|known| known.name));
            let what = match known {
                [] => "it takes none".to_owned(),
                _ => format!("it takes {}", listed(known.iter().map(|known| known.name))),
            };
            return refused(format!("`{id}` has no parameter `{name}`, {what}{meant}"));
        };
        if !parameter.kind.accepts(value) {
            return refused(format!("`{name}` is {}, not {value:?}", parameter.kind));
        }
        if !parameter.values.is_empty() && !parameter.values.contains(&value.as_str()) {
            let values = parameter.values.iter().copied();
            let meant = suggest::question(value, values.clone());
            return refused(format!(
                "`{name}` is one of {}, not {value:?}{meant}",
                listed(values)
            ));
        }
        if !parameter.list && given[..at].iter().any(|(other, _)| other == name) {
            return refused(format!("`{name}` takes one value, and has two"));
        }
    }
    let is_missing = |parameter: &&Parameter| {
        parameter.required && !given.iter().any(|(name, _)| name == parameter.name)
    };
    let missing: Vec<&Parameter> = known.iter().filter(is_missing).collect();
    let Some(first) = missing.first() else {
        return Ok(());
    };
    refused(format!(
        "`{id}` needs {}; give `--param {}=…`, and see `chatadm explain {id}`",
        listed(missing.iter().map(|parameter| parameter.name)),
        first.name
    ))
}

/// Refuses a body that the operation does not take, and the lack of one that it wants.
pub(super) fn body(operation: &Operation, given: Option<&Value>) -> Result<(), Failure> {
    let id = operation.id;
    let (body, given) = match (operation.body, given) {
        (None, None) => return Ok(()),
        (None, Some(_)) => return refused(format!("`{id}` takes no body")),
        (Some(body), _) if body.kind == BodyKind::Multipart => {
            return refused(format!(
                "`{id}` sends a file, which this command does not; `chatadm explain {id}` names the one \
                 that does"
            ));
        }
        (Some(body), None) if !body.required => return Ok(()),
        (Some(body), None) => {
            let fields = match body.fields {
                [] => String::new(),
                fields => format!(": {}", listed(fields.iter().map(|field| field.name))),
            };
            let form = if body.list { "a list" } else { "an object" };
            return refused(format!(
                "`{id}` needs a body, {form}{fields}; give it with `--body` or `--input`{}",
                if body.list {
                    ""
                } else {
                    ", or its fields with `-F`"
                }
            ));
        }
        (Some(body), Some(given)) => (body, given),
    };
    match given {
        Value::Array(_) if body.list => Ok(()),
        Value::Object(fields) if !body.list => {
            let needed = body.fields.iter().filter(|field| field.required);
            let missing: Vec<&str> = needed
                .map(|field| field.name)
                .filter(|name| !fields.contains_key(*name))
                .collect();
            if missing.is_empty() {
                return Ok(());
            }
            refused(format!("the body of `{id}` lacks {}", listed(missing)))
        }
        _ if body.list => refused(format!("the body of `{id}` is a list")),
        _ => refused(format!("the body of `{id}` is an object")),
    }
}

/// The fields of a body that no document knows. The server may, so they are sent.
pub(super) fn unknown_fields(operation: &Operation, body: &Value) -> Vec<String> {
    let known = operation.body.map_or(&[][..], |body| body.fields);
    if known.is_empty() {
        return Vec::new();
    }
    let given = body
        .as_object()
        .into_iter()
        .flat_map(|fields| fields.keys());
    let names = || known.iter().map(|field| field.name);
    given
        .filter(|name| !names().any(|known| known == *name))
        .map(|name| {
            format!(
                "`{name}` is no known field of the body{}",
                suggest::question(name, names())
            )
        })
        .collect()
}

fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

fn refused(why: String) -> Result<(), Failure> {
    Err(Failure::Usage(why))
}
