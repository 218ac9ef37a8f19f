//! `chatadm mattermost user deactivate`: accounts that nobody can use.

use chatadm::mattermost::User;
use serde_json::json;

use super::{select, work::ChangeArgs};
use crate::{bulk::Action, context::Context, exit::Failure};

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
    change: ChangeArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let users = args.change.users(context).await?;
    let what = "do it there too, or the next login or synchronization activates them again";
    select::warn_elsewhere(context, &users, what);

    let action = Action::mattermost("deactivate", "user", "update_user_active")
        .body(json!({"active": false}));
    let verb = async |user: User<'_>| user.deactivate().await;
    args.change
        .work
        .run_for(context, action, &users, verb)
        .await
}
