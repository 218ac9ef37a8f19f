//! `chatadm synapse federation reset`: servers that are tried again.

use chatadm::synapse::ServerName;

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
  chatadm synapse federation list --failing -o ids | chatadm synapse federation reset --from-file - --yes")]
pub(crate) struct Args {
    /// The names of the servers
    #[arg(required_unless_present = "from_file", value_name = "SERVER")]
    servers: Vec<ServerName>,

    #[command(flatten)]
    file: FileArgs,
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
