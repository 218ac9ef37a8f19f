//! `chatadm synapse room at`: the event of a room next to a moment.

use chatadm::synapse::Direction;

use super::select;
use crate::{context::Context, exit::Failure, moment::When, printer::Shape};

const EVENT: Shape = Shape {
    id: "event_id",
    columns: &["event_id", "origin_server_ts"],
};

/// Finds the first event of a room at or after a moment.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse room at '#lobby:example.org' 2026-01-31
  chatadm synapse room at '!abc:example.org' 90d --backwards -o ids")]
pub(crate) struct Args {
    /// The id or an alias of a room
    room: String,

    /// The moment; a distance such as `90d` reaches into the past
    #[arg(value_name = "WHEN")]
    moment: When,

    /// Find the last event at or before the moment
    #[arg(short, long)]
    backwards: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let moment = args
        .moment
        .past(context.printer.now())
        .map_err(Failure::Usage)?;
    let id = select::room_id(synapse, &args.room).await?;
    let direction = if args.backwards {
        Direction::B
    } else {
        Direction::F
    };
    let event = synapse
        .client
        .room(id)
        .timestamp_to_event(moment, direction)
        .await?;
    context.printer.record(&EVENT, serde_json::to_value(event)?)
}
