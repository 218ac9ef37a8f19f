//! `chatadm synapse room extremities`: the events at the tip of a room.

use chatadm::synapse::RoomId;
use serde_json::json;

use super::select::SelectArgs;
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
    printer::Shape,
};

const TIPS: Shape = Shape {
    id: "event_id",
    columns: &["event_id", "room_id", "depth", "received_ts", "state_group"],
};

/// Lists the events at the tip of rooms, which no other event follows yet, or deletes all but the newest.
///
/// Deleting them is a repair of rooms in which they pile up and slow the server down. It can change the state
/// of the room as this server sees it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse room extremities '!abc:example.org'
  chatadm synapse room extremities '!abc:example.org' --delete
  chatadm synapse room extremities --match '#busy-' --jq 'group_by(.room_id) | map(length)'")]
pub(crate) struct Args {
    #[command(flatten)]
    select: SelectArgs,

    /// Delete all but the newest
    #[arg(long)]
    delete: bool,

    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let ids = args.select.ids(context, synapse).await?;
    if !args.delete {
        let mut list = context.printer.list(&TIPS);
        for id in ids {
            for tip in synapse.client.room(&id).forward_extremities().await? {
                let mut tip = serde_json::to_value(tip)?;
                tip["room_id"] = json!(id);
                list.push(tip)?;
            }
            list.flush()?;
        }
        return list.finish();
    }
    let action = Action::synapse(
        "delete extremities of",
        "room",
        "delete_forward_extremities",
    )
    .consequence("The state of the room can change with them, and nothing brings them back")
    .dry_run(args.dry_run.dry_run);
    let verb = |id: RoomId| {
        let room = synapse.client.room(id);
        async move {
            room.delete_forward_extremities()
                .await
                .map(|count| json!({"deleted": count}))
        }
    };
    bulk::run(context, &synapse.connection, &args.bulk, action, ids, verb).await
}
