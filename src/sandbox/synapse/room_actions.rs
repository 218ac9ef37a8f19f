//! Who comes into rooms and who goes out: routes of the client-server API, with which tests bring a state
//! about.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::{
    Guard, Row, World,
    event::Draft,
    parameters::{check_user_id, object, optional_object, require},
    refusal::{Answer, Refusal},
    room_rules::Change,
    sessions::Caller,
};
use crate::{
    operation::{Operation, route},
    sandbox::exchange::Call,
};

pub(super) const TABLE: &[Row] = &[
    ("client_ban", Guard::User, ban),
    ("client_forget", Guard::User, forget),
    ("client_invite", Guard::User, invite),
    ("client_join", Guard::User, join),
    ("client_join_by_id", Guard::User, join),
    ("client_joined_rooms", Guard::User, joined_rooms),
    ("client_kick", Guard::User, kick),
    ("client_knock", Guard::User, knock),
    ("client_leave", Guard::User, leave),
    ("client_unban", Guard::User, unban),
];

pub(super) const ROUTES: &[Operation] = &[
    route(
        "client_ban",
        "POST",
        "/_matrix/client/v3/rooms/{room_id}/ban",
    ),
    route(
        "client_forget",
        "POST",
        "/_matrix/client/v3/rooms/{room_id}/forget",
    ),
    route(
        "client_invite",
        "POST",
        "/_matrix/client/v3/rooms/{room_id}/invite",
    ),
    route("client_join", "POST", "/_matrix/client/v3/join/{room_id}"),
    route(
        "client_join_by_id",
        "POST",
        "/_matrix/client/v3/rooms/{room_id}/join",
    ),
    route(
        "client_joined_rooms",
        "GET",
        "/_matrix/client/v3/joined_rooms",
    ),
    route(
        "client_kick",
        "POST",
        "/_matrix/client/v3/rooms/{room_id}/kick",
    ),
    route("client_knock", "POST", "/_matrix/client/v3/knock/{room_id}"),
    route(
        "client_leave",
        "POST",
        "/_matrix/client/v3/rooms/{room_id}/leave",
    ),
    route(
        "client_unban",
        "POST",
        "/_matrix/client/v3/rooms/{room_id}/unban",
    ),
];

impl World {
    /// Who asks, if they are not suspended.
    pub(super) fn active_caller(&mut self, call: &Call) -> Result<Caller, Refusal> {
        let caller = self.caller(call)?;
        let account = self.accounts.get(&caller.user);
        if account.is_some_and(|account| account.is_suspended) {
            let message = "This account is suspended";
            return Err(Refusal::new(
                StatusCode::FORBIDDEN,
                "M_USER_SUSPENDED",
                message,
            ));
        }
        Ok(caller)
    }

    /// The content of an event that changes a membership.
    pub(super) fn member_content(
        &self,
        target: &str,
        change: Change,
        details: &Map<String, Value>,
    ) -> Value {
        let mut content = json!({"membership": change.membership()});
        if matches!(change, Change::Join | Change::Invite | Change::Knock)
            && let Some(account) = self.accounts.get(target)
        {
            if let Some(name) = &account.displayname {
                content["displayname"] = name.as_str().into();
            }
            if let Some(avatar) = &account.avatar_url {
                content["avatar_url"] = avatar.as_str().into();
            }
        }
        for name in ["reason", "is_direct"] {
            if let Some(value) = details.get(name) {
                content[name] = value.clone();
            }
        }
        content
    }

    /// Changes somebody's membership, if whoever does it may.
    pub(super) fn change_membership(
        &mut self,
        room: &str,
        user: &str,
        target: &str,
        change: Change,
        details: &Map<String, Value>,
    ) -> Result<(), Refusal> {
        let is_entry = matches!(change, Change::Join | Change::Knock);
        if change == Change::Join && self.rooms.blocked.contains_key(room) {
            let message = "This room has been blocked on this server";
            return Err(Refusal::new(StatusCode::FORBIDDEN, "M_UNKNOWN", message));
        }
        let found = self.rooms.get(room);
        // Without anybody in it the room would have to be somewhere else, which no server has said.
        let Some(found) = found.filter(|room| !is_entry || room.is_alive()) else {
            return Err(no_room(change));
        };
        let allowed = found.allowed_rooms();
        let mut rooms = allowed.iter().filter_map(|room| self.rooms.get(room));
        let is_let_in = rooms.any(|room| room.is_joined(target));
        found.check_change(user, target, change, is_let_in)?;
        if change == Change::Leave && found.membership(target) == Some("leave") {
            return Ok(());
        }
        let content = self.member_content(target, change, details);
        self.rooms
            .append(room, Draft::state("m.room.member", target, user, content));
        Ok(())
    }
}

/// What the server says where there is no room.
fn no_room(change: Change) -> Refusal {
    let message = match change {
        Change::Join | Change::Knock => "No server is known that is in the room",
        Change::Invite | Change::Ban => return Refusal::forbidden("Unknown room"),
        Change::Leave | Change::Kick | Change::Unban => "Not a known room",
    };
    Refusal::new(StatusCode::NOT_FOUND, "M_UNKNOWN", message)
}

/// Changes the membership of whoever asks.
fn change_own(world: &mut World, call: &Call, change: Change) -> Result<String, Refusal> {
    let caller = world.active_caller(call)?;
    let room = world.rooms.resolve(call.segment("room_id"))?;
    let details = optional_object(call)?;
    world.change_membership(&room, &caller.user, &caller.user, change, &details)?;
    Ok(room)
}

fn join(world: &mut World, call: &Call) -> Answer {
    let room = change_own(world, call, Change::Join)?;
    Ok(json!({"room_id": room}).into())
}

fn knock(world: &mut World, call: &Call) -> Answer {
    let room = change_own(world, call, Change::Knock)?;
    Ok(json!({"room_id": room}).into())
}

fn leave(world: &mut World, call: &Call) -> Answer {
    // Those who are suspended may leave.
    let user = world.caller(call)?.user;
    let details = optional_object(call)?;
    world.change_membership(
        call.segment("room_id"),
        &user,
        &user,
        Change::Leave,
        &details,
    )?;
    Ok(json!({}).into())
}

/// Changes the membership of the user whom the body names.
fn change_other(world: &mut World, call: &Call, change: Change) -> Answer {
    let caller = world.active_caller(call)?;
    let body = object(call)?;
    require(&body, &["user_id"])?;
    let target = body
        .get("user_id")
        .and_then(Value::as_str)
        .unwrap_or_default();
    check_user_id(target)?;
    world.change_membership(call.segment("room_id"), &caller.user, target, change, &body)?;
    Ok(json!({}).into())
}

fn invite(world: &mut World, call: &Call) -> Answer {
    change_other(world, call, Change::Invite)
}

fn kick(world: &mut World, call: &Call) -> Answer {
    change_other(world, call, Change::Kick)
}

fn ban(world: &mut World, call: &Call) -> Answer {
    change_other(world, call, Change::Ban)
}

fn unban(world: &mut World, call: &Call) -> Answer {
    change_other(world, call, Change::Unban)
}

fn joined_rooms(world: &mut World, call: &Call) -> Answer {
    let user = world.caller(call)?.user;
    let rooms: Vec<&str> = world.rooms.joined(&user).collect();
    Ok(json!({"joined_rooms": rooms}).into())
}

fn forget(world: &mut World, call: &Call) -> Answer {
    let user = world.caller(call)?.user;
    let id = call.segment("room_id");
    let Some(room) = world.rooms.get_mut(id) else {
        return Err(Refusal::unknown(format!("User {user} not in room {id}")));
    };
    match room.membership(&user) {
        Some("leave" | "ban") => {
            room.is_forgotten = !room.is_alive();
            Ok(json!({}).into())
        }
        _ => Err(Refusal::unknown(format!("User {user} in room {id}"))),
    }
}
