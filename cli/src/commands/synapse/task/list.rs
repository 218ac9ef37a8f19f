//! `chatadm synapse task list`: work in the background, running and past.

use chatadm::synapse::ScheduledTaskStatus;

use super::{TASKS, watch};
use crate::{commands::synapse::listing::WholeArgs, context::Context, exit::Failure, moment::When};

/// Lists what the server does in the background, such as deletions of rooms.
///
/// Tasks that are over stay in the list for some days. With `--watch` the command ends when none is scheduled
/// or active any more: it says what changes meanwhile, and lists all of them at the end; as `-o jsonl`, `csv`,
/// `tsv` or `ids` it lists each of them again when its state changes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse task list --status active,scheduled
  chatadm synapse task list --watch --action purge_history
  chatadm synapse task list --resource '!abc:example.org'")]
pub(crate) struct Args {
    /// Keep tasks in these states; several with commas
    #[arg(long, value_name = "STATUS", value_delimiter = ',', value_parser = clap::builder::PossibleValuesParser::new(
        ScheduledTaskStatus::KNOWN.iter().copied()
    ))]
    status: Vec<String>,

    /// Keep tasks of these actions, such as `shutdown_and_purge_room`; several with commas
    #[arg(long, value_name = "ACTION", value_delimiter = ',')]
    action: Vec<String>,

    /// Keep tasks that work on this room, user or purge
    #[arg(long, value_name = "ID")]
    resource: Option<String>,

    /// Keep tasks that are older than this moment
    #[arg(long, value_name = "WHEN")]
    before: Option<When>,

    /// Look again and again, until all is over
    #[arg(short, long)]
    watch: bool,

    #[command(flatten)]
    whole: WholeArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let mut request = synapse.client.scheduled_tasks().list();
    if !args.status.is_empty() && args.watch {
        let why = "with `--watch` the states change, so leave out `--status`";
        return Err(Failure::Usage(why.to_owned()));
    }
    if !args.status.is_empty() {
        request = request.statuses(args.status.into_iter().map(ScheduledTaskStatus::from));
    }
    if !args.action.is_empty() {
        request = request.actions(args.action);
    }
    if let Some(id) = args.resource {
        request = request.resource(id);
    }
    if let Some(when) = args.before {
        request = request.until(when.past(context.printer.now()).map_err(Failure::Usage)?);
    }
    if args.watch {
        return watch::run(context, &request).await;
    }
    args.whole.show(context, &TASKS, request.send().await?)
}
