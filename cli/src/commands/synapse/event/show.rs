//! `chatadm synapse event show`: one event of any room.

use chatadm::synapse::EventId;
use serde_json::json;

use crate::{
    commands::synapse::room::{EVENTS, select},
    context::Context,
    exit::Failure,
};

/// Shows an event of any room, the way servers exchange it, or with what was sent around it.
///
/// A redacted event still has the content that was redacted. On servers before 1.140, name the room.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse event show '$abc' -o yaml
  chatadm synapse event show '$abc' --context 10")]
pub(crate) struct Args {
    /// The id of an event
    event: String,

    /// The room of the event, if the server cannot find it without
    #[arg(long, value_name = "ROOM")]
    room: Option<String>,

    /// List so many events around it too
    #[arg(long, value_name = "N")]
    context: Option<u32>,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let id = EventId::try_from(args.event.as_str())
        .map_err(|error| Failure::Usage(error.to_string()))?;
    let room = if let Some(room) = &args.room {
        select::room_id(synapse, room).await?
    } else {
        let event = synapse.client.rooms().fetch_event(&id).await?;
        match (args.context, event.room_id.clone()) {
            (Some(_), Some(room)) => room,
            (Some(_), None) => {
                let why = "the event does not say which room it is in; name it with `--room`";
                return Err(Failure::Usage(why.to_owned()));
            }
            (None, _) => {
                let mut document = serde_json::to_value(event)?;
                document["event_id"] = json!(id);
                return context.printer.record(&EVENTS, document);
            }
        }
    };
    let around = synapse
        .client
        .room(room)
        .context(&id)
        .limit(args.context.unwrap_or(0))
        .send()
        .await?;
    if args.context.is_none() {
        return context
            .printer
            .record(&EVENTS, serde_json::to_value(around.event)?);
    }
    let mut list = context.printer.list(&EVENTS);
    // The server sends those before the event with the newest first.
    let before = around.events_before.into_iter().rev();
    for event in before.chain([around.event]).chain(around.events_after) {
        list.push(serde_json::to_value(event)?)?;
    }
    list.finish()
}
