//! `chatadm synapse room power-levels`: who may do what in rooms.

use chatadm::synapse::{RoomId, UserId};
use serde_json::{Value, json};

use super::{
    levels::Levels,
    select::{self, FilterArgs, OrderArgs},
};
use crate::{
    commands::synapse::listing::ListArgs,
    context::{Context, Synapse},
    exit::Failure,
    printer::Shape,
    reading,
};

const POWERS: Shape = Shape {
    id: "room_id",
    columns: &[
        "room_id",
        "name",
        "canonical_alias",
        "creators",
        "users",
        "users_default",
    ],
};
const OF_USER: Shape = Shape {
    id: "room_id",
    columns: &[
        "room_id",
        "name",
        "canonical_alias",
        "power_level",
        "creator",
    ],
};

/// Shows who may do what in rooms.
///
/// The creators of rooms of version 12 and later are above all levels. With `--user`, the rooms whose levels
/// that user may change are listed, out of all rooms unless some are named.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse room power-levels '#lobby:example.org' --all-details -o yaml
  chatadm synapse room power-levels --user ada")]
pub(crate) struct Args {
    /// Ids or aliases of rooms; the rooms of the list unless some are named
    #[arg(value_name = "ROOM")]
    rooms: Vec<String>,

    /// Old form of naming a room
    #[arg(short = 'i', long, hide = true, value_name = "ROOM")]
    room_id: Vec<String>,

    /// Levels of actions and events too, which people do not get otherwise
    #[arg(short, long)]
    all_details: bool,

    /// List the rooms that this user administers
    #[arg(long, value_name = "USER")]
    user: Option<String>,

    /// Old short form of `--name`
    #[arg(short, hide = true, value_name = "TEXT", conflicts_with = "name")]
    n: Option<String>,

    #[command(flatten)]
    list: ListArgs,
    #[command(flatten)]
    order: OrderArgs,
    #[command(flatten)]
    filter: FilterArgs,
}

pub(crate) async fn run(context: &Context, mut args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    args.rooms.append(&mut args.room_id);
    args.filter.name = args.filter.name.take().or(args.n.take());
    let user = match &args.user {
        Some(text) => Some(synapse.user_id(text).await?),
        None => None,
    };
    let shape = if user.is_some() { &OF_USER } else { &POWERS };
    let view = View {
        user,
        is_full: args.all_details,
    };
    if args.rooms.is_empty() {
        let request = args.filter.request(&synapse.client, Some(&args.order))?;
        let mut request = request.page_size(args.list.size(&context.printer));
        if let Some(cursor) = args.list.cursor() {
            request = request.start_at(cursor);
        }
        let keeper = args.filter.keeper(synapse, context.printer.now()).await?;
        let make = async |rooms| {
            let rooms = keeper.keep(synapse, rooms).await?;
            let rooms = rooms
                .into_iter()
                .map(|room| (room.room_id.clone(), json!(room)));
            view.of(synapse, rooms.collect()).await
        };
        return args
            .list
            .show_each(context, shape, request.pages(), make)
            .await;
    }
    if !args.filter.is_empty() {
        let why = "give either the ids of rooms or filters, not both";
        return Err(Failure::Usage(why.to_owned()));
    }
    let mut rooms = Vec::new();
    for id in select::room_ids(synapse, &args.rooms).await? {
        let room = synapse.client.room(&id).get().await?;
        rooms.push((id, json!(room)));
    }
    let mut list = context.printer.list(shape);
    for item in view.of(synapse, rooms).await? {
        list.push(item)?;
    }
    list.finish()
}

/// What to show of a room.
struct View {
    /// Whose say is wanted, if not everybody's.
    user: Option<UserId>,
    is_full: bool,
}

impl View {
    /// What to show of rooms; nothing of those in which the user has no say.
    async fn of(
        &self,
        synapse: &Synapse,
        rooms: Vec<(RoomId, Value)>,
    ) -> Result<Vec<Value>, Failure> {
        let ids = rooms.iter().map(|(id, _)| id.clone());
        let look = |id: RoomId| async move { Levels::of(&synapse.client.room(id)).await };
        let levels = reading::quietly(ids, look).await?;
        let shown = rooms
            .iter()
            .filter_map(|(id, room)| self.of_room(room, levels.get(id)?));
        Ok(shown.collect())
    }

    fn of_room(&self, room: &Value, levels: &Levels) -> Option<Value> {
        let mut item = json!({});
        for name in ["room_id", "name", "canonical_alias", "version"] {
            item[name] = room[name].clone();
        }
        let Some(user) = &self.user else {
            let document = levels.document(self.is_full);
            if let (Some(fields), Value::Object(more)) = (item.as_object_mut(), document) {
                fields.extend(more);
            }
            return Some(item);
        };
        if !levels.is_admin(user) {
            return None;
        }
        item["power_level"] = levels.level_of(user).into();
        item["creator"] = levels.is_creator(user).into();
        Some(item)
    }
}
