//! How the lists of Mattermost are shown: as all lists are, in pages that have numbers.

use chatadm::{Cursor, Pages};
use serde::Serialize;
use serde_json::Value;

use crate::{
    context::Context,
    exit::Failure,
    listing::{self, SortArgs},
    printer::{Printer, Shape},
};

/// How many items the server gives at once, at most.
const PAGE: u32 = 200;

/// How much of a list to show, and in which order.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(
    next_help_heading = "How much",
    mut_arg("page_size", |size| size
        .visible_alias("per-page")
        .help("How many items to ask the server for at once, 200 at most")),
    mut_arg("sort", |sort| sort.conflicts_with_all(["from", "page"])),
    mut_arg("reverse", |reverse| reverse.requires("sort"))
)]
#[group(skip)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    list: listing::ListArgs,

    /// List the page with this number alone, from 0
    #[arg(long, value_name = "N", conflicts_with_all = ["all", "limit", "from"])]
    page: Option<u32>,

    #[command(flatten)]
    order: SortArgs,
}

impl ListArgs {
    /// How many items to ask for at once; `is_narrowed` when some of them will not be shown.
    pub(crate) fn size(&self, printer: &Printer, is_narrowed: bool) -> u32 {
        let is_cut = self.page.is_none() && !self.order.is_told() && !is_narrowed;
        let size = if is_cut {
            self.list.size(printer).min(PAGE)
        } else {
            PAGE
        };
        self.list.size_or(size)
    }

    /// Where to begin.
    pub(crate) fn cursor(&self) -> Cursor {
        match (self.list.cursor(), self.page) {
            (Some(cursor), _) => cursor,
            (None, page) => page.unwrap_or(0).to_string().as_str().into(),
        }
    }

    /// Refuses to sort by other fields than these.
    pub(crate) fn sort(&self, fields: &[&str]) -> Result<Option<&str>, Failure> {
        match self.order.field() {
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
        if self.order.is_told() {
            let items = listing::all(pages, keep).await?;
            return self.list.show_in_order(context, shape, items, &self.order);
        }
        if self.page.is_some() {
            let mut list = context.printer.list(shape);
            if let Some(page) = pages.try_next().await? {
                for item in keep(page.items).await? {
                    list.push(item)?;
                }
            }
            return list.finish();
        }
        // The token counts pages, so it means nothing without their size.
        let flags = format!(" --page-size {size}");
        self.list
            .show_from(context, shape, pages, &flags, keep)
            .await
    }
}

/// Items as they are shown where nothing is left out or added.
pub(crate) fn documents(items: &[impl Serialize]) -> Result<Vec<Value>, Failure> {
    let documents = items.iter().map(serde_json::to_value);
    Ok(documents.collect::<Result<_, _>>()?)
}
