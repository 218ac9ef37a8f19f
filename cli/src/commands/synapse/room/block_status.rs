//! `chatadm synapse room block-status`: whether rooms are blocked.

use serde_json::json;

use super::select;
use crate::{context::Context, exit::Failure, printer::Shape, selection::FileArgs};

const BLOCKS: Shape = Shape {
    id: "room_id",
    columns: &["room_id", "block", "user_id"],
};

/// Tells whether rooms are blocked, and who blocked them.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse room block-status '!abc:example.org' '!def:example.org'
  chatadm synapse room block-status --from-file rooms.txt -o csv")]
pub(crate) struct Args {
    /// Ids or aliases of rooms
    #[arg(value_name = "ROOM", required_unless_present = "from_file")]
    rooms: Vec<String>,

    #[command(flatten)]
    file: FileArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let mut texts = args.rooms;
    texts.extend(args.file.read(&["room_id", "id"])?);
    let ids = select::room_ids(synapse, &texts).await?;
    let mut list = context.printer.list(&BLOCKS);
    for id in ids {
        let status = synapse.client.room(&id).block_status().await?;
        list.push(json!({"room_id": id, "block": status.block, "user_id": status.user_id}))?;
        list.flush()?;
    }
    list.finish()
}
