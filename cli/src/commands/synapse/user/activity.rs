//! `chatadm synapse user activity`: how much an account has done.

use chatadm::synapse::UserId;
use serde_json::json;

use super::select::NamedArgs;
use crate::{context::Context, exit::Failure, moment::When, printer::Shape, reading};

const ACTIVITY: Shape = Shape {
    id: "user_id",
    columns: &["user_id", "invites_sent", "rooms_joined"],
};

/// Counts the invitations that accounts have sent and the rooms they have joined.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user activity ada --since 7d
  chatadm synapse user list --created-after 1d -o ids | chatadm synapse user activity --from-file -")]
pub(crate) struct Args {
    #[command(flatten)]
    named: NamedArgs,

    /// Count since this moment (ever unless told)
    #[arg(long, value_name = "WHEN")]
    since: Option<When>,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let since = args.since.map(|when| when.past(context.printer.now()));
    let since = since.transpose().map_err(Failure::Usage)?;
    let synapse = context.synapse()?;
    let ids = args.named.ids(synapse).await?;
    let ask = |id: UserId| {
        let user = synapse.client.user(id);
        async move {
            let invites = user.sent_invite_count(since).await?;
            let rooms = user.cumulative_joined_room_count(since).await?;
            Ok((invites, rooms))
        }
    };
    let told = reading::each(context, &synapse.connection, "count", ids.clone(), ask).await?;
    let mut list = context.printer.list(&ACTIVITY);
    for id in ids {
        let (invites, rooms) = told.get(&id).copied().unwrap_or_default();
        list.push(json!({"user_id": id, "invites_sent": invites, "rooms_joined": rooms}))?;
    }
    list.finish()
}
