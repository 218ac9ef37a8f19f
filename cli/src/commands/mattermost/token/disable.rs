//! `chatadm mattermost token disable`: tokens by their ids.

use chatadm::mattermost::TokenId;

use super::TokenArgs;
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
};

/// Stops tokens from working until they are enabled again, and ends the sessions opened with them.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost token disable cbxq74uwhfy9zktpkkfhwjp5ao
  chatadm mattermost token disable --from-file tokens.csv")]
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
    let action = Action::mattermost("disable", "token", "disable_user_access_token")
        .bodies(super::bodies(&ids))
        .dry_run(args.dry_run.dry_run);
    let verb = |id: TokenId| {
        let token = mattermost.client.access_tokens().token(id);
        async move { token.disable().await }
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
