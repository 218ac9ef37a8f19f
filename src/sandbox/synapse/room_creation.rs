//! How rooms come about: those that users create, and those that a sandbox begins with.

use serde_json::{Map, Value, json};

use super::{
    Guard, Row, SERVER_NAME, World,
    event::Draft,
    parameters::{check_user_id, object},
    refusal::{Answer, Refusal},
    room_rules::Change,
};
use crate::{
    operation::{Operation, route},
    sandbox::{exchange::Call, random::Random},
};

pub(super) const TABLE: &[Row] = &[("create_room", Guard::User, create_room)];

pub(super) const ROUTES: &[Operation] = &[route(
    "create_room",
    "POST",
    "/_matrix/client/v3/createRoom",
)];

/// The version of rooms for which nobody asks for another.
const VERSION: &str = "12";
const VERSIONS: [&str; 12] = [
    "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12",
];

const ADJECTIVES: [&str; 8] = [
    "Quiet", "Green", "Old", "Upper", "Sunny", "Little", "Open", "Far",
];
const PLACES: [&str; 10] = [
    "Attic", "Balcony", "Cellar", "Den", "Garden", "Hall", "Kitchen", "Library", "Office",
    "Terrace",
];
const WORDS: [&str; 6] = [
    "Good morning",
    "Who has the key?",
    "Lunch at noon",
    "I am late",
    "Thank you all",
    "See you tomorrow",
];

/// What a room is made of unless more is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Preset {
    Private,
    Trusted,
    Public,
}

impl Preset {
    fn of(wish: &Map<String, Value>) -> Result<Self, Refusal> {
        let is_public = wish.get("visibility") == Some(&json!("public"));
        match wish.get("preset").and_then(Value::as_str) {
            None if is_public => Ok(Self::Public),
            None | Some("private_chat") => Ok(Self::Private),
            Some("trusted_private_chat") => Ok(Self::Trusted),
            Some("public_chat") => Ok(Self::Public),
            Some(other) => Err(Refusal::bad_json(format!(
                "'{other}' is not a valid preset"
            ))),
        }
    }
}

fn create_room(world: &mut World, call: &Call) -> Answer {
    let caller = world.active_caller(call)?;
    let wish = object(call)?;
    let room = world.create_room(&caller.user, &wish)?;
    Ok(json!({"room_id": room}).into())
}

fn text<'a>(wish: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    wish.get(name).and_then(Value::as_str)
}

fn texts<'a>(wish: &'a Map<String, Value>, name: &str) -> Vec<&'a str> {
    let texts = wish.get(name).and_then(Value::as_array);
    let texts = texts.into_iter().flatten();
    texts.filter_map(Value::as_str).collect()
}

/// The content of the first event of a room.
fn creation(creator: &str, version: &str, preset: Preset, wish: &Map<String, Value>) -> Value {
    let mut content = wish
        .get("creation_content")
        .filter(|content| content.is_object())
        .cloned()
        .unwrap_or_else(|| json!({}));
    content["room_version"] = version.into();
    match version {
        "12" if preset == Preset::Trusted && !texts(wish, "invite").is_empty() => {
            content["additional_creators"] = json!(texts(wish, "invite"));
        }
        "11" | "12" => {}
        _ => content["creator"] = creator.into(),
    }
    content
}

/// Who has which power in a new room.
fn power_levels(creator: &str, version: &str, preset: Preset, wish: &Map<String, Value>) -> Value {
    let is_mighty = version == "12";
    let mut levels = json!({
        "users": {},
        "users_default": 0,
        "events": {
            "m.room.name": 50,
            "m.room.power_levels": 100,
            "m.room.history_visibility": 100,
            "m.room.canonical_alias": 50,
            "m.room.avatar": 50,
            "m.room.tombstone": if is_mighty { 150 } else { 100 },
            "m.room.server_acl": 100,
            "m.room.encryption": 100,
        },
        "events_default": 0,
        "state_default": 50,
        "ban": 50,
        "kick": 50,
        "redact": 50,
        "invite": if preset == Preset::Public { 50 } else { 0 },
        "historical": 100,
    });
    if preset == Preset::Public {
        // Calls would reach everybody.
        levels["events"]["m.call.invite"] = 50.into();
    }
    if !is_mighty {
        levels["users"][creator] = 100.into();
        let trusted = texts(wish, "invite").into_iter();
        for user in trusted.filter(|_| preset == Preset::Trusted) {
            levels["users"][user] = 100.into();
        }
    }
    let more = wish.get("power_level_content_override");
    for (name, value) in more.and_then(Value::as_object).into_iter().flatten() {
        levels[name] = value.clone();
    }
    levels
}

impl World {
    /// Creates a room as a user wishes it.
    pub(super) fn create_room(
        &mut self,
        creator: &str,
        wish: &Map<String, Value>,
    ) -> Result<String, Refusal> {
        let preset = Preset::of(wish)?;
        let version = text(wish, "room_version").unwrap_or(VERSION);
        if !VERSIONS.contains(&version) {
            let message = "The server does not know this version of rooms";
            return Err(Refusal::bad("M_UNSUPPORTED_ROOM_VERSION", message));
        }
        for guest in texts(wish, "invite") {
            let invalid = |_| Refusal::unknown(format!("Invalid user_id: {guest}"));
            check_user_id(guest).map_err(invalid)?;
        }
        let alias = text(wish, "room_alias_name").map(|name| format!("#{name}:{SERVER_NAME}"));
        if let Some(alias) = &alias
            && self.rooms.aliases.contains_key(alias)
        {
            return Err(Refusal::bad("M_ROOM_IN_USE", "Room alias already taken"));
        }
        let room = self.rooms.open(version, creator);
        let set = |world: &mut Self, kind: &str, content: Value| {
            world
                .rooms
                .append(&room, Draft::state(kind, "", creator, content));
        };
        set(
            self,
            "m.room.create",
            creation(creator, version, preset, wish),
        );
        let own = self.member_content(creator, Change::Join, &Map::new());
        self.rooms
            .append(&room, Draft::state("m.room.member", creator, creator, own));
        let levels = power_levels(creator, version, preset, wish);
        set(self, "m.room.power_levels", levels);
        if let Some(alias) = alias {
            self.rooms.aliases.insert(alias.clone(), room.clone());
            set(self, "m.room.canonical_alias", json!({"alias": alias}));
        }
        self.set_initial_state(&room, creator, preset, wish);
        if let Some(name) = text(wish, "name") {
            set(self, "m.room.name", json!({"name": name}));
        }
        if let Some(topic) = text(wish, "topic") {
            let plain = json!({"m.text": [{"body": topic}]});
            set(
                self,
                "m.room.topic",
                json!({"topic": topic, "m.topic": plain}),
            );
        }
        let is_published = text(wish, "visibility") == Some("public");
        if let Some(room) = self.rooms.get_mut(&room) {
            room.is_published = is_published;
        }
        let mut details = Map::new();
        if wish.get("is_direct") == Some(&Value::Bool(true)) {
            details.insert("is_direct".to_owned(), Value::Bool(true));
        }
        for guest in texts(wish, "invite") {
            self.change_membership(&room, creator, guest, Change::Invite, &details)?;
        }
        Ok(room)
    }

    /// Sets what the preset says, and what the wish says beside or instead of it.
    fn set_initial_state(
        &mut self,
        room: &str,
        creator: &str,
        preset: Preset,
        wish: &Map<String, Value>,
    ) {
        let wished = wish.get("initial_state").and_then(Value::as_array);
        let mut wished: Vec<(&str, &str, Value)> = wished
            .into_iter()
            .flatten()
            .filter_map(|event| {
                let key = event["state_key"].as_str().unwrap_or_default();
                Some((event["type"].as_str()?, key, event["content"].clone()))
            })
            .collect();
        let rule = if preset == Preset::Public {
            "public"
        } else {
            "invite"
        };
        let mut given = vec![
            ("m.room.join_rules", json!({"join_rule": rule})),
            (
                "m.room.history_visibility",
                json!({"history_visibility": "shared"}),
            ),
        ];
        if preset != Preset::Public {
            given.push(("m.room.guest_access", json!({"guest_access": "can_join"})));
        }
        given.retain(|(kind, _)| {
            !wished
                .iter()
                .any(|(wished, key, _)| wished == kind && key.is_empty())
        });
        let given = given.into_iter().map(|(kind, content)| (kind, "", content));
        for (kind, key, content) in given.chain(wished.drain(..)) {
            self.rooms
                .append(room, Draft::state(kind, key, creator, content));
        }
    }

    /// Makes the rooms that the sandbox begins with: of each the administrator and a few of the accounts
    /// are members.
    pub(super) fn furnish_rooms(&mut self, admin: &str) {
        const MINUTE: i64 = 60_000;
        let count = self.settings.rooms;
        for number in 0..count {
            let left = i64::try_from(count - number).unwrap_or(1);
            self.rooms.age = left.saturating_mul(MINUTE);
            self.furnish_room(admin, number);
        }
        self.rooms.age = 0;
    }

    fn furnish_room(&mut self, admin: &str, number: u64) {
        let mut random = Random::of(self.settings.seed, "room", number);
        let is_public = !random.one_in(3);
        let mut state = Vec::new();
        if !is_public && random.one_in(2) {
            let content = json!({"algorithm": "m.megolm.v1.aes-sha2"});
            state.push(json!({"type": "m.room.encryption", "content": content}));
        }
        let adjective = random.pick(&ADJECTIVES).copied().unwrap_or_default();
        let place = random.pick(&PLACES).copied().unwrap_or_default();
        let mut wish = json!({
            "preset": if is_public { "public_chat" } else { "private_chat" },
            "visibility": if is_public { "public" } else { "private" },
            "name": format!("{adjective} {place} {number}"),
            "initial_state": state,
        });
        if is_public {
            wish["room_alias_name"] = format!("room-{number}").into();
        }
        let wish = wish.as_object().cloned().unwrap_or_default();
        // A wish of our own can be fulfilled.
        let Ok(room) = self.create_room(admin, &wish) else {
            return;
        };
        let mut members = vec![admin.to_owned()];
        for _ in 0..random.below(5) {
            let guest = self.accounts.pick(&mut random);
            members.extend(guest.filter(|guest| !members.contains(guest)));
        }
        for guest in &members[1..] {
            let content = self.member_content(guest, Change::Join, &Map::new());
            self.rooms
                .append(&room, Draft::state("m.room.member", guest, guest, content));
        }
        for _ in 0..random.below(4) {
            let sender = random.pick(&members).map_or(admin, String::as_str);
            let words = random.pick(&WORDS).copied().unwrap_or_default();
            let content = json!({"msgtype": "m.text", "body": words});
            self.rooms
                .append(&room, Draft::new("m.room.message", sender, content));
        }
    }
}
