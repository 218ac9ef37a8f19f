//! `chatadm synapse room unblock`: rooms that local users may join again.

use chatadm::synapse::RoomId;
use serde_json::json;

use super::select::SelectArgs;
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
};

/// Lets local users join blocked rooms again.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse room unblock '!abc:example.org'")]
pub(crate) struct Args {
    #[command(flatten)]
    pub(super) select: SelectArgs,
    #[command(flatten)]
    pub(super) dry_run: DryRun,
    #[command(flatten)]
    pub(super) bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let ids = args.select.ids(context, synapse).await?;
    let action = Action::synapse("unblock", "room", "set_room_block")
        .body(json!({"block": false}))
        .dry_run(args.dry_run.dry_run);
    let verb = |id: RoomId| {
        let room = synapse.client.room(id);
        async move { room.unblock().await }
    };
    bulk::run(context, &synapse.connection, &args.bulk, action, ids, verb).await
}
