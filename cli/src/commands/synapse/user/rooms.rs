//! `chatadm synapse user rooms`: where an account is, was, or may come.

use std::collections::BTreeMap;

use chatadm::synapse::RoomId;
use serde_json::json;

use crate::{context::Context, exit::Failure, listing::WholeArgs, printer::Shape, reading};

const ROOMS: Shape = Shape {
    id: "room_id",
    columns: &["room_id", "name", "canonical_alias", "membership"],
};

/// What an account is to a room.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum State {
    Join,
    Invite,
    Leave,
    Ban,
    Knock,
}

impl State {
    fn as_str(self) -> &'static str {
        match self {
            Self::Join => "join",
            Self::Invite => "invite",
            Self::Leave => "leave",
            Self::Ban => "ban",
            Self::Knock => "knock",
        }
    }
}

/// Lists the rooms of an account, with their names.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user rooms ada
  chatadm synapse user rooms ada --state invite,ban
  chatadm synapse user rooms ada --ids")]
pub(crate) struct Args {
    /// A user id; without a server name (`alice`) it is one of this server
    user: String,

    /// What the account is to the room; several with commas
    #[arg(short, long, value_delimiter = ',', default_value = "join")]
    state: Vec<State>,

    /// The names and aliases of the rooms too, which is how it is unless told
    #[arg(long, hide = true, overrides_with = "ids")]
    aliases: bool,

    /// The ids alone; the server is not asked for names then
    #[arg(long)]
    ids: bool,

    #[command(flatten)]
    whole: WholeArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let id = synapse.user_id(&args.user).await?;
    let wanted = |state: &str| args.state.iter().any(|wanted| wanted.as_str() == state);
    let mut rooms = synapse.client.user(id).memberships().await?;
    rooms.retain(|_, membership| wanted(membership));
    let mut names = BTreeMap::new();
    if !args.ids {
        let ids = rooms.keys().cloned().collect();
        let ask = |id: RoomId| {
            let room = synapse.client.room(id);
            async move { room.get_opt().await }
        };
        names = reading::each(context, &synapse.connection, "names", ids, ask).await?;
    }
    let mut items = Vec::new();
    for (room, membership) in rooms {
        let mut item = json!({"room_id": room, "membership": membership});
        if !args.ids {
            // A room that the server has forgotten has no name, and is one of the account's all the same.
            let known = names.get(&room).and_then(Option::as_ref);
            item["name"] = json!(known.and_then(|room| room.name.clone()));
            item["canonical_alias"] = json!(known.and_then(|room| room.canonical_alias.clone()));
        }
        items.push(item);
    }
    args.whole.show(context, &ROOMS, items)
}
