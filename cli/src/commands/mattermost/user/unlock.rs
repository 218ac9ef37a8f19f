//! `chatadm mattermost user unlock`: an end to the count of wrong passwords.

use chatadm::mattermost::User;

use super::work::WorkArgs;
use crate::{bulk::Action, context::Context, exit::Failure};

/// Lets users log in again who typed wrong passwords too often, and forgets how often they did.
///
/// Servers up to 5 cannot do it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user unlock ada")]
pub(crate) struct Args {
    #[command(flatten)]
    work: WorkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let users = args.work.users(context).await?;
    let action = Action::mattermost("unlock", "user", "reset_password_failed_attempts");
    let verb = async |user: User<'_>| user.reset_failed_attempts().await;
    args.work.run_for(context, action, &users, verb).await
}
