//! `chatadm synapse media unquarantine`: files that can be read again.

use chatadm::synapse::MxcUri;

use super::select::MediaArgs;
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
};

/// Releases files from quarantine.
///
/// The server says yes also when it does not know the file; `media show` tells what is so.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse media unquarantine mxc://example.org/abc
  chatadm synapse media unquarantine --from-file ids.txt --yes")]
pub(crate) struct Args {
    #[command(flatten)]
    media: MediaArgs,
    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let uris = args.media.uris(synapse).await?;
    let action =
        Action::synapse("unquarantine", "file", "unquarantine_media").dry_run(args.dry_run.dry_run);
    let media = synapse.client.media();
    let verb = |uri: MxcUri| async move { media.unquarantine(&uri).await };
    bulk::run(context, &synapse.connection, &args.bulk, action, uris, verb).await
}
