//! Messages of the server to a user, in a room that the server keeps for that.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{
    Guard, Row, World,
    accounts::local_id,
    event::Draft,
    parameters::{check_user_id, is_local, object, require},
    refusal::{Answer, Refusal},
    users::user_not_found,
};
use crate::sandbox::exchange::Call;

pub(super) const TABLE: &[Row] = &[
    ("send_server_notice", Guard::Admin, send_server_notice),
    (
        "send_server_notice_txn",
        Guard::Admin,
        send_server_notice_txn,
    ),
];

/// What was sent: the room of each user, and the answers to what may be repeated.
#[derive(Debug, Default)]
pub(super) struct Notices {
    rooms: BTreeMap<String, String>,
    /// By sender and transaction.
    sent: BTreeMap<(String, String), Value>,
}

fn send_server_notice(world: &mut World, call: &Call) -> Answer {
    Ok(send(world, call)?.into())
}

fn send_server_notice_txn(world: &mut World, call: &Call) -> Answer {
    let sender = world.caller(call)?.user;
    let transaction = (sender, call.segment("txn_id").to_owned());
    if let Some(answer) = world.notices.sent.get(&transaction) {
        return Ok(answer.clone().into());
    }
    let answer = send(world, call)?;
    world.notices.sent.insert(transaction, answer.clone());
    Ok(answer.into())
}

fn send(world: &mut World, call: &Call) -> Result<Value, Refusal> {
    let body = object(call)?;
    require(&body, &["user_id", "content"])?;
    let kind = match body.get("type") {
        None => "m.room.message",
        Some(kind) => kind
            .as_str()
            .ok_or_else(|| Refusal::unknown("Not 'type' a string type"))?,
    };
    let user = body["user_id"].as_str().ok_or_else(Refusal::internal)?;
    check_user_id(user)?;
    if !is_local(user) {
        let message = "Server notices can only be sent to local users";
        return Err(Refusal::unknown(message));
    }
    if !world.accounts.contains(user) {
        return Err(user_not_found());
    }
    let content = body["content"].as_object().ok_or_else(Refusal::internal)?;
    check_content(kind, content)?;
    let room = world.notice_room(user)?;
    let state_key = body.get("state_key").and_then(Value::as_str);
    let draft = Draft {
        state_key: state_key.map(str::to_owned),
        ..Draft::new(kind, &local_id("notices"), Value::Object(content.clone()))
    };
    let event = world.rooms.append(&room, draft);
    Ok(json!({"event_id": event}))
}

/// Refuses messages that no client could show.
fn check_content(kind: &str, content: &Map<String, Value>) -> Result<(), Refusal> {
    if kind != "m.room.message" {
        return Ok(());
    }
    for name in ["body", "msgtype"] {
        if !content.contains_key(name) {
            return Err(Refusal::unknown(format!("'{name}' not in content")));
        }
    }
    Ok(())
}

impl World {
    /// The room in which a user is told things, to which the user is invited.
    fn notice_room(&mut self, user: &str) -> Result<String, Refusal> {
        if let Some(room) = self.notices.rooms.get(user) {
            return Ok(room.clone());
        }
        let wish = json!({"preset": "private_chat", "name": "Server Notices", "invite": [user]});
        let wish = wish.as_object().cloned().unwrap_or_default();
        let room = self.create_room(&local_id("notices"), &wish)?;
        self.notices.rooms.insert(user.to_owned(), room.clone());
        Ok(room)
    }
}
