//! `chatadm mattermost user deactivate`: accounts that nobody can use.

use chatadm::mattermost::UserId;
use serde_json::json;

use super::select::{self, SelectArgs};
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
    guards::GuardArgs,
};

/// Deactivates users.
///
/// They are logged out and cannot log in. Accounts from a directory come back when the directory says so.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user deactivate ada bob
  chatadm mattermost user deactivate --match 'spam[0-9]+$' --dry-run
  chatadm mattermost user deactivate --inactive-for 1y --no-bots --report gone.jsonl
  chatadm mattermost user deactivate --from-file users.csv --continue-on-error")]
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
    let what = "do it there too, or the next login or synchronization activates them again";
    select::warn_elsewhere(context, &users, what);

    let action = Action::mattermost("deactivate", "user", "update_user_active")
        .body(json!({"active": false}))
        .called(select::names(&users))
        .dry_run(args.dry_run.dry_run);
    let verb = |id: UserId| {
        let user = mattermost.client.user(id);
        async move { user.deactivate().await }
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
