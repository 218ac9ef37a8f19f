//! `chatadm mattermost session revoke-all`: an end to all sessions of users, or of everybody.

use chatadm::mattermost::User;
use serde_json::json;

use crate::{
    bulk::{self, Action},
    commands::mattermost::user::work::WorkArgs,
    context::Context,
    exit::Failure,
    printer::Shape,
};

const REVOKED: Shape = Shape {
    id: "server",
    columns: &["server", "outcome"],
};

/// Ends all sessions of users, or with `--all-users` of everybody, yours among them.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost session revoke-all ada bob
  chatadm mattermost session revoke-all --team core --dry-run
  chatadm mattermost session revoke-all --all-users")]
pub(crate) struct Args {
    /// The sessions of all users
    #[arg(long, conflicts_with_all = ["users", "FileArgs", "FilterArgs"])]
    all_users: bool,

    #[command(flatten)]
    work: WorkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    if args.all_users {
        return everybody(context, args.work.dry_run.dry_run).await;
    }
    let users = args.work.users(context).await?;
    let action = Action::mattermost("end all sessions of", "user", "revoke_all_sessions");
    let verb = async |user: User<'_>| user.sessions().revoke_all().await;
    args.work.run_for(context, action, &users, verb).await
}

async fn everybody(context: &Context, is_dry: bool) -> Result<(), Failure> {
    let mattermost = context.mattermost()?;
    let operation = bulk::mattermost_operation("revoke_sessions_from_all_users");
    if is_dry {
        return bulk::show_request(context, operation, "", &json!(null));
    }
    context.allow(operation, &mattermost.connection)?;
    let address = &mattermost.connection.address;
    let host = address
        .split("://")
        .last()
        .unwrap_or_default()
        .trim_end_matches('/');
    let question = format!("end all sessions of ALL users of {host}, yours among them?");
    context.prompter.typed(&question, host, None)?;
    mattermost.client.revoke_all_sessions_of_all_users().await?;
    context
        .printer
        .record(&REVOKED, json!({"server": address, "outcome": "done"}))
}
