//! `chatadm synapse room list`: rooms, page after page.

use chatadm::synapse::RoomOrder;

use super::{
    ROOMS,
    select::{FilterArgs, Order},
};
use crate::{context::Context, exit::Failure};

/// How many rooms to show, unless told.
const LIMIT: usize = 100;

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
    pub(super) n: Option<String>,

    #[command(flatten)]
    pub(super) span: SpanArgs,
    #[command(flatten)]
    pub(super) filter: FilterArgs,
}

/// Which part of a list to show, and in what order.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct SpanArgs {
    /// List all rooms
    #[arg(long, conflicts_with = "limit")]
    pub(super) all: bool,

    /// List so many rooms at most
    #[arg(short, long, value_name = "N")]
    pub(super) limit: Option<usize>,

    /// How many rooms to ask the server for at once
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) page_size: Option<u32>,

    /// Go on where an earlier list ended
    #[arg(short, long, value_name = "TOKEN")]
    pub(super) from: Option<String>,

    /// Sort by this field
    #[arg(short, long, visible_alias = "sort-by", value_name = "FIELD", value_parser = clap::builder::PossibleValuesParser::new(
        RoomOrder::KNOWN.iter().copied()
    ))]
    pub(super) sort: Option<String>,

    /// Sort the other way round
    #[arg(short, long)]
    pub(super) reverse: bool,
}

pub(crate) async fn run(context: &Context, mut args: Args) -> Result<(), Failure> {
    args.filter.name = args.filter.name.or(args.n);
    show(context, &args.filter, args.span).await
}

/// Prints the rooms that a filter leaves.
pub(super) async fn show(
    context: &Context,
    filter: &FilterArgs,
    span: SpanArgs,
) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let printer = &context.printer;
    let is_whole =
        span.all || (span.limit.is_none() && printer.format().is_lines() && !printer.is_terminal());
    let limit = if is_whole {
        usize::MAX
    } else {
        span.limit.unwrap_or(LIMIT)
    };
    let size = span
        .page_size
        .unwrap_or_else(|| u32::try_from(limit.clamp(1, 500)).unwrap_or(500));
    let order = Order {
        by: span.sort,
        is_reverse: span.reverse,
        from: span.from,
    };

    let mut pages = filter.pages(&synapse.client, size, &order)?;
    let mut list = printer.list(&ROOMS);
    while let Some(page) = pages.try_next().await? {
        let mut rooms = filter
            .keep(synapse, page.items, printer.now())
            .await?
            .into_iter();
        for room in rooms.by_ref().take(limit - list.count()) {
            list.push(serde_json::to_value(room)?)?;
        }
        list.flush()?;
        if list.count() < limit {
            continue;
        }
        let shown = match page.total {
            Some(total) => format!("{} of {total} rooms", list.count()),
            None => format!("{} rooms", list.count()),
        };
        match (page.next, rooms.len()) {
            (None, 0) => {}
            (Some(next), 0) => {
                printer.note(&format!(
                    "{shown}; go on with `--from {next}`, or list them with `--all`"
                ));
            }
            _ => printer.note(&format!("{shown}; list them with `--all`")),
        }
        break;
    }
    list.finish()
}
