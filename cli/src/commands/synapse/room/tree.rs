//! `chatadm synapse room tree`: the rooms below a space.

use std::collections::BTreeMap;

use serde_json::json;

use super::select;
use crate::{context::Context, exit::Failure, printer::Shape};

const TREE: Shape = Shape {
    id: "room_id",
    columns: &[
        "depth",
        "room_id",
        "name",
        "canonical_alias",
        "room_type",
        "num_joined_members",
        "join_rule",
    ],
};

/// Lists a space and the rooms below it, each after the space that it is in.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse room tree '#space:example.org'
  chatadm synapse room tree '#space:example.org' --max-depth 1 -o ids")]
pub(crate) struct Args {
    /// The id or an alias of a space
    room: String,

    /// Go down so many levels at most
    #[arg(long, value_name = "N")]
    max_depth: Option<u32>,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let id = select::room_id(synapse, &args.room).await?;
    let mut request = synapse.client.room(id).hierarchy();
    if let Some(levels) = args.max_depth {
        request = request.max_depth(levels);
    }
    // A space comes before what is in it.
    let mut places = BTreeMap::new();
    let mut list = context.printer.list(&TREE);
    let mut rooms = request.stream();
    while let Some(room) = rooms.try_next().await? {
        let id = room.room_id.to_string();
        let (depth, parent) = places.get(&id).cloned().unwrap_or((0, None));
        for child in &room.children_state {
            let place = (depth + 1, Some(id.clone()));
            places.entry(child.state_key.clone()).or_insert(place);
        }
        let mut item = serde_json::to_value(room)?;
        item["depth"] = json!(depth);
        item["parent"] = json!(parent);
        list.push(item)?;
    }
    list.finish()
}
