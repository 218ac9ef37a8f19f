//! `chatadm synapse regtok disable`: tokens that are good for nothing.

use serde_json::json;

use super::TokenArgs;
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
};

/// Makes tokens useless without deleting them: they are good for 0 registrations.
///
/// `chatadm synapse regtok update TOKEN --uses unlimited` makes them useful again.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse regtok disable abc
  chatadm synapse regtok list --valid -o ids | chatadm synapse regtok disable --from-file - --yes")]
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
    let action = Action::synapse("disable", "token", "update_registration_token")
        .body(json!({"uses_allowed": 0}))
        .dry_run(args.dry_run.dry_run);
    let verb = |token: String| {
        synapse
            .client
            .registration_token(token)
            .update()
            .uses_allowed(0)
            .send()
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
