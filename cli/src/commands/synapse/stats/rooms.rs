//! `chatadm synapse stats rooms`: the largest rooms.

use crate::{context::Context, exit::Failure, printer::Shape};

const ROOMS: Shape = Shape {
    id: "room_id",
    columns: &["room_id", "estimated_size"],
};

/// Lists the ten rooms that take the most space in the database, in bytes.
///
/// The server has to run on PostgreSQL.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) async fn run(context: &Context, _: Args) -> Result<(), Failure> {
    let rooms = context
        .synapse()?
        .client
        .statistics()
        .largest_rooms()
        .await?;
    let mut list = context.printer.list(&ROOMS);
    for room in rooms {
        list.push(serde_json::to_value(room)?)?;
    }
    list.finish()
}
