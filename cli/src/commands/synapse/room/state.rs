//! `chatadm synapse room state`: the current state events of a room.

use super::{EVENTS, select};
use crate::{commands::synapse::listing::WholeArgs, context::Context, exit::Failure};

/// Lists the current state events of a room.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse room state '#lobby:example.org' --type m.room.power_levels -o json
  chatadm synapse room state '!abc:example.org' --type m.room.member --key '@ada:example.org'")]
pub(crate) struct Args {
    /// The id or an alias of a room
    room: String,

    /// Keep events of this type
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<String>,

    /// Keep events with this state key
    #[arg(long, value_name = "KEY")]
    key: Option<String>,

    #[command(flatten)]
    whole: WholeArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let id = select::room_id(synapse, &args.room).await?;
    let room = synapse.client.room(id);
    let mut request = room.state();
    if let Some(kind) = &args.kind {
        request = request.event_type(kind);
    }
    let mut events = request.send().await?;
    events.retain(|event| {
        // Older servers send events of all types.
        args.kind.as_ref().is_none_or(|kind| *kind == event.type_)
            && (args.key.is_none() || args.key == event.state_key)
    });
    args.whole.show(context, &EVENTS, events)
}
