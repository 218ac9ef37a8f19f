//! Spaces, which are rooms that lead to others.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{
    Guard, Row, World,
    event::Event,
    parameters::integer,
    refusal::{Answer, Refusal},
    room_list::Summary,
    rooms::{Room, Rooms},
};
use crate::sandbox::exchange::Call;

pub(super) const TABLE: &[Row] = &[("get_room_hierarchy", Guard::Admin, get_room_hierarchy)];

/// The most rooms of a page.
const LARGEST_PAGE: usize = 50;

/// Walks that have not come to their end, by the token with which they go on.
pub(super) type Walks = BTreeMap<String, Walk>;

/// A walk: what it was asked for, and how many rooms it has shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Walk {
    room: String,
    depth: Option<i64>,
    shown: usize,
}

/// The rooms that a space leads to, in their order.
fn children(room: &Room) -> Vec<&Event> {
    let is_space = room.text("m.room.create", "type").as_deref() == Some("m.space");
    let events = room
        .all_state()
        .filter(|event| event.kind() == "m.space.child");
    let leads = |event: &&Event| event.content().get("via").is_some_and(Value::is_array);
    let mut found: Vec<&Event> = events.filter(|event| is_space && leads(event)).collect();
    found.sort_by_cached_key(|event| {
        let order = event.text("order").filter(|order| {
            let is_plain = order.bytes().all(|byte| (b' '..=b'~').contains(&byte));
            is_plain && order.len() <= 50
        });
        // Those without an order come last, the oldest of them first.
        let key = event.state_key().unwrap_or_default().to_owned();
        (order.is_none(), order, event.moment, key)
    });
    found
}

/// The ids of a space and of all that hangs on it, each once, the deep before the next.
fn walk(rooms: &Rooms, start: &str, depth: Option<i64>) -> Vec<String> {
    let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
    let mut waiting = vec![(start.to_owned(), 0)];
    while let Some((id, level)) = waiting.pop() {
        let Some(room) = rooms.get(&id).filter(|room| room.is_alive()) else {
            continue;
        };
        if !seen.insert(id.clone()) {
            continue;
        }
        found.push(id);
        if depth.is_none_or(|depth| level < depth) {
            let children = children(room).into_iter().rev();
            let children = children.filter_map(|child| child.state_key());
            waiting.extend(children.map(|child| (child.to_owned(), level + 1)));
        }
    }
    found
}

fn show(room: &Room) -> Value {
    let children = children(room).into_iter().map(|event| {
        json!({
            "type": event.kind(),
            "state_key": event.state_key(),
            "content": event.content(),
            "sender": event.sender(),
            "origin_server_ts": event.moment,
        })
    });
    let summary = Summary::of(room);
    let is = |kind, field, value| room.text(kind, field).as_deref() == Some(value);
    let mut shown = json!({
        "room_id": room.id,
        "room_version": room.version,
        "num_joined_members": room.joined().count(),
        "world_readable": is("m.room.history_visibility", "history_visibility", "world_readable"),
        "guest_can_join": is("m.room.guest_access", "guest_access", "can_join"),
        "children_state": children.collect::<Value>(),
    });
    for (field, value) in [
        ("name", summary.name),
        ("canonical_alias", summary.canonical_alias),
        ("topic", room.text("m.room.topic", "topic")),
        ("avatar_url", room.text("m.room.avatar", "url")),
        ("room_type", room.text("m.room.create", "type")),
        ("encryption", room.text("m.room.encryption", "algorithm")),
        ("join_rule", room.text("m.room.join_rules", "join_rule")),
    ] {
        // What has no value is left out.
        if let Some(value) = value {
            shown[field] = value.into();
        }
    }
    if room.join_rule().ends_with("restricted") {
        shown["allowed_room_ids"] = room.allowed_rooms().into();
    }
    shown
}

fn get_room_hierarchy(world: &mut World, call: &Call) -> Answer {
    let depth = integer(call, "max_depth")?;
    let limit = integer(call, "limit")?.map_or(LARGEST_PAGE, |limit| {
        usize::try_from(limit).map_or(LARGEST_PAGE, |limit| limit.min(LARGEST_PAGE))
    });
    let start = call.segment("room_id");
    let mut walked = Walk {
        room: start.to_owned(),
        depth,
        shown: 0,
    };
    if let Some(token) = call.query("from") {
        let begun = world.rooms.walks.get(token);
        let begun = begun.filter(|begun| begun.room == start && begun.depth == depth);
        let begun = begun.ok_or_else(|| Refusal::invalid("Unknown pagination token"))?;
        walked.shown = begun.shown;
    }
    let found = walk(&world.rooms, start, depth);
    if found.is_empty() {
        return Err(Refusal::internal());
    }
    let page = found.iter().skip(walked.shown).take(limit);
    let rooms: Vec<Value> = page
        .filter_map(|id| world.rooms.get(id))
        .map(show)
        .collect();
    walked.shown += rooms.len();
    let mut body = json!({"rooms": rooms});
    if walked.shown < found.len() {
        let token = world.random.letters(24);
        body["next_batch"] = token.as_str().into();
        world.rooms.walks.insert(token, walked);
    }
    Ok(body.into())
}
