//! `chatadm api --paginate` and `--list`: lists of whatever the server has, and of its operations.

use chatadm::{Dialect, Ends, Operation, Pagination, Request};
use serde_json::{Value, json};

use crate::{config::Api, context::Context, exit::Failure, printer::Shape};

const ITEMS: Shape = Shape {
    id: "id",
    columns: &[],
};
const OPERATIONS: Shape = Shape {
    id: "id",
    columns: &["api", "id", "method", "path", "safety"],
};

/// Calls the operation for each page, and prints the items.
pub(super) async fn run<'a>(
    context: &Context,
    pagination: Option<Pagination>,
    request: impl Fn() -> Result<Request<'a>, Failure>,
) -> Result<(), Failure> {
    let usable = pagination.filter(|pagination| pagination.dialect != Dialect::RepeatUntilEmpty);
    let Some((pagination, parameter)) = usable.and_then(|usable| Some((usable, usable.request?)))
    else {
        return Err(Failure::Usage(
            "this is no operation that answers a list in pages".to_owned(),
        ));
    };
    let mut list = context.printer.list(&ITEMS);
    let mut cursor: Option<String> = None;
    let mut page = 0_u64;
    loop {
        let mut next = request()?;
        if let Some(cursor) = &cursor {
            next = next.param(parameter, cursor);
        }
        let answer: Value = next.send().await?;
        let items = match pagination.items {
            Some(field) => answer.get(field),
            None => Some(&answer),
        };
        let items = items.and_then(Value::as_array).cloned().unwrap_or_default();
        let is_empty = items.is_empty();
        for item in items {
            list.push(item)?;
        }
        list.flush()?;
        page += 1;
        let told = pagination
            .response
            .and_then(|field| answer.get(field))
            .and_then(text);
        let following = match pagination.ends {
            Ends::TokenMissing => told,
            _ if is_empty => None,
            // The size of a page is the server's affair, so the list ends with an empty one.
            _ if pagination.dialect == Dialect::PageNumber => Some(page.to_string()),
            _ => told,
        };
        match following {
            Some(following) if Some(&following) != cursor.as_ref() => cursor = Some(following),
            _ => return list.finish(),
        }
    }
}

/// Lists the operations themselves.
pub(super) fn operations(
    context: &Context,
    operations: impl Iterator<Item = (Api, &'static Operation)>,
) -> Result<(), Failure> {
    let mut list = context.printer.list(&OPERATIONS);
    for (api, operation) in operations {
        let names: Vec<&str> = operation
            .parameters
            .iter()
            .map(|parameter| parameter.name)
            .collect();
        list.push(json!({
            "api": api,
            "id": operation.id,
            "method": operation.method,
            "path": operation.path,
            "safety": format!("{:?}", operation.safety).to_lowercase(),
            "parameters": names,
            "body": operation.body.is_some(),
            "deprecated": operation.deprecated,
            "since": operation.since,
        }))?;
    }
    list.finish()
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
