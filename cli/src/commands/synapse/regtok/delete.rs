//! `chatadm synapse regtok delete`: tokens that are gone.

use super::TokenArgs;
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
};

/// Deletes tokens, and with them the counts of their use. Accounts that were made with them stay.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse regtok delete abc def
  chatadm synapse regtok list --invalid -o ids | chatadm synapse regtok delete --from-file - --yes")]
pub(crate) struct Args {
    #[command(flatten)]
    tokens: TokenArgs,
    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let tokens = args.tokens.read()?;
    let synapse = context.synapse()?;
    let action = Action::synapse("delete", "token", "delete_registration_token")
        .dry_run(args.dry_run.dry_run);
    let verb = |token: String| {
        let token = synapse.client.registration_token(token);
        async move { token.delete().await }
    };
    bulk::run(
        context,
        &synapse.connection,
        &args.bulk,
        action,
        tokens,
        verb,
    )
    .await
}
