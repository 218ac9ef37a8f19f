//! `chatadm mattermost session revoke-all`: an end to all sessions of users, or of everybody.

use chatadm::mattermost::UserId;
use serde_json::json;

use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    commands::mattermost::user::select::{self, SelectArgs},
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
    select: SelectArgs,
    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let mattermost = context.mattermost()?;
    if args.all_users {
        return everybody(context, args.dry_run.dry_run).await;
    }
    let users = args.select.users(context, mattermost).await?;
    let action = Action::mattermost("end all sessions of", "user", "revoke_all_sessions")
        .called(select::names(&users))
        .dry_run(args.dry_run.dry_run);
    let verb = |id: UserId| {
        let sessions = mattermost.client.user(id).sessions();
        async move { sessions.revoke_all().await }
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
