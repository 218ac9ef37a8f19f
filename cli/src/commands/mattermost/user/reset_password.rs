//! `chatadm mattermost user reset-password`: e-mails with a link.

use super::select::SelectArgs;
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
};

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
    select: SelectArgs,
    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let mattermost = context.mattermost()?;
    let addresses = args.select.addresses(context, mattermost).await?;
    let action = Action::mattermost(
        "send a link for a new password to",
        "recipient",
        "send_password_reset_email",
    )
    .key_field("email")
    .dry_run(args.dry_run.dry_run);
    let verb = |email: String| mattermost.client.send_password_reset_email(email);
    bulk::run(
        context,
        &mattermost.connection,
        &args.bulk,
        action,
        addresses,
        verb,
    )
    .await
}
