//! Taking back all that a user has said, as a job.

use serde_json::{Map, Value, json};

use super::{
    Guard, Row, World,
    parameters::{check_user_id, object, validation_error},
    refusal::{Answer, Refusal},
    room_events::redaction,
};
use crate::sandbox::exchange::Call;

pub(super) const TABLE: &[Row] = &[
    ("get_redact_status", Guard::Admin, get_redact_status),
    ("redact_user_events", Guard::Admin, redact_user_events),
];

const ACTION: &str = "redact_all_events";

/// The most events of a room that are redacted, unless somebody says otherwise.
const LIMIT: usize = 1000;

const INTEGER: (&str, &str) = ("int_type", "Input should be a valid integer");

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
    check_wishes(&body)?;
    let limit = body.get("limit").and_then(Value::as_i64);
    if limit.is_some_and(|limit| limit < 0) {
        let message = "If limit is provided it must be a non-negative integer greater than 0.";
        return Err(Refusal::unknown(message));
    }
    if world.jobs.is_running(ACTION, &user) {
        let message = format!("Redact already in progress for user {user}");
        return Err(Refusal::unknown(message));
    }
    let rooms: Vec<String> = if rooms.is_empty() {
        world
            .rooms
            .joined_or_banned(&user)
            .map(str::to_owned)
            .collect()
    } else {
        rooms
            .iter()
            .filter_map(|room| room.as_str().map(str::to_owned))
            .collect()
    };
    let unknown = rooms.iter().find(|room| world.rooms.get(room).is_none());
    let outcome = if let Some(unknown) = unknown {
        Err(format!("404: Could not find room_version for {unknown}"))
    } else {
        let redactor = if body.get("use_admin") == Some(&Value::Bool(true)) {
            world.caller(call)?.user
        } else {
            user.clone()
        };
        let failed = world.redact_all(&user, &redactor, &rooms, &body);
        Ok(json!({"failed_redactions": failed}))
    };
    let id = world.begin(ACTION, Some(&user), outcome);
    Ok(json!({"redact_id": id}).into())
}

/// Refuses wishes of the wrong kind. Null is like no wish.
fn check_wishes(body: &Map<String, Value>) -> Result<(), Refusal> {
    type Check = fn(&Value) -> bool;
    let checks: [(&str, Check, (&str, &str)); 5] = [
        ("limit", Value::is_i64, INTEGER),
        ("after_ts", Value::is_i64, INTEGER),
        ("before_ts", Value::is_i64, INTEGER),
        (
            "reason",
            Value::is_string,
            ("string_type", "Input should be a valid string"),
        ),
        (
            "use_admin",
            Value::is_boolean,
            ("bool_type", "Input should be a valid boolean"),
        ),
    ];
    for (name, is_right, problem) in checks {
        let wish = body.get(name).filter(|wish| !wish.is_null());
        if let Some(wrong) = wish.filter(|wish| !is_right(wish)) {
            return Err(validation_error("PostBody", name, problem, wrong));
        }
    }
    Ok(())
}

impl World {
    /// Takes back the latest that a user has said in rooms; gives the events for which that failed, with
    /// the reason.
    fn redact_all(
        &mut self,
        user: &str,
        redactor: &str,
        rooms: &[String],
        wishes: &Map<String, Value>,
    ) -> Map<String, Value> {
        let number = |name: &str| wishes.get(name).and_then(Value::as_i64);
        let limit = number("limit").and_then(|limit| usize::try_from(limit).ok());
        let limit = limit.filter(|limit| *limit > 0).unwrap_or(LIMIT);
        let after = number("after_ts").unwrap_or(i64::MIN);
        let before = number("before_ts").unwrap_or(i64::MAX);
        let reason = wishes.get("reason").filter(|reason| reason.is_string());
        let mut failed = Map::new();
        for id in rooms {
            let room = self.rooms.get(id);
            let events = room.into_iter().flat_map(|room| room.timeline().rev());
            let events = events.filter(|event| {
                let is_said = match event.kind() {
                    "m.room.member" => event.membership() == "join",
                    kind => matches!(kind, "m.room.message" | "m.room.encrypted"),
                };
                is_said && event.sender() == user && (after..=before).contains(&event.moment)
            });
            let events = events
                .take(limit)
                .filter(|event| event.redacted_by.is_none());
            let events: Vec<String> = events.map(|event| event.id.clone()).collect();
            for event in events {
                let room = self.rooms.get(id);
                let check = room.map(|room| room.check_redaction(redactor, &event));
                if let Some(Err(refusal)) = check {
                    let text = format!("{}: {} (None)", refusal.status.as_u16(), refusal.message);
                    failed.insert(event, text.into());
                } else {
                    self.rooms.append(id, redaction(redactor, &event, reason));
                }
            }
        }
        failed
    }
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
