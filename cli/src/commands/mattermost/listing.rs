//! Lists that come in pages: how much of them, from where, in which order, and what is said when there is
//! more. How a page is asked for is left to the commands.

use std::cmp::Ordering;

use chatadm::{Cursor, Pages};
use serde_json::Value;

use crate::{
    context::Context,
    exit::Failure,
    printer::{Printer, Shape},
};

/// How many items to show, unless told.
const LIMIT: usize = 100;

/// How many items the server gives at once, at most.
const PAGE: u32 = 200;

/// How much of a list to show, and in which order.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "How much")]
pub(crate) struct ListArgs {
    /// List all items; that is how it is for `-o csv`, `tsv`, `jsonl` and `ids` off a terminal
    #[arg(long, conflicts_with = "limit")]
    all: bool,

    /// List so many items at most (100 unless told)
    #[arg(short, long, value_name = "N")]
    limit: Option<usize>,

    /// How many items to ask the server for at once, 200 at most
    #[arg(long, visible_alias = "per-page", value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    page_size: Option<u32>,

    /// Go on where an earlier list ended
    #[arg(short, long, value_name = "TOKEN")]
    from: Option<String>,

    /// List the page with this number alone, from 0
    #[arg(long, value_name = "N", conflicts_with_all = ["all", "limit", "from", "sort"])]
    page: Option<u32>,

    /// Sort by this field; the whole list is read for it
    #[arg(long, value_name = "FIELD", conflicts_with = "from")]
    sort: Option<String>,

    /// Sort the other way round
    #[arg(short, long, requires = "sort")]
    reverse: bool,
}

impl ListArgs {
    fn most(&self, printer: &Printer) -> usize {
        let is_whole =
            self.limit.is_none() && printer.format().is_lines() && !printer.is_terminal();
        if self.all || is_whole {
            usize::MAX
        } else {
            self.limit.unwrap_or(LIMIT)
        }
    }

    /// How many items to ask for at once; `is_narrowed` when some of them will not be shown.
    pub(crate) fn size(&self, printer: &Printer, is_narrowed: bool) -> u32 {
        let most = u32::try_from(self.most(printer)).unwrap_or(PAGE);
        let is_cut = self.page.is_none() && self.sort.is_none() && !is_narrowed;
        let size = if is_cut { most.clamp(1, PAGE) } else { PAGE };
        self.page_size.unwrap_or(size)
    }

    /// Where to begin.
    pub(crate) fn cursor(&self) -> Cursor {
        match (&self.from, self.page) {
            (Some(token), _) => token.as_str().into(),
            (None, page) => page.unwrap_or(0).to_string().as_str().into(),
        }
    }

    /// The field to sort by, which has to be one of these.
    pub(crate) fn sort(&self, fields: &[&str]) -> Result<Option<&str>, Failure> {
        match self.sort.as_deref() {
            Some(field) if !fields.contains(&field) => Err(Failure::Usage(format!(
                "this list cannot be sorted by `{field}`, only by `{}`",
                fields.join("`, `")
            ))),
            field => Ok(field),
        }
    }

    /// Prints the documents that `keep` makes of each page, and says how to go on.
    pub(crate) async fn show<T: Send>(
        &self,
        context: &Context,
        shape: &'static Shape,
        size: u32,
        mut pages: Pages<'_, T>,
        mut keep: impl AsyncFnMut(Vec<T>) -> Result<Vec<Value>, Failure>,
    ) -> Result<(), Failure> {
        let printer = &context.printer;
        let most = if self.page.is_some() {
            usize::MAX
        } else {
            self.most(printer)
        };
        let mut list = printer.list(shape);
        if let Some(field) = &self.sort {
            let mut items = Vec::new();
            while let Some(page) = pages.try_next().await? {
                items.extend(keep(page.items).await?);
            }
            items.sort_by(|a, b| compare(&a[field], &b[field]));
            if self.reverse {
                items.reverse();
            }
            let more = items.len().saturating_sub(most);
            for item in items.into_iter().take(most) {
                list.push(item)?;
            }
            if more > 0 {
                printer.note(&format!(
                    "{} listed and {more} not; list them with `--all`",
                    list.count()
                ));
            }
            return list.finish();
        }
        while let Some(page) = pages.try_next().await? {
            let mut items = keep(page.items).await?.into_iter();
            for item in items.by_ref().take(most - list.count()) {
                list.push(item)?;
            }
            list.flush()?;
            if self.page.is_some() {
                break;
            }
            if list.count() < most {
                continue;
            }
            let shown = format!("{} listed", list.count());
            match page.next {
                // The token counts pages, so it means nothing without their size.
                Some(next) if items.len() == 0 => printer.note(&format!(
                    "{shown}; go on with `--from {next} --page-size {size}`, or list all with `--all`"
                )),
                None if items.len() == 0 => {}
                _ => printer.note(&format!("{shown}; list all with `--all`")),
            }
            break;
        }
        list.finish()
    }
}

fn compare(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Number(_) | Value::Null, Value::Number(_) | Value::Null) => {
            a.as_i64().cmp(&b.as_i64())
        }
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        _ => a.as_str().cmp(&b.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_missing_comes_first_and_numbers_are_no_text() {
        let mut values = [json!(10), json!(9), json!(null)];
        values.sort_by(compare);
        assert_eq!(values, [json!(null), json!(9), json!(10)]);
        assert_eq!(compare(&json!("a"), &json!("b")), Ordering::Less);
        assert_eq!(compare(&json!(true), &json!(false)), Ordering::Greater);
    }
}
