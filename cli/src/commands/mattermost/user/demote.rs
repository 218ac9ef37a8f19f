//! `chatadm mattermost user demote`: ordinary users that become guests.

use chatadm::mattermost::UserId;

use super::select::{self, SelectArgs};
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
    guards::GuardArgs,
};

/// Makes ordinary users guests.
///
/// Servers without a license for guests refuse it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user demote ada bob
  chatadm mattermost user demote --from-file partners.csv")]
pub(crate) struct Args {
    #[command(flatten)]
    select: SelectArgs,
    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    guards: GuardArgs,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let mattermost = context.mattermost()?;
    let users = args.select.users(context, mattermost).await?;
    args.guards.check_users(mattermost, &users).await?;

    let action = Action::mattermost("demote", "user", "demote_user_to_guest")
        .called(select::names(&users))
        .dry_run(args.dry_run.dry_run);
    let verb = |id: UserId| {
        let user = mattermost.client.user(id);
        async move { user.demote().await }
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
