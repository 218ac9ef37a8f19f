//! `chatadm synapse user allow-cross-signing-reset`: new keys without a password.

use chatadm::synapse::UserId;
use serde_json::json;

use super::select::SelectArgs;
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
};

/// Lets accounts replace their cross-signing keys without a password, for the next minutes.
///
/// The outcome tells until when.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user allow-cross-signing-reset ada
  chatadm synapse user allow-cross-signing-reset --match '@test-' --dry-run")]
pub(crate) struct Args {
    #[command(flatten)]
    select: SelectArgs,
    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let ids = args.select.ids(context, synapse).await?;
    let action = Action::synapse(
        "allow new keys for",
        "user",
        "allow_cross_signing_replacement",
    )
    .dry_run(args.dry_run.dry_run);
    let verb = |id: UserId| {
        let user = synapse.client.user(id);
        async move {
            let end = user.allow_cross_signing_replacement().await?;
            Ok(json!({"updatable_without_uia_before_ts": end.as_millis()}))
        }
    };
    bulk::run(context, &synapse.connection, &args.bulk, action, ids, verb).await
}
