//! What administrators look at in a room and do to it: its members and state, who may join, who has power,
//! and where its history ends.

use serde_json::{Map, Value, json};

use super::{
    Guard, Row, World,
    event::{Draft, Known as _, Style},
    parameters::{check_user_id, is_local, object, optional_object, require, text},
    refusal::{Answer, Refusal},
    room_list::room_not_found,
    room_rules::Change,
};
use crate::sandbox::exchange::Call;

pub(super) const TABLE: &[Row] = &[
    (
        "delete_forward_extremities",
        Guard::Admin,
        delete_forward_extremities,
    ),
    (
        "get_forward_extremities",
        Guard::Admin,
        get_forward_extremities,
    ),
    ("get_room_block", Guard::Admin, get_room_block),
    ("get_room_state", Guard::Admin, get_room_state),
    ("join_room", Guard::Admin, join_room),
    ("list_room_members", Guard::Admin, list_room_members),
    ("make_room_admin", Guard::Admin, make_room_admin),
    ("set_room_block", Guard::Admin, set_room_block),
];

const POWER: &str = "m.room.power_levels";

/// The room of the path, which has to look like one.
pub(super) fn room_id(call: &Call) -> Result<&str, Refusal> {
    let id = call.segment("room_id");
    match id.starts_with('!') {
        true => Ok(id),
        false => Err(Refusal::unknown(format!("{id} is not a legal room ID"))),
    }
}

fn list_room_members(world: &mut World, call: &Call) -> Answer {
    let room = world.rooms.get(call.segment("room_id"));
    let members: Vec<&str> = room.ok_or_else(room_not_found)?.joined().collect();
    Ok(json!({"total": members.len(), "members": members}).into())
}

fn get_room_state(world: &mut World, call: &Call) -> Answer {
    let kind = text(call, "type")?.filter(|kind| !kind.is_empty());
    let room = world.rooms.get(call.segment("room_id"));
    let room = room.ok_or_else(room_not_found)?;
    let now = world.clock.now();
    let state = room.all_state().filter(|event| {
        // Without anybody in the room its state is nothing to the server.
        room.is_alive() && kind.is_none_or(|kind| event.kind() == kind)
    });
    let state: Value = state
        .map(|event| room.show(event, Style::Oldest, now, false))
        .collect();
    Ok(json!({"state": state}).into())
}

fn get_room_block(world: &mut World, call: &Call) -> Answer {
    let blocker = world.rooms.blocked.get(room_id(call)?);
    let mut body = json!({"block": blocker.is_some()});
    if let Some(blocker) = blocker {
        body["user_id"] = blocker.as_str().into();
    }
    Ok(body.into())
}

fn set_room_block(world: &mut World, call: &Call) -> Answer {
    let body = object(call)?;
    require(&body, &["block"])?;
    let block = body.get("block").and_then(Value::as_bool);
    let block = block.ok_or_else(|| Refusal::bad_json("Param 'block' must be a boolean."))?;
    let room = room_id(call)?.to_owned();
    let admin = world.caller(call)?.user;
    world.set_block(room, admin, block);
    Ok(json!({"block": block}).into())
}

impl World {
    /// Lets nobody join a room any more, or lifts that. Who has said so first is kept.
    pub(super) fn set_block(&mut self, room: String, admin: String, block: bool) {
        if block {
            self.rooms.blocked.entry(room).or_insert(admin);
        } else {
            self.rooms.blocked.remove(&room);
        }
    }
}

fn get_forward_extremities(world: &mut World, call: &Call) -> Answer {
    let id = world.rooms.resolve(call.segment("room_identifier"))?;
    let last = world.rooms.get(&id).and_then(|room| room.events.last());
    let results = last.map(|event| {
        json!({
            "event_id": event.id,
            "state_group": event.stream,
            "depth": event.depth,
            "received_ts": event.moment,
        })
    });
    let results = Vec::from_iter(results);
    Ok(json!({"count": results.len(), "results": results}).into())
}

fn delete_forward_extremities(world: &mut World, call: &Call) -> Answer {
    let id = world.rooms.resolve(call.segment("room_identifier"))?;
    match world.rooms.get(&id) {
        // One event follows another here, so there is never one too many.
        Some(_) => Ok(json!({"deleted": 0}).into()),
        None => Err(Refusal::internal()),
    }
}

fn join_room(world: &mut World, call: &Call) -> Answer {
    let body = object(call)?;
    require(&body, &["user_id"])?;
    // The server does not look before it takes the text apart.
    let user = body.get("user_id").and_then(Value::as_str);
    let user = user.ok_or_else(Refusal::internal)?;
    check_user_id(user)?;
    if !is_local(user) {
        let message = "This endpoint can only be used with local users";
        return Err(Refusal::unknown(message));
    }
    if !world.accounts.contains(user) {
        return Err(Refusal::not_found("User not found"));
    }
    let room = world.rooms.resolve(call.segment("room_identifier"))?;
    let admin = world.caller(call)?.user;
    let found = world.rooms.get(&room).filter(|room| room.is_alive());
    let details = Map::new();
    if found.is_some_and(|found| found.join_rule() != "public") {
        world.change_membership(&room, &admin, user, Change::Invite, &details)?;
    }
    world.change_membership(&room, user, user, Change::Join, &details)?;
    Ok(json!({"room_id": room}).into())
}

fn make_room_admin(world: &mut World, call: &Call) -> Answer {
    let body = optional_object(call)?;
    let id = world.rooms.resolve(call.segment("room_identifier"))?;
    let admin = world.caller(call)?.user;
    let user = body
        .get("user_id")
        .and_then(Value::as_str)
        .unwrap_or(&admin);
    let room = world.rooms.get(&id).filter(|room| room.is_alive());
    let room = room.ok_or_else(|| Refusal::unknown("Server not in room"))?;
    let mut levels = room.power_levels();
    let users = levels.get("users").and_then(Value::as_object).cloned();
    let mut users = users.unwrap_or_default();
    // The most powerful of those who are in the room speaks.
    let creators = room.mighty_creators();
    let candidates = users.keys().chain(&creators);
    let candidates = candidates.filter(|user| is_local(user) && room.is_joined(user));
    let strongest = candidates.max_by_key(|user| room.power(user)).cloned();
    let strongest = strongest.ok_or_else(|| Refusal::unknown("No local admin user in room"))?;
    let power = room.power(&strongest);
    let granted = if power == i64::MAX { 100 } else { power };
    if check_user_id(user).is_err() {
        return Err(Refusal::unknown(format!("Not a valid user ID: {user}")));
    }
    if creators.iter().any(|creator| creator == user) {
        let message = format!("Creator user {user} must not appear in content.users");
        return Err(Refusal::unknown(message));
    }
    room.check_event(&strongest, POWER, true).map_err(|_| {
        let message = "No local admin user in room with power to update power levels.";
        Refusal::unknown(message)
    })?;
    let is_free = room.join_rule() == "public";
    let is_there = matches!(room.membership(user), Some("join" | "invite"));
    users.insert(user.to_owned(), granted.into());
    levels.insert("users".to_owned(), Value::Object(users));
    let draft = Draft::state(POWER, "", &strongest, Value::Object(levels));
    world.rooms.append(&id, draft);
    if !is_free && !is_there {
        world.change_membership(&id, &strongest, user, Change::Invite, &Map::new())?;
    }
    Ok(json!({}).into())
}
