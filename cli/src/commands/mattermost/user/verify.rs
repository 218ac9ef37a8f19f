//! `chatadm mattermost user verify`: addresses that count as verified.

use chatadm::mattermost::UserId;

use super::select::{self, SelectArgs};
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
};

/// Marks the e-mail addresses of users as verified, without an e-mail.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user verify ada bob
  chatadm mattermost user verify --from-file users.csv")]
pub(crate) struct Args {
    #[command(flatten)]
    select: SelectArgs,
    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let mattermost = context.mattermost()?;
    let users = args.select.users(context, mattermost).await?;

    let action = Action::mattermost(
        "verify the address of",
        "user",
        "verify_user_email_without_token",
    )
    .called(select::names(&users))
    .dry_run(args.dry_run.dry_run);
    let verb = |id: UserId| {
        let user = mattermost.client.user(id);
        async move { user.verify_email_without_token().await }
    };
    let ids = select::ids(&users);
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
