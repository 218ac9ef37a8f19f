//! `chatadm synapse federation list`: other servers, page after page.

use chatadm::synapse::{DestinationOrder, Direction};

use super::{DESTINATIONS, filter::FilterArgs};
use crate::{commands::synapse::listing::ListArgs, context::Context, exit::Failure};

/// Lists the servers to which this one has sent something.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse federation list --failing --sort failure_ts
  chatadm synapse federation list --name example --all -o ids")]
pub(crate) struct Args {
    /// Short form of `--name`
    #[arg(short, hide = true, value_name = "TEXT", conflicts_with = "name")]
    n: Option<String>,

    #[command(flatten)]
    filter: FilterArgs,

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

pub(crate) async fn run(context: &Context, mut args: Args) -> Result<(), Failure> {
    args.filter.name = args.filter.name.or(args.n);
    let request = args.filter.request(&context.synapse()?.client);
    let mut request = request.page_size(args.list.size(&context.printer));
    if let Some(field) = args.sort {
        request = request.order_by(DestinationOrder::from(field));
    }
    if args.reverse {
        request = request.direction(Direction::B);
    }
    if let Some(cursor) = args.list.cursor() {
        request = request.start_at(cursor);
    }
    let keep = async |mut servers: Vec<_>| {
        servers.retain(|server| args.filter.keeps(server));
        Ok(servers)
    };
    args.list
        .show_each(context, &DESTINATIONS, request.pages(), keep)
        .await
}
