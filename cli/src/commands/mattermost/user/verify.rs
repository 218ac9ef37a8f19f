//! `chatadm mattermost user verify`: addresses that count as verified.

use chatadm::mattermost::User;

use super::work::WorkArgs;
use crate::{bulk::Action, context::Context, exit::Failure};

/// Marks the e-mail addresses of users as verified, without an e-mail.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user verify ada bob
  chatadm mattermost user verify --from-file users.csv")]
pub(crate) struct Args {
    #[command(flatten)]
    work: WorkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let users = args.work.users(context).await?;

    let action = Action::mattermost(
        "verify the address of",
        "user",
        "verify_user_email_without_token",
    );
    let verb = async |user: User<'_>| user.verify_email_without_token().await;
    args.work.run_for(context, action, &users, verb).await
}
