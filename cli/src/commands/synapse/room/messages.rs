//! `chatadm synapse room messages`: the events of a room.

use chatadm::synapse::Direction;
use serde_json::{Value, json};

use super::{EVENTS, select};
use crate::{commands::synapse::listing::ListArgs, context::Context, exit::Failure};

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
    #[arg(short = 'r', long, visible_alias = "reverse")]
    oldest_first: bool,

    #[command(flatten)]
    list: ListArgs,

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
        .page_size(args.list.size(&context.printer));
    if let Some(filter) = &filter {
        request = request.filter(filter);
    }
    if let Some(cursor) = args.list.cursor() {
        request = request.start_at(cursor);
    }
    args.list.show(context, &EVENTS, request.pages()).await
}
