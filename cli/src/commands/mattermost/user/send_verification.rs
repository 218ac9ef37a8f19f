//! `chatadm mattermost user send-verification`: e-mails with a link to verify an address.

use super::work::WorkArgs;
use crate::{bulk::Action, context::Context, exit::Failure};

/// Sends e-mails with a link to verify an address; `user verify` does without.
///
/// Users can be named as everywhere; an e-mail address is taken as it is. The server does not tell whether
/// somebody has the address.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user send-verification ada bob@example.org")]
pub(crate) struct Args {
    #[command(flatten)]
    work: WorkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let action = Action::mattermost(
        "send a link for verification to",
        "recipient",
        "send_verification_email",
    );
    let client = &context.mattermost()?.client;
    let verb = |email: String| client.send_verification_email(email).send();
    args.work.mail(context, action, verb).await
}
