//! `chatadm synapse room delete-status`: how far the deletion of a room is.

use chatadm::synapse::{RoomDeletionStatus, RoomId};

use super::{deletion, select};
use crate::{
    context::{Context, Synapse},
    exit::Failure,
    printer::Shape,
    waiting::{LimitArgs, Teller},
};

const DELETIONS: Shape = Shape {
    id: "delete_id",
    columns: &["delete_id", "status", "room_id", "shutdown_room"],
};
const DONE: Shape = Shape {
    id: "delete_id",
    columns: &["delete_id", "status", "kicked_users", "new_room_id"],
};

/// Tells how far the deletion of a room is.
///
/// The server forgets a deletion some days after it is over.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse room delete-status mjBSHDQMULdCNEQS
  chatadm synapse room delete-status '!abc:example.org'
  chatadm synapse room delete-status mjBSHDQMULdCNEQS --wait")]
pub(crate) struct Args {
    /// The id of a deletion, or of a room to see all its deletions
    #[arg(value_name = "ID", required_unless_present_any = ["room_id", "delete_id"])]
    id: Option<String>,

    /// Old form of naming a room
    #[arg(short, long, hide = true, value_name = "ROOM", conflicts_with_all = ["id", "delete_id"])]
    room_id: Option<String>,

    /// Old form of naming a deletion
    #[arg(short, long, hide = true, value_name = "ID", conflicts_with = "id")]
    delete_id: Option<String>,

    /// Wait until the deletion is over
    #[arg(long)]
    wait: bool,

    #[command(flatten)]
    limit: LimitArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let rooms = synapse.client.rooms();
    let named = args
        .room_id
        .or_else(|| args.id.clone().filter(|id| id.starts_with(['!', '#'])));
    let id = match (named, args.delete_id.or(args.id)) {
        (Some(room), _) => {
            let room = select::room_id(synapse, &room).await?;
            if !args.wait {
                return list(context, synapse, &room).await;
            }
            let deletions = synapse.client.room(&room).deletions().await?;
            let is_running =
                |status: &RoomDeletionStatus| !matches!(status.as_str(), "complete" | "failed");
            let running = deletions
                .iter()
                .find(|deletion| is_running(&deletion.status));
            // What was over before anybody asked has been waited for as well.
            let found = running.or(deletions.last());
            let nothing = || Failure::NotFound(format!("nothing has deleted {room}"));
            found.ok_or_else(nothing)?.delete_id.clone()
        }
        (None, id) => id.unwrap_or_default(),
    };
    let deletion = rooms.deletion(&id);
    if !args.wait {
        return context
            .printer
            .record(&DELETIONS, serde_json::to_value(deletion.status().await?)?);
    }
    let mut teller = Teller::new(format!("deletion {id}"), context.quiet);
    let done = deletion
        .wait_with(args.limit.limit(), move |found| teller.tell(&found.status))
        .await?;
    context
        .printer
        .record(&DONE, deletion::summary(Some(&id), "complete", Some(&done)))
}

async fn list(context: &Context, synapse: &Synapse, room: &RoomId) -> Result<(), Failure> {
    let mut list = context.printer.list(&DELETIONS);
    for deletion in synapse.client.room(room).deletions().await? {
        list.push(serde_json::to_value(deletion)?)?;
    }
    list.finish()
}
