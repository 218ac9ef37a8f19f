//! `chatadm synapse report users list`: reports, page after page.

use chatadm::synapse::Direction;

use super::REPORTS;
use crate::{
    commands::synapse::listing::{ListArgs, SortArgs},
    context::Context,
    exit::Failure,
};

/// Lists reports about users, the newest first. Since Synapse 1.152.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Keep reports by users whose id contains this text
    #[arg(short, long, visible_alias = "user-id", value_name = "TEXT")]
    user: Option<String>,

    /// Keep reports about this user
    #[arg(long, visible_alias = "target-user-id", value_name = "USER")]
    target: Option<String>,

    #[command(flatten)]
    order: SortArgs,

    #[command(flatten)]
    list: ListArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let size = args.list.size(&context.printer);
    let mut request = synapse.client.user_reports().list().page_size(size);
    if let Some(text) = args.user {
        request = request.user_id(text);
    }
    if let Some(user) = args.target {
        request = request.target_user_id(synapse.user_id(&user).await?.as_str());
    }
    if args.order.reverse && !args.order.is_told() {
        request = request.direction(Direction::F);
    }
    if let Some(cursor) = args.list.cursor() {
        request = request.start_at(cursor);
    }
    args.list
        .show_sorted(context, &REPORTS, request.pages(), &args.order)
        .await
}
