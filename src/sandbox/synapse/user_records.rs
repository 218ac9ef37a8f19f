//! What a server has kept about an account: where it was seen, its rooms, its private data.

use serde_json::{Map, Value, json};

use super::{
    Guard, Row, World,
    parameters::{check_user_id, is_local, local_user, object, required_integer},
    refusal::{Answer, Refusal},
    users::user_not_found,
};
use crate::{
    operation::{Operation, route},
    sandbox::exchange::Call,
};

pub(super) const TABLE: &[Row] = &[
    ("client_whois_user", Guard::User, whois_user),
    ("get_user_account_data", Guard::Admin, get_user_account_data),
    (
        "get_user_cumulative_joined_room_count",
        Guard::Admin,
        get_user_cumulative_joined_room_count,
    ),
    (
        "get_user_sent_invite_count",
        Guard::Admin,
        get_user_sent_invite_count,
    ),
    (
        "list_user_joined_rooms",
        Guard::Admin,
        list_user_joined_rooms,
    ),
    ("list_user_memberships", Guard::Admin, list_user_memberships),
    ("list_user_pushers", Guard::Admin, list_user_pushers),
    ("set_account_data", Guard::User, set_account_data),
    ("set_room_account_data", Guard::User, set_account_data),
    ("whois_user", Guard::User, whois_user),
];

pub(super) const ROUTES: &[Operation] = &[
    route(
        "set_account_data",
        "PUT",
        "/_matrix/client/v3/user/{user_id}/account_data/{kind}",
    ),
    route(
        "set_room_account_data",
        "PUT",
        "/_matrix/client/v3/user/{user_id}/rooms/{room_id}/account_data/{kind}",
    ),
];

const LOOK_UP: &str = "Can only look up local users";

fn whois_user(world: &mut World, call: &Call) -> Answer {
    let user = call.segment("user_id");
    check_user_id(user)?;
    let caller = world.caller(call)?;
    if caller.user != user && !caller.is_admin {
        return Err(Refusal::forbidden("You are not a server admin"));
    }
    if !is_local(user) {
        return Err(Refusal::unknown("Can only whois a local user"));
    }
    let connections = world.activity.of(user).map(|(user_agent, seen)| {
        json!({"ip": "127.0.0.1", "last_seen": seen, "user_agent": user_agent})
    });
    let connections: Value = connections.collect();
    let devices = json!({"": {"sessions": [{"connections": connections}]}});
    Ok(json!({"user_id": user, "devices": devices}).into())
}

fn get_user_account_data(world: &mut World, call: &Call) -> Answer {
    let user = call.segment("user_id");
    if !is_local(user) {
        return Err(Refusal::unknown(LOOK_UP));
    }
    let account = world.accounts.get(user).ok_or_else(user_not_found)?;
    let data = json!({
        "global": account.global_data,
        "rooms": account.room_data,
    });
    Ok(json!({"account_data": data}).into())
}

fn list_user_pushers(world: &mut World, call: &Call) -> Answer {
    let user = local_user(call, LOOK_UP)?;
    if !world.accounts.contains(user) {
        return Err(user_not_found());
    }
    // Nothing is pushed out of a sandbox.
    Ok(json!({"pushers": [], "total": 0}).into())
}

fn list_user_joined_rooms(world: &mut World, call: &Call) -> Answer {
    let rooms: Vec<&str> = world.rooms.joined(call.segment("user_id")).collect();
    Ok(json!({"total": rooms.len(), "joined_rooms": rooms}).into())
}

fn list_user_memberships(world: &mut World, call: &Call) -> Answer {
    let memberships: Map<String, Value> = world
        .rooms
        .memberships(call.segment("user_id"))
        .map(|(room, membership)| (room.to_owned(), membership.into()))
        .collect();
    Ok(json!({"memberships": memberships}).into())
}

fn get_user_sent_invite_count(world: &mut World, call: &Call) -> Answer {
    let since = required_integer(call, "from_ts")?;
    let count = world.rooms.invites_sent(call.segment("user_id"), since);
    Ok(json!({"invite_count": count}).into())
}

fn get_user_cumulative_joined_room_count(world: &mut World, call: &Call) -> Answer {
    let since = required_integer(call, "from_ts")?;
    let count = world.rooms.rooms_joined(call.segment("user_id"), since);
    Ok(json!({"cumulative_joined_room_count": count}).into())
}

fn set_account_data(world: &mut World, call: &Call) -> Answer {
    let user = call.segment("user_id");
    if world.caller(call)?.user != user {
        return Err(Refusal::forbidden(
            "Cannot add account data for other users.",
        ));
    }
    let (room, kind) = (call.segment("room_id"), call.segment("kind"));
    let body = Value::Object(object(call)?);
    let account = world.account(user)?;
    if room.is_empty() {
        account.global_data.insert(kind.to_owned(), body);
    } else {
        let data = &mut account.room_data;
        let data = data.entry(room).or_insert_with(|| json!({}));
        data[kind] = body;
    }
    Ok(json!({}).into())
}
