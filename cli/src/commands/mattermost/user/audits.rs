//! `chatadm mattermost user audits`: what a user did.

use crate::{
    commands::mattermost::listing::{ListArgs, documents},
    context::Context,
    exit::Failure,
    printer::Shape,
};

const AUDITS: Shape = Shape {
    id: "id",
    columns: &[
        "create_at",
        "action",
        "extra_info",
        "ip_address",
        "session_id",
    ],
};

/// What entries can be sorted by.
const FIELDS: [&str; 3] = ["create_at", "action", "ip_address"];

/// Lists what a user did, newest first.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user audits ada --limit 20
  chatadm mattermost user audits ada --all -o csv > ada.csv")]
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
    let request = mattermost.client.user(user.id).audits().page_size(size);
    let pages = request.start_at(args.list.cursor()).pages();
    args.list
        .show(context, &AUDITS, size, pages, async |audits| {
            documents(&audits)
        })
        .await
}
