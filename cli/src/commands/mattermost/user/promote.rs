//! `chatadm mattermost user promote`: guests that become ordinary users.

use chatadm::mattermost::UserId;

use super::select::{self, SelectArgs};
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
};

/// Makes guests ordinary users.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user promote ada bob
  chatadm mattermost user promote --guests --team core")]
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

    let action = Action::mattermost("promote", "user", "promote_guest_to_user")
        .called(select::names(&users))
        .dry_run(args.dry_run.dry_run);
    let verb = |id: UserId| {
        let user = mattermost.client.user(id);
        async move { user.promote().await }
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
