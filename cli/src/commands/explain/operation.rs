//! What is known of an operation: from its table, and from the list of what uses it.

use std::fmt::Write as _;

use chatadm::{BodyKind, Dialect, Kind, Mas, Operation, Place, Retry, Safety};
use serde_json::{Value, json};

use super::{Explanation, uses};
use crate::config::Api;

/// Explains an operation.
pub(super) fn explain(api: Api, operation: &Operation) -> Explanation {
    let commands = uses::commands(api, operation.id);
    let methods = uses::methods(api, operation.id);
    Explanation {
        text: text(api, operation, &commands, &methods),
        document: document(api, operation, &commands, &methods),
    }
}

fn document(api: Api, operation: &Operation, commands: &[String], methods: &[String]) -> Value {
    let parameters = operation.parameters.iter().map(|parameter| {
        json!({
            "name": parameter.name,
            "in": place(parameter.place),
            "type": kind(parameter.kind),
            "list": parameter.list,
            "required": parameter.required,
            "values": parameter.values,
            "about": parameter.about,
        })
    });
    let body = operation.body.map(|body| {
        let fields = body.fields.iter().map(|field| {
            json!({
                "name": field.name,
                "type": kind(field.kind),
                "list": field.list,
                "required": field.required,
                "nullable": field.nullable,
                "values": field.values,
                "about": field.about,
            })
        });
        json!({
            "form": body_kind(body.kind),
            "required": body.required,
            "list": body.list,
            "fields": fields.collect::<Vec<_>>(),
        })
    });
    json!({
        "topic": operation.id,
        "kind": "operation",
        "meaning": operation.summary,
        "api": api,
        "method": operation.method,
        "path": operation.path,
        "permission": operation.permission,
        "authenticated": operation.authenticated,
        "safety": safety(operation.safety).0,
        "retry": retry(operation.retry).0,
        "delegated_authentication": mas(operation.mas).0,
        "since": operation.since,
        "deprecated": operation.deprecated,
        "parameters": parameters.collect::<Vec<_>>(),
        "body": body,
        "pages": operation.pagination.map(|pagination| json!({
            "cursor": dialect(pagination.dialect),
            "request": pagination.request,
            "response": pagination.response,
            "items": pagination.items,
            "max": pagination.max,
        })),
        "job": operation.job.map(|job| json!({"poll": job.poll, "id": job.id})),
        "commands": commands,
        "methods": methods,
    })
}

fn text(api: Api, operation: &Operation, commands: &[String], methods: &[String]) -> String {
    let Operation {
        id,
        summary,
        method,
        path,
        ..
    } = operation;
    let mut text = format!("{id} ({api})\n  {summary}\n  {method} {path}\n\n");
    let mut line = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(text, "  {name:<12}{value}");
        }
    };
    line("allowed to", operation.permission);
    line("safety", safety(operation.safety).1);
    line("retry", retry(operation.retry).1);
    if api == Api::Synapse {
        line("with MAS", mas(operation.mas).1);
    }
    line("since", operation.since.unwrap_or_default());
    if operation.deprecated {
        line("deprecated", "yes, there is something newer");
    }
    if let Some(pagination) = operation.pagination {
        let items = pagination.items.map_or_else(
            || "the answer is the list".to_owned(),
            |items| format!("items in `{items}`"),
        );
        let max = pagination
            .max
            .map(|max| format!(", {max} on a page at most"))
            .unwrap_or_default();
        let cursor = dialect(pagination.dialect);
        line("pages", &format!("{cursor}; {items}{max}"));
    }
    if let Some(job) = operation.job {
        line(
            "starts work",
            &format!("`{}` tells how far it is, by `{}`", job.poll, job.id),
        );
    }
    line("commands", &commands.join(", "));
    line("library", &methods.join(", "));
    if !operation.parameters.is_empty() {
        text.push_str("\nParameters\n");
        for parameter in operation.parameters {
            let notes = notes(parameter.required, parameter.list, false, parameter.values);
            let (name, place) = (parameter.name, place(parameter.place));
            let kind = kind(parameter.kind);
            let _ = writeln!(
                text,
                "  {name}  {place}, {kind}{notes}\n      {}",
                parameter.about
            );
        }
    }
    if let Some(body) = operation.body {
        let form = if body.list {
            "a list"
        } else {
            body_kind(body.kind)
        };
        let needed = if body.required {
            "required"
        } else {
            "optional"
        };
        let _ = writeln!(text, "\nBody ({form}, {needed})");
        for field in body.fields {
            let notes = notes(field.required, field.list, field.nullable, field.values);
            let (name, kind) = (field.name, kind(field.kind));
            let _ = writeln!(text, "  {name}  {kind}{notes}");
            if !field.about.is_empty() {
                let _ = writeln!(text, "      {}", field.about);
            }
        }
    }
    text
}

fn notes(required: bool, list: bool, nullable: bool, values: &[&str]) -> String {
    let mut notes = String::new();
    for (is_so, note) in [
        (list, ", a list"),
        (required, ", required"),
        (nullable, ", or null"),
    ] {
        if is_so {
            notes.push_str(note);
        }
    }
    if !values.is_empty() {
        let _ = write!(notes, ": {}", values.join(", "));
    }
    notes
}

fn place(place: Place) -> &'static str {
    match place {
        Place::Path => "path",
        Place::Query => "query",
        _ => "header",
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Integer => "integer",
        Kind::Number => "number",
        Kind::Boolean => "boolean",
        Kind::Json => "json",
        _ => "text",
    }
}

fn body_kind(kind: BodyKind) -> &'static str {
    match kind {
        BodyKind::Form => "form",
        BodyKind::Multipart => "multipart",
        _ => "json",
    }
}

fn safety(safety: Safety) -> (&'static str, &'static str) {
    match safety {
        Safety::Read => ("read", "reads only"),
        Safety::Reversible => (
            "reversible",
            "changes something that another call sets back",
        ),
        Safety::Destructive => (
            "destructive",
            "something is lost, though the account or room goes on; asks first",
        ),
        _ => (
            "irreversible",
            "nothing brings back what it takes; wants it typed, or `--yes-irreversible`",
        ),
    }
}

fn retry(retry: Retry) -> (&'static str, &'static str) {
    match retry {
        Retry::Safe => ("safe", "tried again after any passing failure"),
        Retry::Idempotent => (
            "idempotent",
            "tried again after a passing failure: twice is once",
        ),
        _ => ("unsafe", "tried again only if it provably did not run"),
    }
}

fn mas(mas: Mas) -> (&'static str, &'static str) {
    match mas {
        Mas::Available => ("available", ""),
        Mas::Restricted => ("restricted", "some requests are refused"),
        _ => ("removed", "the server does not have it"),
    }
}

fn dialect(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::PageNumber => "by page number",
        Dialect::RepeatUntilEmpty => "called again until nothing is left",
        _ => "by the token of the page before",
    }
}
