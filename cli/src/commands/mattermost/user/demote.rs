//! `chatadm mattermost user demote`: ordinary users that become guests.

use chatadm::mattermost::User;

use super::work::ChangeArgs;
use crate::{bulk::Action, context::Context, exit::Failure};

/// Makes ordinary users guests.
///
/// Servers without a license for guests refuse it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user demote ada bob
  chatadm mattermost user demote --from-file partners.csv")]
pub(crate) struct Args {
    #[command(flatten)]
    change: ChangeArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let users = args.change.users(context).await?;

    let action = Action::mattermost("demote", "user", "demote_user_to_guest");
    let verb = async |user: User<'_>| user.demote().await;
    args.change
        .work
        .run_for(context, action, &users, verb)
        .await
}
