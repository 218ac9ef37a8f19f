//! History that is purged.

use serde_json::{Map, Value, json};

use super::{
    Guard, Row, World,
    event::Event,
    parameters::{is_local, optional_object},
    refusal::{Answer, Refusal},
    rooms::Room,
};
use crate::sandbox::exchange::Call;

pub(super) const TABLE: &[Row] = &[
    (
        "get_purge_history_status",
        Guard::Admin,
        get_purge_history_status,
    ),
    ("purge_history", Guard::Admin, purge_history),
    (
        "purge_history_up_to_event",
        Guard::Admin,
        purge_history_up_to_event,
    ),
];

/// What the list of tasks calls it.
const ACTION: &str = "purge_history";

impl Room {
    /// Takes all events before a place out of the timeline. The state stays, and what local users have
    /// said stays unless that is to go too; but nobody sees it in the room.
    fn purge(&mut self, depth: i64, with_local: bool) {
        let is_old = |event: &Event| event.depth < depth && !event.is_outlier;
        let is_needed = |event: &Event| {
            event.state_key().is_some() || (is_local(event.sender()) && !with_local)
        };
        self.retain(|event| !is_old(event) || is_needed(event));
        for event in &mut self.events {
            event.is_outlier |= event.depth < depth;
        }
    }
}

fn purge_history(world: &mut World, call: &Call) -> Answer {
    purge(world, call, None)
}

fn purge_history_up_to_event(world: &mut World, call: &Call) -> Answer {
    purge(world, call, Some(call.segment("event_id").to_owned()))
}

fn purge(world: &mut World, call: &Call, event: Option<String>) -> Answer {
    let body = optional_object(call)?;
    let id = call.segment("room_id");
    let depth = match event {
        Some(event) => depth_of(world, id, &event)?,
        None => depth_of_body(world, id, &body)?,
    };
    let with_local = body.get("delete_local_events") == Some(&Value::Bool(true));
    if let Some(room) = world.rooms.get_mut(id) {
        room.purge(depth, with_local);
    }
    let purge = world.begin(ACTION, Some(id), Ok(Value::Null));
    Ok(json!({"purge_id": purge}).into())
}

/// Where a purge stops that names its end in the body.
fn depth_of_body(world: &World, room: &str, body: &Map<String, Value>) -> Result<i64, Refusal> {
    match (body.get("purge_up_to_event_id"), body.get("purge_up_to_ts")) {
        (Some(Value::String(event)), _) => depth_of(world, room, event),
        // The server looks for it as it came.
        (Some(_), _) => Err(Refusal::internal()),
        (None, None) => Err(Refusal::bad_json(
            "must specify purge_up_to_event_id or purge_up_to_ts",
        )),
        (None, Some(moment)) => {
            let moment = moment.as_i64();
            let moment =
                moment.ok_or_else(|| Refusal::bad_json("purge_up_to_ts must be an int"))?;
            let room = world.rooms.get(room);
            let mut events = room.into_iter().flat_map(Room::timeline);
            let last = events.rfind(|event| event.moment <= moment);
            let last = last.map(|event| event.depth);
            last.ok_or_else(|| Refusal::not_found("there is no event to be purged"))
        }
    }
}

fn depth_of(world: &World, room: &str, event: &str) -> Result<i64, Refusal> {
    let found = world.rooms.event(event);
    let (found, event) = found.ok_or_else(|| Refusal::not_found("Event not found."))?;
    match found.id == room {
        true => Ok(event.depth),
        false => Err(Refusal::unknown("Event is for wrong room.")),
    }
}

fn get_purge_history_status(world: &mut World, call: &Call) -> Answer {
    let id = call.segment("purge_id");
    let job = world.look_at(ACTION, id);
    let job = job.ok_or_else(|| Refusal::not_found(format!("purge id '{id}' not found")))?;
    let status = match job.state() {
        // Waiting is a kind of being at it.
        "scheduled" => "active",
        state => state,
    };
    let mut body = json!({"status": status});
    if let Some(error) = job.error() {
        body["error"] = error.into();
    }
    Ok(body.into())
}
