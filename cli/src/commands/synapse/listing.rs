//! Lists that come in pages: how much of them, from where, and what is said when there is more.

use chatadm::{Cursor, Pages};
use serde::Serialize;

use crate::{
    context::Context,
    exit::Failure,
    printer::{Printer, Shape},
};

/// How many items to show, unless told.
const LIMIT: usize = 100;

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
        let most = self.most(printer).clamp(1, 500);
        self.page_size
            .unwrap_or_else(|| u32::try_from(most).unwrap_or(500))
    }

    /// How many items to ask for at once, so many unless told.
    pub(crate) fn size_or(&self, size: u32) -> u32 {
        self.page_size.unwrap_or(size)
    }

    /// Prints the items of a list that the server sends whole.
    pub(crate) fn show_whole<T: Serialize>(
        &self,
        context: &Context,
        shape: &'static Shape,
        items: Vec<T>,
    ) -> Result<(), Failure> {
        print_whole(context, shape, items, self.most(&context.printer))
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
        mut pages: Pages<'_, T>,
        make: impl AsyncFn(Vec<T>) -> Result<Vec<V>, Failure>,
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
                        "{shown}; go on with `--from {next}`, or list all with `--all`"
                    ));
                }
                None if !is_cut => {}
                _ => printer.note(&format!("{shown}; list all with `--all`")),
            }
            break;
        }
        list.finish()
    }
}

/// How much of a list that the server sends whole.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
#[command(next_help_heading = "How much")]
pub(crate) struct WholeArgs {
    /// List all items, which is how it is unless told
    #[arg(long, hide = true, conflicts_with = "limit")]
    all: bool,

    /// List so many items at most
    #[arg(short, long, value_name = "N")]
    limit: Option<usize>,
}

impl WholeArgs {
    /// Prints as many of the items as are wanted.
    pub(crate) fn show<T: Serialize>(
        self,
        context: &Context,
        shape: &'static Shape,
        items: Vec<T>,
    ) -> Result<(), Failure> {
        let most = self.limit.unwrap_or(usize::MAX);
        print_whole(context, shape, items, most)
    }
}

/// Prints the first items of a list that is whole.
fn print_whole<T: Serialize>(
    context: &Context,
    shape: &'static Shape,
    items: Vec<T>,
    most: usize,
) -> Result<(), Failure> {
    let total = items.len();
    let mut list = context.printer.list(shape);
    for item in items.into_iter().take(most) {
        list.push(serde_json::to_value(item)?)?;
    }
    if total > most {
        let note = format!("{most} of {total} listed; list all with `--all`");
        context.printer.note(&note);
    }
    list.finish()
}
