//! `chatadm mattermost user mfa off`: a login that needs the password alone.

use chatadm::mattermost::User;
use serde_json::json;

use crate::commands::mattermost::user::work::WorkArgs;
use crate::{bulk::Action, context::Context, exit::Failure, guards::mattermost::ProtectArgs};

/// Switches the second factor of users off.
///
/// From then on the password alone is enough, until they set the second factor up again.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user mfa off ada
  chatadm mattermost user mfa off --mfa on --guests --dry-run")]
pub(crate) struct Args {
    #[command(flatten)]
    work: WorkArgs,
    #[command(flatten)]
    protect: ProtectArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let users = args.work.users(context).await?;
    args.protect.check(context.mattermost()?, &users)?;

    let action = Action::mattermost("switch off the second factor of", "user", "update_user_mfa")
        .body(json!({"activate": false}));
    let verb = async |user: User<'_>| user.deactivate_mfa().await;
    args.work.run_for(context, action, &users, verb).await
}
