//! `chatadm mattermost session list`: the sessions of a user.

use super::SESSIONS;
use crate::{context::Context, exit::Failure, listing::WholeArgs};

/// Lists the sessions of a user, those of personal access tokens among them.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost session list ada
  chatadm mattermost session list ada -o ids")]
pub(crate) struct Args {
    /// A name, an e-mail address or an id of a user
    user: String,

    #[command(flatten)]
    whole: WholeArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let mattermost = context.mattermost()?;
    let user = mattermost.user(&args.user).await?;
    let mut sessions = Vec::new();
    for session in mattermost.client.user(user.id).sessions().list().await? {
        let mut document = serde_json::to_value(session)?;
        if let Some(fields) = document.as_object_mut() {
            fields.remove("token");
        }
        if let Some(props) = document["props"].as_object_mut() {
            // Half of what a forged request needs.
            props.remove("csrf");
        }
        sessions.push(document);
    }
    args.whole.show(context, &SESSIONS, sessions)
}
