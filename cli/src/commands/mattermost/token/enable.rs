//! `chatadm mattermost token enable`: tokens by their ids.

use chatadm::mattermost::TokenId;

use super::TokenArgs;
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
};

/// Makes disabled tokens work again, with the same secret.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost token enable cbxq74uwhfy9zktpkkfhwjp5ao")]
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
    let action = Action::mattermost("enable", "token", "enable_user_access_token")
        .bodies(super::bodies(&ids))
        .dry_run(args.dry_run.dry_run);
    let verb = |id: TokenId| {
        let token = mattermost.client.access_tokens().token(id);
        async move { token.enable().await }
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
