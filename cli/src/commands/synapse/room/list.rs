//! `chatadm synapse room list`: rooms, page after page.

use super::select::{FilterArgs, OrderArgs};
use crate::{commands::synapse::listing::ListArgs, context::Context, exit::Failure};

/// Lists rooms.
///
/// All of the list is read for `-o csv`, `tsv`, `jsonl` and `ids` when the output is not a terminal, and
/// otherwise the first 100.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse room list --sort joined_members
  chatadm synapse room list --empty --inactive-for 90d
  chatadm synapse room list --all -o csv > rooms.csv
  chatadm synapse room list --space --jq '.[].name'")]
pub(crate) struct Args {
    /// Old short form of `--name`
    #[arg(short, hide = true, value_name = "TEXT", conflicts_with = "name")]
    n: Option<String>,

    #[command(flatten)]
    list: ListArgs,
    #[command(flatten)]
    order: OrderArgs,
    #[command(flatten)]
    filter: FilterArgs,
}

pub(crate) async fn run(context: &Context, mut args: Args) -> Result<(), Failure> {
    args.filter.name = args.filter.name.or(args.n);
    show(context, &args.filter, &args.order, &args.list).await
}

/// Prints the rooms that a filter leaves.
pub(super) async fn show(
    context: &Context,
    filter: &FilterArgs,
    order: &OrderArgs,
    list: &ListArgs,
) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let printer = &context.printer;
    let request = filter.request(&synapse.client, Some(order))?;
    let mut request = request.page_size(list.size(printer));
    if let Some(cursor) = list.cursor() {
        request = request.start_at(cursor);
    }
    let keep = filter.keeper(synapse, printer.now()).await?;
    list.show_each(context, &super::ROOMS, request.pages(), async |rooms| {
        keep.keep(synapse, rooms).await
    })
    .await
}
