//! `chatadm synapse room purge-empty`: an end to the rooms that nobody is in.

use chatadm::synapse::RoomId;

use super::{
    deletion::{Deletion, PurgeArgs},
    select::FilterArgs,
};
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
    moment::When,
};

/// Deletes rooms that nobody is in.
///
/// All of them are found before the first is deleted.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse room purge-empty --dry-run
  chatadm synapse room purge-empty --older-than 30d --yes --report gone.jsonl")]
pub(crate) struct Args {
    /// Leave out rooms in which something happened since; each one is looked into
    #[arg(long, value_name = "TIME")]
    older_than: Option<When>,

    /// Old option without a meaning: how many rooms to ask for at once
    #[arg(
        short = 'p',
        long,
        visible_alias = "paginate",
        hide = true,
        value_name = "N"
    )]
    batch_size: Option<u32>,

    #[command(flatten)]
    purge: PurgeArgs,

    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let filter = FilterArgs {
        empty: true,
        inactive_for: args.older_than,
        ..FilterArgs::default()
    };
    let ids = filter.ids(context, synapse).await?;
    let deletion = Deletion {
        purge: args.purge,
        is_quiet: context.quiet,
        ..Deletion::default()
    };
    let action = Action::synapse("delete", "empty room", deletion.operation())
        .body(deletion.body())
        .consequence("Nothing brings them back")
        .dry_run(args.dry_run.dry_run);
    let verb = |id: RoomId| deletion.run(&synapse.client, id);
    bulk::run(context, &synapse.connection, &args.bulk, action, ids, verb).await
}
