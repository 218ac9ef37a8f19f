//! `chatadm synapse federation rooms`: the rooms that are shared with another server.

use chatadm::synapse::{Direction, ServerName};

use crate::{
    commands::synapse::listing::{ListArgs, SortArgs},
    context::Context,
    exit::Failure,
    printer::Shape,
};

const ROOMS: Shape = Shape {
    id: "room_id",
    columns: &["room_id", "stream_ordering"],
};

/// Lists the rooms that are shared with another server, by id.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse federation rooms other.example.org -o ids")]
pub(crate) struct Args {
    /// The name of the server
    #[arg(value_name = "SERVER")]
    destination: ServerName,

    #[command(flatten)]
    order: SortArgs,

    #[command(flatten)]
    list: ListArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let federation = context.synapse()?.client.federation();
    let mut request = federation
        .destination(args.destination)
        .rooms()
        .page_size(args.list.size(&context.printer));
    if args.order.reverse && !args.order.is_told() {
        request = request.direction(Direction::B);
    }
    if let Some(cursor) = args.list.cursor() {
        request = request.start_at(cursor);
    }
    args.list
        .show_sorted(context, &ROOMS, request.pages(), &args.order)
        .await
}
