//! `chatadm mattermost user reset-password`: e-mails with a link.

use serde_json::json;

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

pub(crate) async fn run(context: &Context, mut args: Args) -> Result<(), Failure> {
    let mattermost = context.mattermost()?;
    let is_address = |text: &String| text.trim_start_matches('@').contains('@');
    let (mut addresses, names): (Vec<String>, _) =
        args.select.users.into_iter().partition(is_address);
    args.select.users = names;
    let is_more = !args.select.users.is_empty()
        || args.select.file.from_file.is_some()
        || !args.select.filter.is_empty();
    if is_more || addresses.is_empty() {
        let users = args.select.users(context, mattermost).await?;
        addresses.extend(users.into_iter().map(|user| user.email));
    }
    let bodies: Vec<_> = addresses
        .iter()
        .map(|email| (email.clone(), json!({"email": email})))
        .collect();
    let action = Action::mattermost(
        "send a link for a new password to",
        "address",
        "send_password_reset_email",
    )
    .bodies(bodies)
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
