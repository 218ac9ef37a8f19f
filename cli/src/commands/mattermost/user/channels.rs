//! `chatadm mattermost user channels`: where a user takes part.

use crate::{
    commands::mattermost::listing::{ListArgs, documents},
    context::Context,
    exit::Failure,
    printer::Shape,
};

const CHANNELS: Shape = Shape {
    id: "channel_id",
    columns: &[
        "channel_id",
        "team_name",
        "roles",
        "msg_count",
        "last_viewed_at",
    ],
};

/// What memberships can be sorted by.
const FIELDS: [&str; 4] = ["channel_id", "team_name", "msg_count", "last_viewed_at"];

/// Lists the channels that a user is in, with their teams.
///
/// Servers up to 6.1 cannot do it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user channels ada
  chatadm mattermost user channels ada --all --sort last_viewed_at --reverse")]
pub(crate) struct Args {
    /// A name, an e-mail address or an id of a user
    user: String,

    #[command(flatten)]
    list: ListArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    args.list.sort(&FIELDS)?;
    let mattermost = context.mattermost()?;
    let user = mattermost.user(&args.user).await?;
    let size = args.list.size(&context.printer, false);
    let request = mattermost.client.user(user.id).channel_members();
    let request = request.page_size(size).start_at(args.list.cursor());
    args.list
        .show(context, &CHANNELS, size, request.pages(), async |members| {
            documents(&members)
        })
        .await
}
