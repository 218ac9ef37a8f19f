//! Rooms that are closed: everybody is taken out, and moved to another room if that is wanted, and what
//! was there is deleted.

use serde_json::{Map, Value, json};

use super::{
    Guard, Row, World,
    event::Draft,
    jobs::Job,
    parameters::{flag, is_local, object},
    refusal::{Answer, Refusal},
    room_details::room_id,
    room_rules::Change,
};
use crate::sandbox::exchange::Call;

pub(super) const TABLE: &[Row] = &[
    ("delete_room_v1", Guard::Admin, delete_room_v1),
    ("delete_room_v2", Guard::Admin, delete_room_v2),
    (
        "get_room_delete_status",
        Guard::Admin,
        get_room_delete_status,
    ),
    (
        "list_room_delete_statuses",
        Guard::Admin,
        list_room_delete_statuses,
    ),
];

/// What the list of tasks calls it.
const ACTION: &str = "shutdown_and_purge_room";

/// How the new room is called unless somebody says otherwise.
const NAME: &str = "Content Violation Notification";
/// What is said in the new room unless somebody says something else.
const MESSAGE: &str = "The room that you were in has been closed.";

/// How a room is to be deleted.
#[derive(Debug)]
struct Deletion {
    admin: String,
    /// Who opens the new room.
    host: Option<String>,
    name: String,
    message: String,
    block: bool,
    purge: bool,
}

impl Deletion {
    fn of(world: &mut World, call: &Call) -> Result<Self, Refusal> {
        let body = object(call)?;
        let flag = |name: &str| {
            let message = format!("Param '{name}' must be a boolean, if given");
            flag(&body, name, || Refusal::bad_json(message))
        };
        let (block, purge) = (flag("block")?, flag("purge")?);
        // Rooms are purged here whatever happens, so it makes no difference.
        flag("force_purge")?;
        let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
        room_id(call)?;
        let host = text("new_room_user_id");
        if let Some(host) = host.as_ref().filter(|host| !is_local(host)) {
            return Err(Refusal::unknown(format!("User must be our own: {host}")));
        }
        Ok(Self {
            admin: world.caller(call)?.user,
            host,
            name: text("room_name").unwrap_or_else(|| NAME.to_owned()),
            message: text("message").unwrap_or_else(|| MESSAGE.to_owned()),
            block: block.unwrap_or(false),
            purge: purge.unwrap_or(true),
        })
    }
}

impl World {
    fn shut_down(&mut self, room: &str, deletion: &Deletion) -> Result<Value, Refusal> {
        if deletion.block {
            self.set_block(room.to_owned(), deletion.admin.clone(), true);
        }
        let mut done = json!({
            "kicked_users": [],
            "failed_to_kick_users": [],
            "local_aliases": [],
            "new_room_id": null,
        });
        let Some(found) = self.rooms.get(room) else {
            return Ok(done);
        };
        let members: Vec<(String, bool)> = found
            .members()
            .filter(|(_, membership)| matches!(*membership, "join" | "invite" | "knock"))
            .map(|(user, membership)| (user.to_owned(), membership == "join"))
            .collect();
        let new = match &deletion.host {
            None => None,
            Some(host) => Some(self.open_new_room(host, deletion)?),
        };
        for (user, was_joined) in &members {
            self.rooms.leave(room, user);
            if let (Some(new), true) = (&new, was_joined) {
                let content = self.member_content(user, Change::Join, &Map::new());
                let draft = Draft::state("m.room.member", user, user, content);
                self.rooms.append(new, draft);
            }
        }
        if let (Some(new), Some(host)) = (&new, &deletion.host) {
            let content = json!({"msgtype": "m.text", "body": deletion.message});
            let draft = Draft::new("m.room.message", host, content);
            self.rooms.append(new, draft);
            done["local_aliases"] = self.rooms.move_aliases(room, new).into();
        }
        let kicked = members.into_iter().map(|(user, _)| user);
        done["kicked_users"] = kicked.collect::<Vec<String>>().into();
        done["new_room_id"] = new.into();
        if let Some(room) = self.rooms.get_mut(room) {
            room.is_forgotten = true;
        }
        if deletion.purge {
            self.rooms.remove(room);
        }
        Ok(done)
    }

    /// Opens the room that members are moved to, in which only its creator speaks.
    fn open_new_room(&mut self, host: &str, deletion: &Deletion) -> Result<String, Refusal> {
        let wish = json!({
            "preset": "public_chat",
            "name": deletion.name,
            "power_level_content_override": {"users_default": -10},
        });
        self.create_room(host, wish.as_object().unwrap_or(&Map::new()))
    }
}

fn delete_room_v1(world: &mut World, call: &Call) -> Answer {
    let deletion = Deletion::of(world, call)?;
    let room = call.segment("room_id");
    let done = world.shut_down(room, &deletion)?;
    Ok(done.into())
}

fn delete_room_v2(world: &mut World, call: &Call) -> Answer {
    let deletion = Deletion::of(world, call)?;
    let room = call.segment("room_id");
    if world.jobs.is_running(ACTION, room) {
        let message = format!("Purge already in progress for {room}");
        return Err(Refusal::unknown(message));
    }
    let outcome = world.shut_down(room, &deletion);
    let outcome = outcome.map_err(|refusal| refusal.message);
    let id = world.begin(ACTION, Some(room), outcome);
    Ok(json!({"delete_id": id}).into())
}

fn show(job: &Job) -> Value {
    json!({
        "delete_id": job.id,
        "room_id": job.resource,
        "status": job.state(),
        "shutdown_room": job.result(),
    })
}

fn get_room_delete_status(world: &mut World, call: &Call) -> Answer {
    let id = call.segment("delete_id");
    let job = world.look_at(ACTION, id);
    let job = job.ok_or_else(|| Refusal::not_found(format!("delete id '{id}' not found")))?;
    Ok(show(&job).into())
}

fn list_room_delete_statuses(world: &mut World, call: &Call) -> Answer {
    let room = room_id(call)?;
    let jobs = world.look_at_all(ACTION, room);
    // What is only scheduled is not told.
    let begun = jobs.iter().filter(|job| job.state() != "scheduled");
    let results: Vec<Value> = begun.map(show).collect();
    if results.is_empty() {
        let message = format!("No delete task for room_id '{room}' found");
        return Err(Refusal::not_found(message));
    }
    Ok(json!({"results": results}).into())
}
