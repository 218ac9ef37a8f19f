//! How files are protected and unprotected, which differs in one word.

use chatadm::synapse::MxcUri;

use super::select::MediaArgs;
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
};

/// Which files, and how to work through them.
#[derive(Debug, clap::Args)]
pub(super) struct ProtectionArgs {
    #[command(flatten)]
    media: MediaArgs,
    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    bulk: BulkArgs,
}

impl ProtectionArgs {
    /// Protects the files, or takes the protection from them.
    pub(super) async fn run(self, context: &Context, is_to_be: bool) -> Result<(), Failure> {
        let synapse = context.synapse()?;
        let uris = self.media.own_uris(synapse).await?;
        let action = if is_to_be {
            Action::synapse("protect", "file", "protect_media")
        } else {
            Action::synapse("unprotect", "file", "unprotect_media")
        };
        let action = action.dry_run(self.dry_run.dry_run);
        let media = synapse.client.media();
        let verb = |uri: MxcUri| async move {
            let id = uri.media_id().unwrap_or_default();
            if is_to_be {
                media.protect(id).await
            } else {
                media.unprotect(id).await
            }
        };
        bulk::run(context, &synapse.connection, &self.bulk, action, uris, verb).await
    }
}
