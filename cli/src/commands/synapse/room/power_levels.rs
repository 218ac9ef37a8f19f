//! `chatadm synapse room power-levels`: who may do what in rooms.

use chatadm::synapse::{RoomOrder, UserId};
use serde_json::{Value, json};

use super::{
    levels::Levels,
    select::{self, FilterArgs, Order},
};
use crate::{
    context::{Context, Synapse},
    exit::Failure,
    printer::Shape,
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
    /// Ids or aliases of rooms; the first rooms of the list unless some are named
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

    /// Look at so many rooms of the list at most (10 unless told, all with `--user`)
    #[arg(short, long, value_name = "N", conflicts_with = "rooms")]
    limit: Option<usize>,

    /// Go on where an earlier list ended
    #[arg(short, long, value_name = "TOKEN", conflicts_with = "rooms")]
    from: Option<String>,

    /// Keep rooms whose name contains this text, or an alias of which does
    #[arg(short, long, value_name = "TEXT", conflicts_with = "rooms")]
    name: Option<String>,

    /// Sort by this field
    #[arg(short, long, value_name = "FIELD", value_parser = clap::builder::PossibleValuesParser::new(
        RoomOrder::KNOWN.iter().copied()
    ))]
    sort: Option<String>,

    /// Sort the other way round
    #[arg(short, long)]
    reverse: bool,
}

pub(crate) async fn run(context: &Context, mut args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    args.rooms.append(&mut args.room_id);
    let user = match &args.user {
        Some(text) => Some(synapse.user_id(text).await?),
        None => None,
    };
    let mut list = context
        .printer
        .list(if user.is_some() { &OF_USER } else { &POWERS });
    if !args.rooms.is_empty() {
        for id in select::room_ids(synapse, &args.rooms).await? {
            let room = serde_json::to_value(synapse.client.room(id).get().await?)?;
            if let Some(item) = args.look(synapse, &room, user.as_ref()).await? {
                list.push(item)?;
            }
        }
        return list.finish();
    }
    let limit = args
        .limit
        .unwrap_or(if user.is_some() { usize::MAX } else { 10 });
    let filter = FilterArgs {
        name: args.name.clone(),
        ..FilterArgs::default()
    };
    let order = Order {
        by: args.sort.clone(),
        is_reverse: args.reverse,
        from: args.from.clone(),
    };
    let size = u32::try_from(limit.clamp(1, 500)).unwrap_or(500);
    let mut pages = filter.pages(&synapse.client, size, &order)?;
    let mut seen = 0;
    while seen < limit
        && let Some(page) = pages.try_next().await?
    {
        for room in page.items.into_iter().take(limit - seen) {
            seen += 1;
            let room = serde_json::to_value(room)?;
            if let Some(item) = args.look(synapse, &room, user.as_ref()).await? {
                list.push(item)?;
            }
        }
        list.flush()?;
        if let (true, Some(next)) = (seen >= limit, page.next) {
            context
                .printer
                .note(&format!("{seen} rooms; go on with `--from {next}`"));
        }
    }
    list.finish()
}

impl Args {
    /// What to show of a room; nothing where the user has no say.
    async fn look(
        &self,
        synapse: &Synapse,
        room: &Value,
        user: Option<&UserId>,
    ) -> Result<Option<Value>, Failure> {
        let id = select::room_id(synapse, room["room_id"].as_str().unwrap_or_default()).await?;
        let levels = Levels::of(&synapse.client.room(id)).await?;
        let mut item = json!({});
        for name in ["room_id", "name", "canonical_alias", "version"] {
            item[name] = room[name].clone();
        }
        let Some(user) = user else {
            let document = levels.document(self.all_details);
            if let (Some(fields), Value::Object(more)) = (item.as_object_mut(), document) {
                fields.extend(more);
            }
            return Ok(Some(item));
        };
        if !levels.is_admin(user) {
            return Ok(None);
        }
        item["power_level"] = levels.level_of(user).into();
        item["creator"] = levels.is_creator(user).into();
        Ok(Some(item))
    }
}
