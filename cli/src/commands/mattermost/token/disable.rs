//! `chatadm mattermost token disable`: tokens by their ids.

use chatadm::mattermost::AccessToken;

use super::WorkArgs;
use crate::{bulk::Action, context::Context, exit::Failure};

/// Stops tokens from working until they are enabled again, and ends the sessions opened with them.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost token disable cbxq74uwhfy9zktpkkfhwjp5ao
  chatadm mattermost token disable --from-file tokens.csv")]
pub(crate) struct Args {
    #[command(flatten)]
    work: WorkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let action = Action::mattermost("disable", "token", "disable_user_access_token");
    let verb = async |token: AccessToken<'_>| token.disable().await;
    args.work.run(context, action, verb).await
}
