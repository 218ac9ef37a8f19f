//! The list of rooms, and what is known of each.

use std::cmp::Ordering;

use serde_json::{Value, json};

use super::{
    Guard, Row, SERVER_NAME, World,
    parameters::{Window, boolean, choice, is_backwards},
    refusal::{Answer, Refusal},
    rooms::Room,
    user_list::is_like,
};
use crate::sandbox::exchange::Call;

pub(super) const TABLE: &[Row] = &[
    ("get_room", Guard::Admin, get_room),
    ("list_rooms", Guard::Admin, list_rooms),
];

const ORDERS: [&str; 15] = [
    "alphabetical",
    "size",
    "name",
    "canonical_alias",
    "joined_members",
    "joined_local_members",
    "version",
    "creator",
    "encryption",
    "federatable",
    "public",
    "join_rules",
    "guest_access",
    "history_visibility",
    "state_events",
];

/// What the server counts of a room and keeps of its state.
#[derive(Debug)]
pub(super) struct Summary<'a> {
    room: &'a Room,
    pub(super) name: Option<String>,
    pub(super) canonical_alias: Option<String>,
    members: usize,
    encryption: Option<String>,
    is_federatable: bool,
    join_rules: Option<String>,
    guest_access: Option<String>,
    history_visibility: Option<String>,
    kind: Option<String>,
}

impl<'a> Summary<'a> {
    pub(super) fn of(room: &'a Room) -> Self {
        let is_alive = room.is_alive();
        // The state of a room without members is forgotten.
        let text = |kind, field| room.text(kind, field).filter(|_| is_alive);
        let create = room.state("m.room.create", "").filter(|_| is_alive);
        let federate = create.and_then(|create| create.stored().get("m.federate")?.as_bool());
        Self {
            name: text("m.room.name", "name"),
            canonical_alias: text("m.room.canonical_alias", "alias"),
            members: room.joined().count(),
            encryption: text("m.room.encryption", "algorithm"),
            is_federatable: federate.unwrap_or(true),
            join_rules: text("m.room.join_rules", "join_rule"),
            guest_access: text("m.room.guest_access", "guest_access"),
            history_visibility: text("m.room.history_visibility", "history_visibility"),
            kind: text("m.room.create", "type"),
            room,
        }
    }

    fn show(&self) -> Value {
        json!({
            "room_id": self.room.id,
            "name": self.name,
            "canonical_alias": self.canonical_alias,
            "joined_members": self.members,
            "joined_local_members": self.members,
            "version": self.room.version,
            "creator": self.room.creator,
            "encryption": self.encryption,
            "federatable": self.is_federatable,
            "public": self.room.is_published,
            "join_rules": self.join_rules,
            "guest_access": self.guest_access,
            "history_visibility": self.history_visibility,
            "state_events": self.room.state_events(),
            "room_type": self.kind,
        })
    }

    /// Whether a text is in the name or in the alias, up to the name of the server.
    fn is_named(&self, wanted: &str) -> bool {
        let name = self.name.as_deref().unwrap_or_default().to_lowercase();
        let alias = self.canonical_alias.as_deref().unwrap_or_default();
        let alias = alias
            .strip_prefix('#')
            .and_then(|alias| alias.rsplit_once(':'));
        let alias = alias.map_or("", |(alias, _)| alias).to_lowercase();
        is_like(&name, wanted) || is_like(&alias, wanted)
    }

    /// What has no value comes first, as on SQLite.
    fn compare(&self, other: &Self, order: &str) -> Ordering {
        let room = |summary: &Self| summary.room.state_events();
        match order {
            // Large ones come first.
            "size" | "joined_members" | "joined_local_members" => other.members.cmp(&self.members),
            "version" => other.room.version.cmp(&self.room.version),
            "state_events" => room(other).cmp(&room(self)),
            "canonical_alias" => self.canonical_alias.cmp(&other.canonical_alias),
            "creator" => self.room.creator.cmp(&other.room.creator),
            "encryption" => self.encryption.cmp(&other.encryption),
            "federatable" => self.is_federatable.cmp(&other.is_federatable),
            "public" => self.room.is_published.cmp(&other.room.is_published),
            "join_rules" => self.join_rules.cmp(&other.join_rules),
            "guest_access" => self.guest_access.cmp(&other.guest_access),
            "history_visibility" => self.history_visibility.cmp(&other.history_visibility),
            _ => self.name.cmp(&other.name),
        }
    }
}

fn list_rooms(world: &mut World, call: &Call) -> Answer {
    let window = Window::of(call)?;
    let order = choice(call, "order_by", &ORDERS)?.unwrap_or("name");
    let search = call.query("search_term");
    if search == Some("") {
        return Err(Refusal::invalid("search_term cannot be an empty string"));
    }
    let is_backwards = is_backwards(call)?.unwrap_or(false);
    let public = boolean(call, "public_rooms")?;
    let empty = boolean(call, "empty_rooms")?;
    let lower = search.map(str::to_lowercase);
    let mut found: Vec<Summary<'_>> = world.rooms.iter().map(Summary::of).collect();
    found.retain(|summary| {
        let passes = public.is_none_or(|public| public == summary.room.is_published)
            && empty.is_none_or(|empty| empty == (summary.members == 0));
        match (search, &lower) {
            // The other filters narrow a search by id only, and so does this.
            (Some(id), Some(lower)) => summary.is_named(lower) || (summary.room.id == id && passes),
            _ => passes,
        }
    });
    found.sort_by(|left, right| {
        let order = left.compare(right, order);
        let order = order.then_with(|| left.room.id.cmp(&right.room.id));
        if is_backwards { order.reverse() } else { order }
    });
    let total = found.len();
    let rooms: Vec<Value> = window.cut(found).iter().map(Summary::show).collect();
    let mut body = json!({"offset": window.from, "rooms": rooms, "total_rooms": total});
    let next = window.from.saturating_add(window.limit);
    if next < total {
        body["next_batch"] = next.into();
    }
    if window.from > 0 {
        body["prev_batch"] = window.from.saturating_sub(window.limit).into();
    }
    Ok(body.into())
}

fn get_room(world: &mut World, call: &Call) -> Answer {
    let room = world.rooms.get(call.segment("room_id"));
    let room = room.ok_or_else(room_not_found)?;
    let is_alive = room.is_alive();
    let text = |kind, field| room.text(kind, field).filter(|_| is_alive);
    let local = room.joined().filter(|user| user.ends_with(SERVER_NAME));
    let devices: usize = local.map(|user| world.devices.of(user).count()).sum();
    let mut body = Summary::of(room).show();
    body["avatar"] = text("m.room.avatar", "url").into();
    body["topic"] = text("m.room.topic", "topic").into();
    body["joined_local_devices"] = devices.into();
    body["forgotten"] = room.is_forgotten.into();
    body["tombstoned"] = room.state("m.room.tombstone", "").is_some().into();
    body["replacement_room"] = text("m.room.tombstone", "replacement_room").into();
    Ok(body.into())
}

pub(super) fn room_not_found() -> Refusal {
    Refusal::not_found("Room not found")
}
