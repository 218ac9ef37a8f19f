//! `chatadm mattermost user promote`: guests that become ordinary users.

use chatadm::mattermost::User;

use super::work::WorkArgs;
use crate::{bulk::Action, context::Context, exit::Failure};

/// Makes guests ordinary users.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user promote ada bob
  chatadm mattermost user promote --guests --team core")]
pub(crate) struct Args {
    #[command(flatten)]
    work: WorkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let users = args.work.users(context).await?;

    let action = Action::mattermost("promote", "user", "promote_guest_to_user");
    let verb = async |user: User<'_>| user.promote().await;
    args.work.run_for(context, action, &users, verb).await
}
