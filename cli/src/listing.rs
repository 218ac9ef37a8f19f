//! Lists: how much of them, from where, in which order, and what is said when there is more.

use std::cmp::Ordering;

use chatadm::{Cursor, Pages};
use serde::Serialize;
use serde_json::Value;

use crate::{
    context::Context,
    exit::Failure,
    printer::{self, Printer, Shape},
};

/// How many items to show, unless told.
const LIMIT: usize = 100;

/// How many items to ask for at once, where all are wanted.
const PAGE: u32 = 500;

/// How much of a list to read, and from where.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "How much")]
pub(crate) struct ListArgs {
    /// List all items; that is how it is for `-o csv`, `tsv`, `jsonl` and `ids` off a terminal
    #[arg(long, conflicts_with = "limit")]
    all: bool,

    /// List so many items at most (100 unless told)
    #[arg(short, long, value_name = "N")]
    limit: Option<usize>,

    /// How many items to ask the server for at once
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    page_size: Option<u32>,

    /// Go on where an earlier list ended
    #[arg(short, long, value_name = "TOKEN")]
    from: Option<String>,
}

/// The order of a list, where it is sorted here and not by the server.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "How much")]
pub(crate) struct SortArgs {
    /// Sort by this field, as it is called in JSON; all of the list is read for it
    #[arg(long, value_name = "FIELD")]
    sort: Option<String>,

    /// Sort the other way round
    #[arg(short, long)]
    pub(crate) reverse: bool,
}

/// How much of a list that the server sends whole, and in which order.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "How much")]
pub(crate) struct WholeArgs {
    /// List all items, which is how it is unless told
    #[arg(long, hide = true, conflicts_with = "limit")]
    all: bool,

    /// List so many items at most
    #[arg(short, long, value_name = "N")]
    limit: Option<usize>,

    #[command(flatten)]
    order: SortArgs,
}

impl ListArgs {
    /// How many items to show at most.
    pub(crate) fn most(&self, printer: &Printer) -> usize {
        let is_whole =
            self.limit.is_none() && printer.format().is_lines() && !printer.is_terminal();
        if self.all || is_whole {
            usize::MAX
        } else {
            self.limit.unwrap_or(LIMIT)
        }
    }

    /// How many items to ask for at once.
    pub(crate) fn size(&self, printer: &Printer) -> u32 {
        let most = u32::try_from(self.most(printer)).unwrap_or(PAGE);
        self.size_or(most.clamp(1, PAGE))
    }

    /// How many items to ask for at once, so many unless told.
    pub(crate) fn size_or(&self, size: u32) -> u32 {
        self.page_size.unwrap_or(size)
    }

    /// Where to begin.
    pub(crate) fn cursor(&self) -> Option<Cursor> {
        self.from.as_deref().map(Cursor::from)
    }

    /// Prints the items, page after page, and says how to go on.
    pub(crate) async fn show<T: Serialize + Send>(
        &self,
        context: &Context,
        shape: &'static Shape,
        pages: Pages<'_, T>,
    ) -> Result<(), Failure> {
        self.show_each(context, shape, pages, async |items| Ok(items))
            .await
    }

    /// Prints what is made of each page of items, and says how to go on.
    pub(crate) async fn show_each<T: Send, V: Serialize>(
        &self,
        context: &Context,
        shape: &'static Shape,
        pages: Pages<'_, T>,
        make: impl AsyncFnMut(Vec<T>) -> Result<Vec<V>, Failure>,
    ) -> Result<(), Failure> {
        self.show_from(context, shape, pages, "", make).await
    }

    /// Prints what is made of each page of items, and says how to go on, with flags without which the token
    /// means something else.
    pub(crate) async fn show_from<T: Send, V: Serialize>(
        &self,
        context: &Context,
        shape: &'static Shape,
        mut pages: Pages<'_, T>,
        flags: &str,
        mut make: impl AsyncFnMut(Vec<T>) -> Result<Vec<V>, Failure>,
    ) -> Result<(), Failure> {
        let printer = &context.printer;
        let most = self.most(printer);
        let mut list = printer.list(shape);
        while let Some(page) = pages.try_next().await? {
            let mut items = make(page.items).await?.into_iter();
            for item in items.by_ref().take(most - list.count()) {
                list.push(serde_json::to_value(item)?)?;
            }
            list.flush()?;
            if list.count() < most {
                continue;
            }
            let is_cut = items.next().is_some();
            let of = page
                .total
                .map(|total| format!(" of {total}"))
                .unwrap_or_default();
            let shown = format!("{}{of} listed", list.count());
            match page.next {
                Some(next) if !is_cut => {
                    printer.note(&format!(
                        "{shown}; go on with `--from {next}{flags}`, or list all with `--all`"
                    ));
                }
                None if !is_cut => {}
                _ => printer.note(&format!("{shown}; list all with `--all`")),
            }
            break;
        }
        list.finish()
    }

    /// Prints the items of a list that the server sends whole.
    pub(crate) fn show_whole<T: Serialize>(
        &self,
        context: &Context,
        shape: &'static Shape,
        items: Vec<T>,
    ) -> Result<(), Failure> {
        let most = self.most(&context.printer);
        print_whole(context, shape, items, most, &SortArgs::default())
    }

    /// Prints the items in the order that is asked for. Unless one is, they come page after page.
    pub(crate) async fn show_sorted<T: Serialize + Send>(
        &self,
        context: &Context,
        shape: &'static Shape,
        pages: Pages<'_, T>,
        order: &SortArgs,
    ) -> Result<(), Failure> {
        if !order.is_told() {
            return self.show(context, shape, pages).await;
        }
        if self.from.is_some() {
            return Err(Failure::Usage(
                "what is sorted begins with its first item, so leave out `--from` or `--sort`"
                    .to_owned(),
            ));
        }
        let items = all(pages, async |items| Ok(items)).await?;
        self.show_in_order(context, shape, items, order)
    }

    /// Prints the first of items that are all there.
    pub(crate) fn show_in_order<T: Serialize>(
        &self,
        context: &Context,
        shape: &'static Shape,
        items: Vec<T>,
        order: &SortArgs,
    ) -> Result<(), Failure> {
        print_whole(context, shape, items, self.most(&context.printer), order)
    }
}

/// What is made of all pages.
pub(crate) async fn all<T: Send, V>(
    mut pages: Pages<'_, T>,
    mut make: impl AsyncFnMut(Vec<T>) -> Result<Vec<V>, Failure>,
) -> Result<Vec<V>, Failure> {
    let mut items = Vec::new();
    while let Some(page) = pages.try_next().await? {
        items.extend(make(page.items).await?);
    }
    Ok(items)
}

impl SortArgs {
    /// Whether all of the list is read before its first item is shown.
    pub(crate) fn is_told(&self) -> bool {
        self.sort.is_some()
    }

    /// Prints all of the items in this order.
    pub(crate) fn show<T: Serialize>(
        &self,
        context: &Context,
        shape: &'static Shape,
        items: Vec<T>,
    ) -> Result<(), Failure> {
        print_whole(context, shape, items, usize::MAX, self)
    }

    /// The field to sort by.
    pub(crate) fn field(&self) -> Option<&str> {
        self.sort.as_deref()
    }

    fn apply(&self, items: &mut [Value]) -> Result<(), Failure> {
        if let Some(field) = &self.sort {
            let named = |item: &Value| !printer::field(item, field).is_null();
            if !items.is_empty() && !items.iter().any(named) {
                let fields = items[0]
                    .as_object()
                    .map(|fields| fields.keys().cloned().collect());
                let fields: Vec<String> = fields.unwrap_or_default();
                return Err(Failure::Usage(format!(
                    "no item has a `{field}` to sort by; there are {}",
                    fields.join(", ")
                )));
            }
            // Equal items stay in the order of the server.
            items.sort_by(|a, b| compare(printer::field(a, field), printer::field(b, field)));
        }
        if self.reverse {
            items.reverse();
        }
        Ok(())
    }
}

impl WholeArgs {
    /// Prints as many of the items as are wanted.
    pub(crate) fn show<T: Serialize>(
        &self,
        context: &Context,
        shape: &'static Shape,
        items: Vec<T>,
    ) -> Result<(), Failure> {
        let most = self.limit.unwrap_or(usize::MAX);
        print_whole(context, shape, items, most, &self.order)
    }
}

/// Prints the first items of a list that is whole.
fn print_whole<T: Serialize>(
    context: &Context,
    shape: &'static Shape,
    items: Vec<T>,
    most: usize,
    order: &SortArgs,
) -> Result<(), Failure> {
    let items: Result<Vec<Value>, _> = items.into_iter().map(serde_json::to_value).collect();
    let mut items = items?;
    order.apply(&mut items)?;
    let total = items.len();
    let mut list = context.printer.list(shape);
    for item in items.into_iter().take(most) {
        list.push(item)?;
    }
    if total > most {
        let note = format!("{most} of {total} listed; list all with `--all`");
        context.printer.note(&note);
    }
    list.finish()
}

/// Nothing comes first; numbers are compared as such, and text without regard to its case.
fn compare(a: &Value, b: &Value) -> Ordering {
    let rank = |value: &Value| match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Number(_) => 2,
        Value::String(_) => 3,
        Value::Array(_) => 4,
        Value::Object(_) => 5,
    };
    match (a, b) {
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Number(a), Value::Number(b)) => match (a.as_i64(), b.as_i64()) {
            (Some(a), Some(b)) => a.cmp(&b),
            _ => a
                .as_f64()
                .unwrap_or_default()
                .total_cmp(&b.as_f64().unwrap_or_default()),
        },
        (Value::String(a), Value::String(b)) => a
            .to_lowercase()
            .cmp(&b.to_lowercase())
            .then_with(|| a.cmp(b)),
        (Value::Array(a), Value::Array(b)) => a.len().cmp(&b.len()),
        _ => rank(a).cmp(&rank(b)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn sorted(field: &str, reverse: bool, items: &[Value]) -> Result<Vec<Value>, Failure> {
        let order = SortArgs {
            sort: Some(field.to_owned()),
            reverse,
        };
        let mut items = items.to_vec();
        order.apply(&mut items)?;
        Ok(items.iter().map(|item| item["id"].clone()).collect())
    }

    #[test]
    fn numbers_are_no_text_and_nothing_comes_first() {
        let items = [
            json!({"id": 1, "size": 10, "name": "b", "at": {"ts": 2}}),
            json!({"id": 2, "size": 9, "name": "A", "at": {"ts": 1}}),
            json!({"id": 3, "name": "C"}),
        ];
        assert_eq!(sorted("size", false, &items).unwrap(), [3, 2, 1]);
        assert_eq!(sorted("size", true, &items).unwrap(), [1, 2, 3]);
        assert_eq!(sorted("name", false, &items).unwrap(), [2, 1, 3]);
        assert_eq!(sorted("at.ts", false, &items).unwrap(), [3, 2, 1]);
    }

    #[test]
    fn a_field_that_no_item_has_is_refused_with_those_that_there_are() {
        let failure = sorted("shoes", false, &[json!({"id": 1, "name": "a"})]).unwrap_err();
        assert_eq!(failure.code(), 2);
        assert!(failure.to_string().contains("id, name"), "{failure}");
        assert!(sorted("shoes", false, &[]).unwrap().is_empty());
    }
}
