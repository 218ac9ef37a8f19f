//! `chatadm synapse user activity`: how much an account has done.

use serde_json::json;

use crate::{context::Context, exit::Failure, moment::When, printer::Shape};

const ACTIVITY: Shape = Shape {
    id: "user_id",
    columns: &["user_id", "invites_sent", "rooms_joined"],
};

/// Counts the invitations that accounts have sent and the rooms they have joined.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user activity ada --since 7d")]
pub(crate) struct Args {
    /// User ids; without a server name (`alice`) they are those of this server
    #[arg(required = true, value_name = "USER")]
    users: Vec<String>,

    /// Count since this moment (ever unless told)
    #[arg(long, value_name = "WHEN")]
    since: Option<When>,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let since = args.since.map(|when| when.past(context.printer.now()));
    let since = since.transpose().map_err(Failure::Usage)?;
    let synapse = context.synapse()?;
    let mut list = context.printer.list(&ACTIVITY);
    for id in synapse.user_ids(&args.users).await? {
        let user = synapse.client.user(&id);
        list.push(json!({
            "user_id": id,
            "invites_sent": user.sent_invite_count(since).await?,
            "rooms_joined": user.cumulative_joined_room_count(since).await?,
        }))?;
    }
    list.finish()
}
