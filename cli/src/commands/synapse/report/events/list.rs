//! `chatadm synapse report events list`: reports, page after page.

use chatadm::synapse::Direction;

use super::REPORTS;
use crate::{
    commands::synapse::listing::{ListArgs, SortArgs},
    context::Context,
    exit::Failure,
};

/// Lists reports about events, the newest first.
#[derive(Debug, clap::Args)]
#[command(mut_arg("reverse", |reverse| reverse.short(None)))]
pub(crate) struct Args {
    /// Keep reports by users whose id contains this text
    #[arg(short, long, visible_alias = "user-id", value_name = "TEXT")]
    user: Option<String>,

    /// Keep reports from rooms whose id contains this text
    #[arg(short, long, visible_alias = "room-id", value_name = "TEXT")]
    room: Option<String>,

    /// Keep reports about events of this user
    #[arg(long, value_name = "USER")]
    sender: Option<String>,

    #[command(flatten)]
    order: SortArgs,

    #[command(flatten)]
    list: ListArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let size = args.list.size(&context.printer);
    let mut request = synapse.client.event_reports().list().page_size(size);
    if let Some(text) = args.user {
        request = request.user_id(text);
    }
    if let Some(text) = args.room {
        request = request.room_id(text);
    }
    if let Some(user) = args.sender {
        request = request.event_sender(synapse.user_id(&user).await?);
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
