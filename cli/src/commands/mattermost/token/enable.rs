//! `chatadm mattermost token enable`: tokens by their ids.

use chatadm::mattermost::AccessToken;

use super::WorkArgs;
use crate::{bulk::Action, context::Context, exit::Failure};

/// Makes disabled tokens work again, with the same secret.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost token enable cbxq74uwhfy9zktpkkfhwjp5ao")]
pub(crate) struct Args {
    #[command(flatten)]
    work: WorkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let action = Action::mattermost("enable", "token", "enable_user_access_token");
    let verb = async |token: AccessToken<'_>| token.enable().await;
    args.work.run(context, action, verb).await
}
