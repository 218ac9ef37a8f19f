//! What members do in rooms: join and leave, invite and remove others, say things and take them back.
//! Routes of the client-server API, with which tests bring a state about.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::{
    Guard, Row, World,
    event::{Draft, Known as _, Style},
    parameters::{check_user_id, object, optional_object, require},
    refusal::{Answer, Refusal},
    room_rules::{Change, not_in},
    sessions::Caller,
};
use crate::{
    operation::{Operation, route},
    sandbox::exchange::Call,
};

pub(super) const TABLE: &[Row] = &[
    ("client_ban", Guard::User, ban),
    ("client_forget", Guard::User, forget),
    ("client_get_state", Guard::User, get_state),
    ("client_get_state_of_key", Guard::User, get_state),
    ("client_get_state_of_empty_key", Guard::User, get_state),
    ("client_invite", Guard::User, invite),
    ("client_join", Guard::User, join),
    ("client_join_by_id", Guard::User, join),
    ("client_joined_rooms", Guard::User, joined_rooms),
    ("client_kick", Guard::User, kick),
    ("client_knock", Guard::User, knock),
    ("client_leave", Guard::User, leave),
    ("client_redact", Guard::User, redact),
    ("client_redact_once", Guard::User, redact),
    ("client_send", Guard::User, send),
    ("client_send_once", Guard::User, send),
    ("client_set_state", Guard::User, set_state),
    ("client_set_state_of_key", Guard::User, set_state),
    ("client_set_state_of_empty_key", Guard::User, set_state),
    ("client_show_event", Guard::User, show_event),
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
        "client_get_state",
        "GET",
        "/_matrix/client/v3/rooms/{room_id}/state/{kind}",
    ),
    route(
        "client_get_state_of_key",
        "GET",
        "/_matrix/client/v3/rooms/{room_id}/state/{kind}/{state_key}",
    ),
    route(
        "client_get_state_of_empty_key",
        "GET",
        "/_matrix/client/v3/rooms/{room_id}/state/{kind}/",
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
        "client_redact",
        "POST",
        "/_matrix/client/v3/rooms/{room_id}/redact/{event_id}",
    ),
    route(
        "client_redact_once",
        "PUT",
        "/_matrix/client/v3/rooms/{room_id}/redact/{event_id}/{txn_id}",
    ),
    route(
        "client_send",
        "POST",
        "/_matrix/client/v3/rooms/{room_id}/send/{kind}",
    ),
    route(
        "client_send_once",
        "PUT",
        "/_matrix/client/v3/rooms/{room_id}/send/{kind}/{txn_id}",
    ),
    route(
        "client_set_state",
        "PUT",
        "/_matrix/client/v3/rooms/{room_id}/state/{kind}",
    ),
    route(
        "client_set_state_of_key",
        "PUT",
        "/_matrix/client/v3/rooms/{room_id}/state/{kind}/{state_key}",
    ),
    route(
        "client_set_state_of_empty_key",
        "PUT",
        "/_matrix/client/v3/rooms/{room_id}/state/{kind}/",
    ),
    route(
        "client_show_event",
        "GET",
        "/_matrix/client/v3/rooms/{room_id}/event/{event_id}",
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
            if is_entry {
                let message = "No server is known that is in the room";
                return Err(Refusal::new(StatusCode::NOT_FOUND, "M_UNKNOWN", message));
            }
            return Err(Refusal::forbidden(format!("{user} not in room {room}.")));
        };
        let allowed = found.allowed_rooms();
        let mut rooms = allowed.iter().filter_map(|room| self.rooms.get(room));
        let is_let_in = rooms.any(|room| room.is_joined(target));
        found.check_change(user, target, change, is_let_in)?;
        let content = self.member_content(target, change, details);
        self.rooms
            .append(room, Draft::state("m.room.member", target, user, content));
        Ok(())
    }
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

/// Sends an event, once for each transaction.
fn send_once(
    world: &mut World,
    call: &Call,
    user: &str,
    make: impl FnOnce(&mut World) -> Result<Draft, Refusal>,
) -> Answer {
    let transaction = call.segment("txn_id");
    let key = (user.to_owned(), call.target.clone());
    if let Some(event) = world.rooms.transactions.get(&key) {
        return Ok(json!({"event_id": event}).into());
    }
    let mut draft = make(world)?;
    if !transaction.is_empty() {
        draft.transaction = Some(transaction.to_owned());
    }
    let event = world.rooms.append(call.segment("room_id"), draft);
    if !transaction.is_empty() {
        world.rooms.transactions.insert(key, event.clone());
    }
    Ok(json!({"event_id": event}).into())
}

fn send(world: &mut World, call: &Call) -> Answer {
    let user = world.active_caller(call)?.user;
    send_once(world, call, &user, |world| {
        let content = object(call)?;
        let (id, kind) = (call.segment("room_id"), call.segment("kind"));
        let room = world.rooms.get(id).ok_or_else(|| not_in(&user, id))?;
        room.check_event(&user, kind, false)?;
        let needed = ["body", "msgtype"]
            .iter()
            .filter(|_| kind == "m.room.message");
        for name in needed {
            if !content.contains_key(*name) {
                return Err(Refusal::unknown(format!("'{name}' not in content")));
            }
        }
        Ok(Draft::new(kind, &user, Value::Object(content)))
    })
}

fn redact(world: &mut World, call: &Call) -> Answer {
    // Those who are suspended may take back what they have said.
    let user = world.caller(call)?.user;
    send_once(world, call, &user, |world| {
        let body = optional_object(call)?;
        let (id, event) = (call.segment("room_id"), call.segment("event_id"));
        let room = world.rooms.get(id).ok_or_else(|| not_in(&user, id))?;
        room.check_redaction(&user, event)?;
        Ok(redaction(&user, event, body.get("reason")))
    })
}

/// What takes an event back.
pub(super) fn redaction(user: &str, event: &str, reason: Option<&Value>) -> Draft {
    let mut content = json!({"redacts": event});
    if let Some(reason) = reason {
        content["reason"] = reason.clone();
    }
    Draft {
        redacts: Some(event.to_owned()),
        ..Draft::new("m.room.redaction", user, content)
    }
}

fn set_state(world: &mut World, call: &Call) -> Answer {
    let user = world.active_caller(call)?.user;
    let content = object(call)?;
    let (id, kind) = (call.segment("room_id"), call.segment("kind"));
    let room = world.rooms.get(id).ok_or_else(|| not_in(&user, id))?;
    room.check_event(&user, kind, true)?;
    let key = call.segment("state_key");
    let draft = Draft::state(kind, key, &user, Value::Object(content));
    let event = world.rooms.append(id, draft);
    Ok(json!({"event_id": event}).into())
}

fn get_state(world: &mut World, call: &Call) -> Answer {
    let user = world.caller(call)?.user;
    let id = call.segment("room_id");
    let room = world.rooms.get(id).filter(|room| room.is_joined(&user));
    let room = room.ok_or_else(|| not_in(&user, id))?;
    let event = room.state(call.segment("kind"), call.segment("state_key"));
    let event = event.ok_or_else(|| Refusal::not_found("Event not found."))?;
    Ok(Value::Object(event.content().into_owned()).into())
}

fn show_event(world: &mut World, call: &Call) -> Answer {
    let user = world.caller(call)?.user;
    let room = world.rooms.get(call.segment("room_id"));
    let room = room.filter(|room| room.is_joined(&user));
    let found = room.and_then(|room| Some((room, room.find(call.segment("event_id"))?)));
    let (room, event) = found.ok_or_else(|| Refusal::not_found("Event not found."))?;
    Ok(room
        .show(event, Style::Client, world.clock.now(), true)
        .into())
}
