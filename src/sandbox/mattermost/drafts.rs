//! Messages that are not sent yet.

use std::collections::BTreeMap;

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::{
    Guard, Row, World,
    parameters::{field, id},
    refusal::{Answer, Refusal},
    sessions::Caller,
    status_ok,
};
use crate::sandbox::exchange::{Call, Reply};

pub(super) const TABLE: &[Row] = &[
    ("upsert_draft", Guard::User, upsert_draft),
    ("get_drafts", Guard::User, get_drafts),
    ("delete_draft", Guard::User, delete_draft),
    (
        "delete_draft_for_thread",
        Guard::User,
        delete_draft_for_thread,
    ),
];

/// All drafts, by their user, channel and thread, which is empty for the channel itself.
#[derive(Debug, Default)]
pub(super) struct Drafts(BTreeMap<(String, String, String), Value>);

impl Drafts {
    pub(super) fn remove_of(&mut self, user: &str) {
        self.0.retain(|(owner, _, _), _| owner != user);
    }
}

impl World {
    fn need_drafts(&self) -> Result<(), Refusal> {
        let (section, name) = ("ServiceSettings", "AllowSyncedDrafts");
        if self.configuration.is_on(section, name) {
            return Ok(());
        }
        let id = "api.drafts.disabled.app_error";
        let message = "Drafts stay where they are written.";
        Err(Refusal::not_implemented(id, message))
    }

    /// Who asks, and for nobody else.
    fn own(&mut self, call: &Call) -> Result<Caller, Refusal> {
        self.need_drafts()?;
        let caller = self.caller(call)?;
        match caller.named(call)? == caller.user {
            true => Ok(caller),
            false => Err(Refusal::permissions()),
        }
    }
}

fn upsert_draft(world: &mut World, call: &Call) -> Answer {
    world.need_drafts()?;
    let user = world.caller(call)?;
    let Ok(body) = serde_json::from_slice::<Map<String, Value>>(&call.body) else {
        return Err(Refusal::body("draft"));
    };
    let (channel, thread) = (field(&body, "channel_id"), field(&body, "root_id"));
    world.need_post(&user, channel)?;
    let key = (user.user.clone(), channel.to_owned(), thread.to_owned());
    let message = field(&body, "message");
    if message.is_empty() {
        world.drafts.0.remove(&key);
        return Ok(Reply::json(StatusCode::CREATED, &Value::Null));
    }
    let now = world.clock.now();
    let known = world.drafts.0.get(&key);
    let mut draft = json!({
        "create_at": known.map_or(json!(now), |known| known["create_at"].clone()),
        "update_at": now,
        "delete_at": 0,
        "user_id": user.user,
        "channel_id": channel,
        "root_id": thread,
        "message": message,
        "type": field(&body, "type"),
        "props": body.get("props").cloned().unwrap_or_else(|| json!({})),
        "metadata": {},
    });
    for name in ["file_ids", "priority"] {
        if let Some(value) = body.get(name).filter(|value| !value.is_null()) {
            draft[name] = value.clone();
        }
    }
    world.drafts.0.insert(key, draft.clone());
    Ok(Reply::json(StatusCode::CREATED, &draft))
}

fn get_drafts(world: &mut World, call: &Call) -> Answer {
    let caller = world.own(call)?;
    let team = id(call, "team_id")?;
    world.need_team(&caller, team)?;
    let drafts = world.drafts.0.iter().filter(|((user, channel, _), _)| {
        let channel = world.channels.get(channel);
        // What belongs to no team is shown in all of them.
        let is_there =
            channel.is_some_and(|channel| channel.team == team || channel.team.is_empty());
        *user == caller.user && is_there
    });
    let mut drafts: Vec<&Value> = drafts.map(|(_, draft)| draft).collect();
    drafts.sort_by_key(|draft| std::cmp::Reverse(draft["update_at"].as_i64()));
    Ok(json!(drafts).into())
}

fn remove(world: &mut World, call: &Call, thread: &str) -> Answer {
    let user = world.own(call)?.user;
    let channel = id(call, "channel_id")?.to_owned();
    world.drafts.0.remove(&(user, channel, thread.to_owned()));
    Ok(status_ok())
}

fn delete_draft(world: &mut World, call: &Call) -> Answer {
    remove(world, call, "")
}

fn delete_draft_for_thread(world: &mut World, call: &Call) -> Answer {
    remove(world, call, id(call, "thread_id")?)
}
