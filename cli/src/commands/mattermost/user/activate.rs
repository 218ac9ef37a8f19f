//! `chatadm mattermost user activate`: accounts that can be used again.

use chatadm::mattermost::UserId;
use serde_json::json;

use super::select::{self, SelectArgs};
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
};

/// Activates users.
///
/// They can log in again.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user activate ada bob
  chatadm mattermost user activate --from-file users.csv --continue-on-error")]
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
    let what = "do it there too, or its next synchronization takes it back";
    select::warn_elsewhere(context, &users, what);

    let action = Action::mattermost("activate", "user", "update_user_active")
        .body(json!({"active": true}))
        .called(select::names(&users))
        .dry_run(args.dry_run.dry_run);
    let verb = |id: UserId| {
        let user = mattermost.client.user(id);
        async move { user.activate().await }
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
