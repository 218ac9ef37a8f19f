//! `chatadm mattermost user activate`: accounts that can be used again.

use chatadm::mattermost::UserId;
use serde_json::json;

use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
    selection::FileArgs,
};

/// Activates users.
///
/// They can log in again.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user activate ada bob
  chatadm mattermost user activate --from-file users.csv --continue-on-error")]
pub(crate) struct Args {
    /// Ids, names or e-mail addresses of users
    #[arg(value_name = "USER", required_unless_present = "from_file")]
    users: Vec<String>,

    #[command(flatten)]
    file: FileArgs,
    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let mattermost = context.mattermost()?;
    let mut texts = args.users;
    texts.extend(args.file.read(&["id", "username", "email"])?);
    let mut ids = Vec::new();
    for text in &texts {
        ids.push(mattermost.user(text).await?.id);
    }
    let action = Action::mattermost("activate", "user", "update_user_active")
        .body(json!({"active": true}))
        .dry_run(args.dry_run.dry_run);
    let verb = |id: UserId| {
        let user = mattermost.client.user(id);
        async move { user.activate().await }
    };
    bulk::run(context, &mattermost.connection, &args.bulk, action, ids, verb).await
}
