//! `chatadm mattermost user mfa off`: a login that needs the password alone.

use chatadm::mattermost::UserId;
use serde_json::json;

use crate::commands::mattermost::user::select::{self, SelectArgs};
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
    guards::mattermost::ProtectArgs,
};

/// Switches the second factor of users off.
///
/// From then on the password alone is enough, until they set the second factor up again.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user mfa off ada
  chatadm mattermost user mfa off --mfa on --guests --dry-run")]
pub(crate) struct Args {
    #[command(flatten)]
    select: SelectArgs,
    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    protect: ProtectArgs,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let mattermost = context.mattermost()?;
    let users = args.select.users(context, mattermost).await?;
    args.protect.check(mattermost, &users)?;

    let action = Action::mattermost("switch off the second factor of", "user", "update_user_mfa")
        .body(json!({"activate": false}))
        .called(select::names(&users))
        .dry_run(args.dry_run.dry_run);
    let verb = |id: UserId| {
        let user = mattermost.client.user(id);
        async move { user.deactivate_mfa().await }
    };
    let ids = select::ids(&users);
    bulk::run(
        context,
        &mattermost.connection,
        &args.bulk,
        action,
        ids,
        verb,
    )
    .await
}
