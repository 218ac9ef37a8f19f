//! `chatadm synapse stats rooms`: the largest rooms.

use crate::{
    commands::synapse::listing::WholeArgs, context::Context, exit::Failure, printer::Shape,
};

const ROOMS: Shape = Shape {
    id: "room_id",
    columns: &["room_id", "estimated_size"],
};

/// Lists the ten rooms that take the most space in the database, in bytes.
///
/// The server has to run on PostgreSQL.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse stats rooms --limit 3")]
pub(crate) struct Args {
    #[command(flatten)]
    whole: WholeArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let rooms = context
        .synapse()?
        .client
        .statistics()
        .largest_rooms()
        .await?;
    args.whole.show(context, &ROOMS, rooms)
}
