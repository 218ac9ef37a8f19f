//! `chatadm synapse room details`: everything that is known of rooms.

use super::{ROOMS, select};
use crate::{context::Context, exit::Failure, selection::FileArgs};

/// Shows everything that is known of rooms.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse room details '#lobby:example.org'
  chatadm synapse room details --from-file rooms.txt -o csv")]
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
    if let [id] = ids.as_slice() {
        let room = synapse.client.room(id).get().await?;
        return context.printer.record(&ROOMS, serde_json::to_value(room)?);
    }
    let mut list = context.printer.list(&ROOMS);
    for id in ids {
        list.push(serde_json::to_value(synapse.client.room(id).get().await?)?)?;
        list.flush()?;
    }
    list.finish()
}
