//! `chatadm synapse media protect`: files that stay.

use chatadm::synapse::MxcUri;

use super::select::MediaArgs;
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
};

/// Protects files of this server from quarantine and from deletion by age.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse media protect mxc://example.org/abc
  chatadm synapse media protect --from-file ids.txt --yes")]
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
    let action = Action::synapse("protect", "file", "protect_media").dry_run(args.dry_run.dry_run);
    let media = synapse.client.media();
    let verb = |uri: MxcUri| async move { media.protect(uri.media_id().unwrap_or_default()).await };
    bulk::run(context, &synapse.connection, &args.bulk, action, uris, verb).await
}
