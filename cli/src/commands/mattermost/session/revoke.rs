//! `chatadm mattermost session revoke`: an end to some sessions of a user.

use chatadm::{Method, mattermost::SessionId};
use serde_json::json;

use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
    selection::FileArgs,
};

/// Ends sessions of a user; whoever uses them has to log in again.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost session revoke ada 7xu4y9i3kpg5784zuzaxy9839y")]
pub(crate) struct Args {
    /// A name, an e-mail address or an id of a user
    user: String,

    /// Ids of sessions of that user
    #[arg(value_name = "ID", required_unless_present = "from_file")]
    sessions: Vec<SessionId>,

    #[command(flatten)]
    file: FileArgs,
    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let mut ids = args.sessions;
    for text in args.file.read(&["id", "session_id"])? {
        ids.push(
            text.parse()
                .map_err(|error: chatadm::ParseIdError| Failure::Usage(error.to_string()))?,
        );
    }
    let mattermost = context.mattermost()?;
    let user = mattermost.user(&args.user).await?;
    let bodies: Vec<_> = ids
        .iter()
        .map(|id| (id.clone(), json!({"session_id": id})))
        .collect();
    let action = Action::mattermost("end", "session", "revoke_session")
        .request(
            Method::POST,
            format!("/api/v4/users/{}/sessions/revoke", user.id),
        )
        .bodies(bodies)
        .consequence(format!(
            "Whoever uses it as {} has to log in again",
            user.username
        ))
        .dry_run(args.dry_run.dry_run);
    let verb = |id: SessionId| {
        let sessions = mattermost.client.user(&user.id).sessions();
        async move { sessions.revoke(id).await }
    };
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
