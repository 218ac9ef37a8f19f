//! `chatadm synapse report events list`: reports, page after page.

use chatadm::synapse::Direction;

use super::{REPORTS, filter::FilterArgs};
use crate::{
    commands::synapse::listing::{ListArgs, SortArgs},
    context::Context,
    exit::Failure,
};

/// Lists reports about events, the newest first.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse report events list --sender spammer
  chatadm synapse report events list --all -o jsonl > reports.jsonl")]
#[command(mut_arg("reverse", |reverse| reverse.short(None)))]
pub(crate) struct Args {
    #[command(flatten)]
    filter: FilterArgs,

    #[command(flatten)]
    order: SortArgs,

    #[command(flatten)]
    list: ListArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let request = args.filter.request(synapse).await?;
    let mut request = request.page_size(args.list.size(&context.printer));
    if args.order.reverse && !args.order.is_told() {
        request = request.direction(Direction::F);
    }
    if let Some(cursor) = args.list.cursor() {
        request = request.start_at(cursor);
    }
    args.list
        .show_sorted(context, &REPORTS, request.pages(), &args.order)
        .await
}
