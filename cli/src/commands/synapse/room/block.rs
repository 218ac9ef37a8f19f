//! `chatadm synapse room block`: rooms that local users cannot join.

use chatadm::synapse::RoomId;
use serde_json::json;

use super::select::SelectArgs;
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
};

/// Keeps local users from joining rooms. Members stay.
///
/// A room that the server does not know yet can be blocked too.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse room block '!abc:example.org'
  chatadm synapse room block --from-file rooms.txt --yes")]
pub(crate) struct Args {
    #[command(flatten)]
    select: SelectArgs,

    /// Old form of what the command does anyhow
    #[arg(short, long, hide = true, conflicts_with = "unblock")]
    block: bool,

    /// Old form of `chatadm synapse room unblock`
    #[arg(short, long, hide = true)]
    unblock: bool,

    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    if args.unblock {
        let Args {
            select,
            dry_run,
            bulk,
            ..
        } = args;
        return super::unblock::run(
            context,
            super::unblock::Args {
                select,
                dry_run,
                bulk,
            },
        )
        .await;
    }
    let synapse = context.synapse()?;
    let ids = args.select.ids(context, synapse).await?;
    let action = Action::synapse("block", "room", "set_room_block")
        .body(json!({"block": true}))
        .dry_run(args.dry_run.dry_run);
    let verb = |id: RoomId| {
        let room = synapse.client.room(id);
        async move { room.block().await }
    };
    bulk::run(context, &synapse.connection, &args.bulk, action, ids, verb).await
}
