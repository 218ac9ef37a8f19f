//! `chatadm mattermost token revoke`: tokens by their ids.

use chatadm::mattermost::AccessToken;

use super::WorkArgs;
use crate::{bulk::Action, context::Context, exit::Failure};

/// Deletes tokens; they stop working at once, and nothing brings them back.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost token revoke cbxq74uwhfy9zktpkkfhwjp5ao
  chatadm mattermost token audit --unused-for 1y -o ids | chatadm mattermost token revoke --from-file - --yes")]
pub(crate) struct Args {
    #[command(flatten)]
    work: WorkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let action = Action::mattermost("revoke", "token", "revoke_user_access_token");
    let verb = async |token: AccessToken<'_>| token.revoke().await;
    args.work.run(context, action, verb).await
}
