//! Taking back all that a user has said, as a job.

use serde_json::{Value, json};

use super::{
    Guard, Row, World,
    parameters::{check_user_id, object, validation_error},
    refusal::{Answer, Refusal},
};
use crate::sandbox::exchange::Call;

pub(super) const TABLE: &[Row] = &[
    ("get_redact_status", Guard::Admin, get_redact_status),
    ("redact_user_events", Guard::Admin, redact_user_events),
];

const ACTION: &str = "redact_all_events";

fn redact_user_events(world: &mut World, call: &Call) -> Answer {
    let user = call.segment("user_id").to_owned();
    check_user_id(&user)?;
    let body = object(call)?;
    let rooms = match body.get("rooms") {
        Some(Value::Array(rooms)) => rooms,
        Some(other) => {
            let problem = ("list_type", "Input should be a valid list");
            return Err(validation_error("PostBody", "rooms", problem, other));
        }
        None => {
            let problem = ("missing", "Field required");
            let input = Value::Object(body);
            return Err(validation_error("PostBody", "rooms", problem, &input));
        }
    };
    let limit = body.get("limit").and_then(Value::as_i64);
    if limit.is_some_and(|limit| limit < 0) {
        let message = "If limit is provided it must be a non-negative integer greater than 0.";
        return Err(Refusal::unknown(message));
    }
    if world.jobs.is_running(ACTION, &user) {
        let message = format!("Redact already in progress for user {user}");
        return Err(Refusal::unknown(message));
    }
    let rooms: Vec<String> = match rooms.is_empty() {
        true => world
            .rooms
            .joined_or_banned(&user)
            .map(str::to_owned)
            .collect(),
        false => rooms
            .iter()
            .filter_map(|room| room.as_str().map(str::to_owned))
            .collect(),
    };
    let known = rooms
        .iter()
        .find(|room| !world.rooms.rooms.contains_key(*room));
    let outcome = match known {
        Some(unknown) => Err(format!("404: Could not find room_version for {unknown}")),
        None => Ok(json!({"failed_redactions": world.redact_all(&user, &rooms, &body)})),
    };
    let id = world.begin(ACTION, Some(&user), outcome);
    Ok(json!({"redact_id": id}).into())
}

fn get_redact_status(world: &mut World, call: &Call) -> Answer {
    let id = call.segment("redact_id");
    let job = world
        .look_at(ACTION, id)
        .ok_or_else(|| Refusal::not_found(format!("redact id '{id}' not found")))?;
    let mut body = json!({"status": job.state()});
    if let Some(result) = job.result() {
        body["failed_redactions"] = result["failed_redactions"].clone();
    }
    if let Some(error) = job.error() {
        body["error"] = error.into();
    }
    Ok(body.into())
}
