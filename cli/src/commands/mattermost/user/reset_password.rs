//! `chatadm mattermost user reset-password`: e-mails with a link.

use super::work::WorkArgs;
use crate::{bulk::Action, context::Context, exit::Failure};

/// Sends e-mails with a link to set a new password.
///
/// Users can be named as everywhere; an e-mail address is taken as it is. The server does not tell whether
/// somebody has the address.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user reset-password ada@example.org
  chatadm mattermost user reset-password --team core --auth-service email")]
pub(crate) struct Args {
    #[command(flatten)]
    work: WorkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let action = Action::mattermost(
        "send a link for a new password to",
        "recipient",
        "send_password_reset_email",
    );
    let client = &context.mattermost()?.client;
    let verb = |email: String| client.send_password_reset_email(email);
    args.work.mail(context, action, verb).await
}
