//! `chatadm synapse federation reset`: servers that are tried again.

use chatadm::synapse::ServerName;

use super::filter::FilterArgs;
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
    selection::FileArgs,
};

/// Forgets how long to wait for servers that fail, and tries them again now.
///
/// The attempt runs in the background; `chatadm synapse federation show` tells later what came of it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse federation reset other.example.org
  chatadm synapse federation reset --failing --yes
  chatadm synapse federation reset --failing --name example --dry-run")]
pub(crate) struct Args {
    /// The names of the servers
    #[arg(value_name = "SERVER")]
    servers: Vec<ServerName>,

    #[command(flatten)]
    file: FileArgs,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let mut servers = args.servers;
    for name in args.file.read(&["destination", "id"])? {
        let name = ServerName::try_from(name).map_err(|error| Failure::Usage(error.to_string()))?;
        servers.push(name);
    }
    let synapse = context.synapse()?;
    match (servers.is_empty(), args.filter.is_empty()) {
        (true, true) => {
            let why = "no server is named; give names, `--from-file`, or `--failing`";
            return Err(Failure::Usage(why.to_owned()));
        }
        (false, false) => {
            let why = "give either the names of servers or filters, not both";
            return Err(Failure::Usage(why.to_owned()));
        }
        (true, false) => servers = args.filter.names(&synapse.client).await?,
        (false, true) => {}
    }
    let operation = "reset_federation_destination_connection";
    let action = Action::synapse("try again", "server", operation).dry_run(args.dry_run.dry_run);
    let federation = synapse.client.federation();
    let verb =
        |name: ServerName| async move { federation.destination(name).reset_connection().await };
    bulk::run(
        context,
        &synapse.connection,
        &args.bulk,
        action,
        servers,
        verb,
    )
    .await
}
