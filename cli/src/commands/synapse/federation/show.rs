//! `chatadm synapse federation show`: how well other servers can be reached.

use chatadm::synapse::ServerName;

use super::DESTINATIONS;
use crate::{context::Context, exit::Failure};

/// Shows how well other servers can be reached: while all is well there is no `failure_ts`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse federation show other.example.org")]
pub(crate) struct Args {
    /// The names of the servers
    #[arg(required = true, value_name = "SERVER")]
    servers: Vec<ServerName>,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let federation = context.synapse()?.client.federation();
    if let [name] = args.servers.as_slice() {
        let server = federation.destination(name).get().await?;
        return context
            .printer
            .record(&DESTINATIONS, serde_json::to_value(server)?);
    }
    let mut list = context.printer.list(&DESTINATIONS);
    for name in args.servers {
        let server = federation.destination(name).get().await?;
        list.push(serde_json::to_value(server)?)?;
        list.flush()?;
    }
    list.finish()
}
