//! `chatadm api --paginate`: all pages of a list, whatever its kind of cursor.

use std::collections::BTreeSet;

use chatadm::{Dialect, Ends, Pagination};
use serde_json::Value;

use super::call::Call;
use crate::{context::Context, exit::Failure, printer::Shape};

const ITEMS: Shape = Shape {
    id: "id",
    columns: &[],
};
/// Parameters that say how large a page is to be.
const SIZES: [&str; 2] = ["per_page", "limit"];

/// Where a list is in its pages.
#[derive(Debug, Default)]
struct Progress {
    pages: u64,
    items: usize,
    /// The cursors that were used; one that comes again would lead in a circle.
    used: BTreeSet<String>,
}

/// Calls the operation for each page, and prints the items, or with `slurp` the answers.
pub(super) async fn run(context: &Context, mut call: Call, slurp: bool) -> Result<(), Failure> {
    let pagination = call.operation().and_then(|operation| operation.pagination);
    let Some(pagination) = pagination else {
        return Err(Failure::Usage(
            "no operation that answers in pages is called here; leave out `--paginate`".to_owned(),
        ));
    };
    call.take_query();
    let mut list = context.printer.list(&ITEMS);
    let mut progress = Progress::default();
    loop {
        let answer: Value = call.request(context)?.send().await?;
        let items = match pagination.items {
            Some(field) => answer.get(field),
            None => Some(&answer),
        };
        let items = items.and_then(Value::as_array).cloned().unwrap_or_default();
        progress.pages += 1;
        progress.items += items.len();
        let next = progress.next(&call, pagination, &answer, &items);
        if slurp {
            list.push(answer)?;
        } else {
            for item in items {
                list.push(item)?;
            }
        }
        list.flush()?;
        match (next, pagination.request) {
            (Some(next), Some(parameter)) => call.set(parameter, next),
            // The same call again: it has taken the first page away.
            (Some(_), None) => {}
            (None, _) => break,
        }
    }
    list.finish()?;
    let Progress { pages, items, .. } = progress;
    let noun = if pages == 1 { "page" } else { "pages" };
    context
        .printer
        .note(&format!("{pages} {noun}, {items} items"));
    Ok(())
}

impl Progress {
    /// The cursor of the next page, unless this was the last.
    fn next(
        &mut self,
        call: &Call,
        pagination: Pagination,
        answer: &Value,
        items: &[Value],
    ) -> Option<String> {
        let told = pagination
            .response
            .and_then(|field| answer.get(field))
            .and_then(text);
        let is_last = match pagination.ends {
            Ends::TokenMissing => false,
            Ends::TotalZero => told.as_deref() == Some("0") || items.is_empty(),
            Ends::ShortPage => is_short(call, pagination, items.len()),
            _ => items.is_empty(),
        };
        if is_last {
            return None;
        }
        let next = match pagination.dialect {
            Dialect::PageNumber => {
                let page: u64 = pagination
                    .request
                    .and_then(|name| call.param(name))
                    .and_then(|page| page.parse().ok())
                    .unwrap_or(0);
                (page + 1).to_string()
            }
            // What the server takes away again and again is not gone.
            Dialect::RepeatUntilEmpty => Value::from(items.to_vec()).to_string(),
            _ => told?,
        };
        self.used.insert(next.clone()).then_some(next)
    }
}

/// Whether a page is too short to have another behind it. Without a size that was asked for, only the
/// empty one is: the server's own is its affair.
fn is_short(call: &Call, pagination: Pagination, items: usize) -> bool {
    let asked = SIZES.iter().find_map(|name| call.param(name)?.parse().ok());
    let full = match (asked, pagination.max) {
        (Some(asked), Some(max)) => max.min(asked),
        (Some(asked), None) => asked,
        (None, _) => 1,
    };
    u64::try_from(items).is_ok_and(|items| items < full.max(1))
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
