//! `chatadm synapse room resolve`: between aliases and ids of rooms.

use chatadm::{
    Method,
    synapse::{RoomAlias, RoomIdOrAlias},
};
use serde::Deserialize;
use serde_json::json;

use crate::{context::Context, exit::Failure, printer::Shape};

const NAMES: Shape = Shape {
    id: "room_id",
    columns: &["room_alias", "room_id"],
};
const ALIASES: Shape = Shape {
    id: "room_alias",
    columns: &["room_alias", "room_id"],
};

/// The aliases that local users gave to a room.
#[derive(Debug, Deserialize)]
struct Aliases {
    aliases: Vec<String>,
}

/// Finds the room behind an alias, or the local aliases of a room.
///
/// The server tells the aliases of a room only to its members and of rooms that everybody may read.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse room resolve '#lobby:example.org' -o ids
  chatadm synapse room resolve '!abc:example.org'")]
pub(crate) struct Args {
    /// An alias or an id of a room
    room: String,

    /// Old form of asking for aliases, which an id does by itself
    #[arg(short, long, hide = true)]
    reverse: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let wrong = |error: chatadm::ParseIdError| Failure::Usage(error.to_string());
    let room = RoomIdOrAlias::try_from(args.room.as_str()).map_err(wrong)?;
    if let Ok(alias) = RoomAlias::try_from(args.room.as_str()) {
        if args.reverse {
            let why = format!(
                "{alias} is an alias; `--reverse` needs the id of a room, such as `!abc:example.org`"
            );
            return Err(Failure::Usage(why));
        }
        let id = synapse.client.resolve_alias(&alias).await?;
        return context
            .printer
            .record(&NAMES, json!({"room_alias": alias, "room_id": id}));
    }
    let path = "/_matrix/client/v3/rooms/{room_id}/aliases";
    let request = synapse
        .client
        .request(Method::GET, path)
        .param("room_id", &room);
    let found: Aliases = request.send().await?;
    let mut list = context.printer.list(&ALIASES);
    for alias in found.aliases {
        list.push(json!({"room_alias": alias, "room_id": room}))?;
    }
    list.finish()
}
