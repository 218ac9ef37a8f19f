//! `chatadm mattermost token revoke`: tokens by their ids.

use chatadm::mattermost::TokenId;

use super::TokenArgs;
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
};

/// Deletes tokens; they stop working at once, and nothing brings them back.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost token revoke cbxq74uwhfy9zktpkkfhwjp5ao
  chatadm mattermost token audit --unused-for 1y -o ids | chatadm mattermost token revoke --from-file - --yes")]
pub(crate) struct Args {
    #[command(flatten)]
    tokens: TokenArgs,
    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let mattermost = context.mattermost()?;
    let ids = args.tokens.ids()?;
    let action = Action::mattermost("revoke", "token", "revoke_user_access_token")
        .bodies(super::bodies(&ids))
        .dry_run(args.dry_run.dry_run);
    let verb = |id: TokenId| {
        let token = mattermost.client.access_tokens().token(id);
        async move { token.revoke().await }
    };
    bulk::run(
        context,
        &mattermost.connection,
        &args.bulk,
        action,
        ids,
        verb,
    )
    .await
}
