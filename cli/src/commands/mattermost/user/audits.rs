//! `chatadm mattermost user audits`: what a user did.

use crate::{context::Context, exit::Failure, printer::Shape};

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

/// Lists what a user did, newest first.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user audits ada --limit 20
  chatadm mattermost user audits ada --all -o csv > ada.csv")]
pub(crate) struct Args {
    /// A name, an e-mail address or an id of a user
    user: String,

    /// List all that is recorded
    #[arg(long, conflicts_with = "limit")]
    all: bool,

    /// List so many actions at most
    #[arg(short, long, value_name = "N", default_value_t = 100)]
    limit: usize,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let mattermost = context.mattermost()?;
    let user = mattermost.user(&args.user).await?;
    let limit = if args.all { usize::MAX } else { args.limit };
    let size = u32::try_from(limit.clamp(1, 200)).unwrap_or(200);
    let mut list = context.printer.list(&AUDITS);
    let mut audits = mattermost
        .client
        .user(user.id)
        .audits()
        .page_size(size)
        .stream();
    while list.count() < limit
        && let Some(audit) = audits.try_next().await?
    {
        list.push(serde_json::to_value(audit)?)?;
    }
    list.finish()
}
