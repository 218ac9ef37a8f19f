//! `chatadm synapse room messages`: the events of a room.

use chatadm::synapse::Direction;
use serde_json::{Value, json};

use super::{EVENTS, select};
use crate::{context::Context, exit::Failure};

/// Lists the events of a room, the newest first, whether one is a member or not.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse room messages '#lobby:example.org' --limit 20
  chatadm synapse room messages '!abc:example.org' --type m.room.message --sender ada --all -o jsonl
  chatadm synapse room messages '!abc:example.org' --oldest-first --columns sender,content.body")]
pub(crate) struct Args {
    /// The id or an alias of a room
    room: String,

    /// List the oldest first
    #[arg(long)]
    oldest_first: bool,

    /// List all events
    #[arg(long, conflicts_with = "limit")]
    all: bool,

    /// List so many events at most
    #[arg(short, long, value_name = "N", default_value_t = 100)]
    limit: usize,

    /// Go on where an earlier list ended
    #[arg(short, long, value_name = "TOKEN")]
    from: Option<String>,

    /// Keep events of this type; may be repeated
    #[arg(long = "type", value_name = "TYPE")]
    kind: Vec<String>,

    /// Keep what this user sent; may be repeated
    #[arg(long, value_name = "USER")]
    sender: Vec<String>,

    /// Keep what passes a `RoomEventFilter` of Matrix, as JSON
    #[arg(long, value_name = "JSON", conflicts_with_all = ["kind", "sender"])]
    filter: Option<String>,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let printer = &context.printer;
    let filter = match &args.filter {
        Some(text) => {
            let wrong = |error| Failure::Usage(format!("`--filter` is no JSON: {error}"));
            Some(serde_json::from_str::<Value>(text).map_err(wrong)?)
        }
        None if args.kind.is_empty() && args.sender.is_empty() => None,
        None => {
            let mut filter = json!({});
            if !args.kind.is_empty() {
                filter["types"] = json!(args.kind);
            }
            if !args.sender.is_empty() {
                filter["senders"] = json!(synapse.user_ids(&args.sender).await?);
            }
            Some(filter)
        }
    };
    let id = select::room_id(synapse, &args.room).await?;
    let limit = if args.all { usize::MAX } else { args.limit };
    let size = u32::try_from(limit.clamp(1, 500)).unwrap_or(500);
    let direction = if args.oldest_first {
        Direction::F
    } else {
        Direction::B
    };
    let mut request = synapse
        .client
        .room(id)
        .messages()
        .direction(direction)
        .page_size(size);
    if let Some(filter) = &filter {
        request = request.filter(filter);
    }
    if let Some(cursor) = &args.from {
        request = request.start_at(cursor.as_str().into());
    }
    let mut list = printer.list(&EVENTS);
    let mut pages = request.pages();
    while list.count() < limit
        && let Some(page) = pages.try_next().await?
    {
        for event in page.items.into_iter().take(limit - list.count()) {
            list.push(serde_json::to_value(event)?)?;
        }
        list.flush()?;
        if let (true, Some(next)) = (list.count() >= limit, page.next) {
            printer.note(&format!(
                "{} events; go on with `--from {next}`",
                list.count()
            ));
        }
    }
    list.finish()
}
