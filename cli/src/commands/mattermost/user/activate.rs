//! `chatadm mattermost user activate`: accounts that can be used again.

use chatadm::mattermost::User;
use serde_json::json;

use super::{select, work::WorkArgs};
use crate::{bulk::Action, context::Context, exit::Failure};

/// Activates users.
///
/// They can log in again.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user activate ada bob
  chatadm mattermost user activate --from-file users.csv --continue-on-error")]
pub(crate) struct Args {
    #[command(flatten)]
    work: WorkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let users = args.work.users(context).await?;
    let what = "do it there too, or its next synchronization takes it back";
    select::warn_elsewhere(context, &users, what);

    let action =
        Action::mattermost("activate", "user", "update_user_active").body(json!({"active": true}));
    let verb = async |user: User<'_>| user.activate().await;
    args.work.run_for(context, action, &users, verb).await
}
