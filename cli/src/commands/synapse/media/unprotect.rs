//! `chatadm synapse media unprotect`: files that need not stay.

use chatadm::synapse::MxcUri;

use super::select::MediaArgs;
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
};

/// Takes the protection from files of this server.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse media unprotect mxc://example.org/abc
  chatadm synapse media unprotect --from-file ids.txt --yes")]
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
    let uris = args.media.own_uris(synapse).await?;
    let action =
        Action::synapse("unprotect", "file", "unprotect_media").dry_run(args.dry_run.dry_run);
    let media = synapse.client.media();
    let verb =
        |uri: MxcUri| async move { media.unprotect(uri.media_id().unwrap_or_default()).await };
    bulk::run(context, &synapse.connection, &args.bulk, action, uris, verb).await
}
