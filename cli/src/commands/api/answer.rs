//! What a server answered, printed: JSON as every document, everything else as it is.

use std::fmt::Write as _;

use bytes::Bytes;
use chatadm::{Error, Request};
use http::Response;
use serde_json::{Map, Value, json};

use crate::{
    context::Context,
    exit::Failure,
    printer::{Format, Shape},
};

const ANSWER: Shape = Shape {
    id: "id",
    columns: &[],
};

/// Sends a request and prints the answer, with status and headers if these are wanted.
pub(crate) async fn show(
    context: &Context,
    request: Request<'_>,
    include: bool,
) -> Result<(), Failure> {
    let operation = request.operation().id;
    let answer = request.response().await?;
    let is_success = answer.status().is_success();
    if is_success || include {
        render(context, &answer, include)?;
    }
    if is_success {
        return Ok(());
    }
    Err(Error::from_answer(operation, answer).await.into())
}

/// Prints an answer.
fn render(context: &Context, answer: &Response<Bytes>, include: bool) -> Result<(), Failure> {
    let printer = &context.printer;
    let body = answer.body();
    let document = if body.iter().all(u8::is_ascii_whitespace) {
        Some(Value::Null)
    } else {
        serde_json::from_slice(body).ok()
    };
    if include {
        return show_all(context, answer, document);
    }
    match document {
        Some(document) if printer.format() != Format::Raw => show_json(context, document),
        _ => printer.text(body),
    }
}

/// Prints the JSON of an answer; of a list, its items.
fn show_json(context: &Context, document: Value) -> Result<(), Failure> {
    match document {
        Value::Array(items) if items.iter().all(Value::is_object) => {
            let mut list = context.printer.list(&ANSWER);
            for item in items {
                list.push(item)?;
            }
            list.finish()
        }
        document => context.printer.record(&ANSWER, document),
    }
}

/// Prints status, headers and body: as HTTP has them, or as one document for machines.
fn show_all(
    context: &Context,
    answer: &Response<Bytes>,
    document: Option<Value>,
) -> Result<(), Failure> {
    let printer = &context.printer;
    let headers = headers(answer);
    if !matches!(printer.format(), Format::Raw | Format::Table) {
        let text = || Value::from(String::from_utf8_lossy(answer.body()));
        let whole = json!({
            "status": answer.status().as_u16(),
            "headers": headers,
            "body": document.unwrap_or_else(text),
        });
        return printer.record(&ANSWER, whole);
    }
    let mut text = format!("{:?} {}\n", answer.version(), answer.status());
    for (name, value) in &headers {
        let _ = writeln!(text, "{name}: {}", value.as_str().unwrap_or_default());
    }
    text.push('\n');
    printer.text(&[text.as_bytes(), answer.body()].concat())
}

fn headers(answer: &Response<Bytes>) -> Map<String, Value> {
    let mut headers = Map::new();
    for name in answer.headers().keys() {
        let values = answer.headers().get_all(name).iter();
        let values: Vec<_> = values
            .map(|value| {
                // Tokens and cookies have to be asked for outright.
                if value.is_sensitive() {
                    "…".into()
                } else {
                    String::from_utf8_lossy(value.as_bytes())
                }
            })
            .collect();
        headers.insert(name.to_string(), values.join(", ").into());
    }
    headers
}
