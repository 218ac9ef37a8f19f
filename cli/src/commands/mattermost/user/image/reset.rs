//! `chatadm mattermost user image reset`: pictures that the server draws.

use chatadm::mattermost::UserId;

use crate::commands::mattermost::user::select::{self, SelectArgs};
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
};

/// Removes the profile pictures of users; the server draws one for each.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user image reset ada")]
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

    let action = Action::mattermost("remove the picture of", "user", "set_default_profile_image")
        .called(select::names(&users))
        .dry_run(args.dry_run.dry_run);
    let verb = |id: UserId| {
        let user = mattermost.client.user(id);
        async move { user.reset_image().await }
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
