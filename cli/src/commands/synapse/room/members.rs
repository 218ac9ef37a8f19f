//! `chatadm synapse room members`: who has joined a room.

use chatadm::synapse::UserId;
use serde_json::json;

use super::{levels::Levels, select};
use crate::{
    context::{Context, Synapse},
    exit::Failure,
    printer::Shape,
};

const MEMBERS: Shape = Shape {
    id: "user_id",
    columns: &["user_id"],
};
const POWERS: Shape = Shape {
    id: "user_id",
    columns: &["user_id", "power_level", "creator"],
};

/// Lists who has joined a room.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse room members '#lobby:example.org' --local -o ids
  chatadm synapse room members '!abc:example.org' --power")]
pub(crate) struct Args {
    /// The id or an alias of a room
    room: String,

    /// Keep users of this server
    #[arg(long, conflicts_with = "remote")]
    local: bool,

    /// Keep users of other servers
    #[arg(long)]
    remote: bool,

    /// The power level of each too
    #[arg(long)]
    power: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let id = select::room_id(synapse, &args.room).await?;
    let server = if args.local || args.remote {
        Some(own_server(synapse).await?)
    } else {
        None
    };
    let room = synapse.client.room(id);
    let members = room.members().await?;
    let levels = if args.power {
        Some(Levels::of(&room).await?)
    } else {
        None
    };

    let shape = if args.power { &POWERS } else { &MEMBERS };
    let mut list = context.printer.list(shape);
    for user in members {
        if server
            .as_deref()
            .is_some_and(|server| (server_of(&user) == server) != args.local)
        {
            continue;
        }
        let mut item = json!({"user_id": user});
        if let Some(levels) = &levels {
            item["power_level"] = levels.level_of(&user).into();
            item["creator"] = levels.is_creator(&user).into();
        }
        list.push(item)?;
    }
    list.finish()
}

fn server_of(user: &UserId) -> &str {
    user.as_str()
        .split_once(':')
        .map_or("", |(_, server)| server)
}

async fn own_server(synapse: &Synapse) -> Result<String, Failure> {
    match &synapse.connection.profile.server_name {
        Some(name) => Ok(name.clone()),
        None => Ok(server_of(synapse.me().await?).to_owned()),
    }
}
