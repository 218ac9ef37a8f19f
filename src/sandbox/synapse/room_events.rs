//! What is said in rooms and taken back, and the state that members set: routes of the client-server API,
//! with which tests bring a state about.

use serde_json::{Value, json};

use super::{
    Guard, Row, World,
    event::{Draft, Known as _, Style},
    parameters::{object, optional_object},
    refusal::{Answer, Refusal},
    room_rules::not_in,
};
use crate::{
    operation::{Operation, route},
    sandbox::exchange::Call,
};

pub(super) const TABLE: &[Row] = &[
    ("client_get_state", Guard::User, get_state),
    ("client_get_state_of_key", Guard::User, get_state),
    ("client_get_state_of_empty_key", Guard::User, get_state),
    ("client_redact", Guard::User, redact),
    ("client_redact_once", Guard::User, redact),
    ("client_send", Guard::User, send),
    ("client_send_once", Guard::User, send),
    ("client_set_state", Guard::User, set_state),
    ("client_set_state_of_key", Guard::User, set_state),
    ("client_set_state_of_empty_key", Guard::User, set_state),
    ("client_show_event", Guard::User, show_event),
];

pub(super) const ROUTES: &[Operation] = &[
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
];

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
