//! `chatadm mattermost user unlock`: an end to the count of wrong passwords.

use chatadm::mattermost::UserId;

use super::select::{self, SelectArgs};
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
};

/// Lets users log in again who typed wrong passwords too often, and forgets how often they did.
///
/// Servers up to 5 cannot do it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user unlock ada")]
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
    let action = Action::mattermost("unlock", "user", "reset_password_failed_attempts")
        .called(select::names(&users))
        .dry_run(args.dry_run.dry_run);
    let verb = |id: UserId| {
        let user = mattermost.client.user(id);
        async move { user.reset_failed_attempts().await }
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
