//! `chatadm synapse federation list`: other servers, page after page.

use chatadm::synapse::{DestinationOrder, Direction, types::Destination};

use super::DESTINATIONS;
use crate::{commands::synapse::listing::ListArgs, context::Context, exit::Failure};

/// Lists the servers to which this one has sent something.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse federation list --failing --sort failure_ts
  chatadm synapse federation list --name example --all -o ids")]
pub(crate) struct Args {
    /// Keep servers that cannot be reached
    #[arg(long)]
    failing: bool,

    /// Keep servers whose name contains this text
    #[arg(short, long, visible_alias = "destination", value_name = "TEXT")]
    name: Option<String>,

    /// Sort by this field
    #[arg(short, long, value_name = "FIELD", value_parser = clap::builder::PossibleValuesParser::new(
        DestinationOrder::KNOWN.iter().copied()
    ))]
    sort: Option<String>,

    /// Sort the other way round
    #[arg(short, long)]
    reverse: bool,

    #[command(flatten)]
    list: ListArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let client = &context.synapse()?.client;
    let mut request = client
        .federation()
        .destinations()
        .page_size(args.list.size(&context.printer));
    if let Some(text) = args.name {
        request = request.destination(text);
    }
    if let Some(field) = args.sort {
        request = request.order_by(DestinationOrder::from(field));
    }
    if args.reverse {
        request = request.direction(Direction::B);
    }
    if let Some(cursor) = args.list.cursor() {
        request = request.start_at(cursor);
    }
    let keep = async |mut servers: Vec<Destination>| {
        servers.retain(|server| !args.failing || server.failure_ts.is_some());
        Ok(servers)
    };
    args.list
        .show_each(context, &DESTINATIONS, request.pages(), keep)
        .await
}
