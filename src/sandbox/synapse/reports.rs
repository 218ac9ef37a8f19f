//! What users tell the administrators of events and of one another.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{
    Guard, Row, World,
    event::{Event, Known as _},
    parameters::{Window, is_backwards, object, text, validation_error},
    refusal::{Answer, Refusal},
    room_list::Summary,
    rooms::{Room, Rooms},
    user_list::is_like,
};
use crate::{
    operation::{Operation, route},
    sandbox::exchange::Call,
};

pub(super) const TABLE: &[Row] = &[
    ("client_report_event", Guard::User, report_event),
    ("client_report_room", Guard::User, report_room),
    ("client_report_user", Guard::User, report_user),
    ("delete_event_report", Guard::Admin, delete_event_report),
    ("delete_user_report", Guard::Admin, delete_user_report),
    ("get_event_report", Guard::Admin, get_event_report),
    ("get_user_report", Guard::Admin, get_user_report),
    ("list_event_reports", Guard::Admin, list_event_reports),
    ("list_user_reports", Guard::Admin, list_user_reports),
];

pub(super) const ROUTES: &[Operation] = &[
    route(
        "client_report_event",
        "POST",
        "/_matrix/client/v3/rooms/{room_id}/report/{event_id}",
    ),
    route(
        "client_report_room",
        "POST",
        "/_matrix/client/v3/rooms/{room_id}/report",
    ),
    route(
        "client_report_user",
        "POST",
        "/_matrix/client/v3/users/{user_id}/report",
    ),
];

/// What somebody has told, and of whom or what.
#[derive(Debug, Clone)]
struct Report {
    moment: i64,
    user: String,
    /// A user or an event.
    about: String,
    reason: Value,
    score: Value,
}

/// All reports that have not been deleted, by their numbers.
#[derive(Debug, Default)]
pub(super) struct Reports {
    events: BTreeMap<i64, Report>,
    users: BTreeMap<i64, Report>,
    /// The latest number of an event's report, and of a user's.
    latest: (i64, i64),
}

fn report_event(world: &mut World, call: &Call) -> Answer {
    let user = world.caller(call)?.user;
    let body = object(call)?;
    let reason = body.get("reason").cloned().unwrap_or_default();
    if !(reason.is_string() || reason.is_null()) {
        return Err(Refusal::bad_json("Param 'reason' must be a string"));
    }
    let score = body.get("score").cloned().unwrap_or_default();
    if !(score.is_i64() || score.is_null()) {
        return Err(Refusal::bad_json("Param 'score' must be an integer"));
    }
    let room = world.rooms.get(call.segment("room_id"));
    let room = room.filter(|room| room.is_joined(&user));
    let event = room.and_then(|room| room.find(call.segment("event_id")));
    let about = event.map(|event| event.id.clone()).ok_or_else(|| {
        Refusal::not_found("Only events that are there and can be seen can be reported")
    })?;
    let report = Report {
        moment: world.clock.now(),
        user,
        about,
        reason,
        score,
    };
    world.reports.latest.0 += 1;
    world.reports.events.insert(world.reports.latest.0, report);
    Ok(json!({}).into())
}

/// The reason of a report that has to have one.
fn reason(call: &Call) -> Result<Value, Refusal> {
    let body: Map<String, Value> = object(call)?;
    match body.get("reason") {
        Some(reason @ Value::String(_)) => Ok(reason.clone()),
        Some(other) => {
            let problem = ("string_type", "Input should be a valid string");
            Err(validation_error("PostBody", "reason", problem, other))
        }
        None => {
            let problem = ("missing", "Field required");
            Err(validation_error(
                "PostBody",
                "reason",
                problem,
                &Value::Object(body),
            ))
        }
    }
}

/// Reports of rooms are kept where no operation finds them.
fn report_room(world: &mut World, call: &Call) -> Answer {
    reason(call)?;
    match world.rooms.get(call.segment("room_id")) {
        Some(_) => Ok(json!({}).into()),
        None => Err(Refusal::not_found("Room does not exist")),
    }
}

fn report_user(world: &mut World, call: &Call) -> Answer {
    let user = world.caller(call)?.user;
    let reason = reason(call)?;
    let about = call.segment("user_id").to_owned();
    // Whoever asks does not learn whether there is such a user.
    if world.accounts.contains(&about) {
        let report = Report {
            moment: world.clock.now(),
            user,
            about,
            reason,
            score: Value::Null,
        };
        world.reports.latest.1 += 1;
        world.reports.users.insert(world.reports.latest.1, report);
    }
    Ok(json!({}).into())
}

/// The number of the path.
fn number(call: &Call) -> Result<i64, Refusal> {
    let text = call.segment("report_id");
    if text.is_empty() || !text.bytes().all(|digit| digit.is_ascii_digit()) {
        let message = "The report_id parameter must be a string representing a positive integer.";
        return Err(Refusal::invalid(message));
    }
    // The server's database fails beyond 64 bits.
    text.parse().map_err(|_| Refusal::internal())
}

/// A page of reports: all that pass, in the order that was asked for.
fn page(call: &Call, key: &str, found: impl DoubleEndedIterator<Item = Value>) -> Answer {
    let window = Window::of(call)?;
    let found: Vec<Value> = match is_backwards(call)?.unwrap_or(true) {
        true => found.rev().collect(),
        false => found.collect(),
    };
    let total = found.len();
    let shown = window.cut(found);
    let next = window.next(shown.len(), total);
    let mut body = json!({key: shown, "total": total});
    if let Some(next) = next {
        body["next_token"] = next.into();
    }
    Ok(body.into())
}

/// A filter by any part of an id.
fn part<'a>(call: &'a Call, name: &str) -> Result<impl Fn(&str) -> bool + use<'a>, Refusal> {
    let wanted = text(call, name)?.map(str::to_lowercase);
    Ok(move |id: &str| {
        let mut wanted = wanted.iter();
        wanted.all(|wanted| is_like(&id.to_lowercase(), wanted))
    })
}

/// A report of an event with what it is about. Where that is gone, so is the report.
fn describe<'a>(
    rooms: &'a Rooms,
    id: i64,
    report: &Report,
) -> Option<(Value, &'a Room, &'a Event)> {
    let (room, event) = rooms.event(&report.about)?;
    let summary = Summary::of(room);
    let shown = json!({
        "id": id,
        "received_ts": report.moment,
        "room_id": room.id,
        "event_id": event.id,
        "user_id": report.user,
        "score": report.score,
        "reason": report.reason,
        "sender": event.sender(),
        "canonical_alias": summary.canonical_alias,
        "name": summary.name,
    });
    Some((shown, room, event))
}

fn list_event_reports(world: &mut World, call: &Call) -> Answer {
    let is_user = part(call, "user_id")?;
    let is_room = part(call, "room_id")?;
    let sender = text(call, "event_sender_user_id")?.filter(|sender| !sender.is_empty());
    let reports = world.reports.events.iter().filter_map(|(id, report)| {
        let (shown, room, event) = describe(&world.rooms, *id, report)?;
        let passes = is_user(&report.user)
            && is_room(&room.id)
            && sender.is_none_or(|sender| sender == event.sender());
        passes.then_some(shown)
    });
    page(call, "event_reports", reports)
}

fn event_report_not_found() -> Refusal {
    Refusal::not_found("Event report not found")
}

fn get_event_report(world: &mut World, call: &Call) -> Answer {
    let id = number(call)?;
    let report = world.reports.events.get(&id);
    let found = report.and_then(|report| describe(&world.rooms, id, report));
    let (mut shown, room, event) = found.ok_or_else(event_report_not_found)?;
    let mut stored = room.federate(event, event.stored());
    stored["unsigned"] = json!({"age_ts": event.moment});
    shown["event_json"] = stored;
    Ok(shown.into())
}

fn delete_event_report(world: &mut World, call: &Call) -> Answer {
    let deleted = world.reports.events.remove(&number(call)?);
    deleted.ok_or_else(event_report_not_found)?;
    Ok(json!({}).into())
}

impl Report {
    /// A report of a user.
    fn show(&self, id: i64) -> Value {
        json!({
            "id": id,
            "received_ts": self.moment,
            "target_user_id": self.about,
            "user_id": self.user,
            "reason": self.reason,
        })
    }
}

fn list_user_reports(world: &mut World, call: &Call) -> Answer {
    let is_user = part(call, "user_id")?;
    let is_target = part(call, "target_user_id")?;
    let reports = world.reports.users.iter();
    let reports = reports
        .filter(|(_, report)| is_user(&report.user) && is_target(&report.about))
        .map(|(id, report)| report.show(*id));
    page(call, "user_reports", reports)
}

fn user_report_not_found() -> Refusal {
    Refusal::not_found("User report not found")
}

fn get_user_report(world: &mut World, call: &Call) -> Answer {
    let id = number(call)?;
    let report = world.reports.users.get(&id);
    Ok(report.ok_or_else(user_report_not_found)?.show(id).into())
}

fn delete_user_report(world: &mut World, call: &Call) -> Answer {
    let deleted = world.reports.users.remove(&number(call)?);
    deleted.ok_or_else(user_report_not_found)?;
    Ok(json!({}).into())
}
