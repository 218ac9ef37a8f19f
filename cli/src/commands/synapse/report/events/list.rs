//! `chatadm synapse report events list`: reports, page after page.

use chatadm::synapse::Direction;

use super::{REPORTS, filter::FilterArgs};
use crate::{commands::synapse::listing::ListArgs, context::Context, exit::Failure};

/// Lists reports about events, the newest first.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse report events list --sender spammer
  chatadm synapse report events list --all -o jsonl > reports.jsonl")]
pub(crate) struct Args {
    #[command(flatten)]
    filter: FilterArgs,

    /// The oldest first
    #[arg(long, visible_alias = "oldest-first")]
    reverse: bool,

    #[command(flatten)]
    list: ListArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let request = args.filter.request(synapse).await?;
    let mut request = request.page_size(args.list.size(&context.printer));
    if args.reverse {
        request = request.direction(Direction::F);
    }
    if let Some(cursor) = args.list.cursor() {
        request = request.start_at(cursor);
    }
    args.list.show(context, &REPORTS, request.pages()).await
}
