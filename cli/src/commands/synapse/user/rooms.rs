//! `chatadm synapse user rooms`: where an account is, was, or may come.

use chatadm::synapse::RoomId;
use serde_json::{Value, json};

use crate::{context::Context, exit::Failure, printer::Shape};

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
    #[arg(long, value_delimiter = ',', default_value = "join")]
    state: Vec<State>,

    /// The names and aliases of the rooms too, which is how it is unless told
    #[arg(long, hide = true, overrides_with = "ids")]
    aliases: bool,

    /// The ids alone; the server is not asked for names then
    #[arg(long)]
    ids: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let id = synapse.user_id(&args.user).await?;
    let wanted = |state: &str| args.state.iter().any(|wanted| wanted.as_str() == state);
    let mut list = context.printer.list(&ROOMS);
    for (room, membership) in synapse.client.user(id).memberships().await? {
        if !wanted(&membership) {
            continue;
        }
        let mut item = json!({"room_id": room, "membership": membership});
        if let (false, Ok(id)) = (args.ids, RoomId::try_from(room.as_str())) {
            // A room that the server has forgotten has no name, and is one of the account's all the same.
            let known = synapse.client.room(id).get_opt().await?;
            let known = known.map_or(
                Value::Null,
                |room| json!({"name": room.name, "canonical_alias": room.canonical_alias}),
            );
            for name in ["name", "canonical_alias"] {
                item[name] = known[name].clone();
            }
        }
        list.push(item)?;
    }
    list.finish()
}
