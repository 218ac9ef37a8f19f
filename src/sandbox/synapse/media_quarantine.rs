//! Uploads that nobody may see, and uploads that stay visible whatever happens.

use serde_json::{Value, json};

use super::{
    Guard, Row, SERVER_NAME, World,
    parameters::integer,
    refusal::{Answer, Refusal},
    rooms::Room,
};
use crate::sandbox::exchange::Call;

pub(super) const TABLE: &[Row] = &[
    (
        "list_quarantine_changes",
        Guard::Admin,
        list_quarantine_changes,
    ),
    ("protect_media", Guard::Admin, protect_media),
    ("quarantine_media", Guard::Admin, quarantine_media),
    ("quarantine_room_media", Guard::Admin, quarantine_room_media),
    (
        "quarantine_room_media_legacy",
        Guard::Admin,
        quarantine_room_media,
    ),
    ("quarantine_user_media", Guard::Admin, quarantine_user_media),
    ("unprotect_media", Guard::Admin, unprotect_media),
    ("unquarantine_media", Guard::Admin, unquarantine_media),
];

/// The most changes of a page.
const LARGEST_PAGE: usize = 100;

impl World {
    /// Puts files into quarantine or lets them out, and with them those that are equal. Gives how many it
    /// were. Those that are protected stay as they are.
    fn quarantine(&mut self, ids: &[String], admin: Option<&str>) -> usize {
        let hashes: Vec<String> = ids
            .iter()
            .filter_map(|id| Some(self.media.uploads.get(id)?.hash()?.to_owned()))
            .collect();
        let mut count = 0;
        for upload in self.media.uploads.values_mut() {
            let is_equal = upload
                .hash()
                .is_some_and(|hash| hashes.iter().any(|equal| equal == hash));
            let is_meant = is_equal || ids.contains(&upload.id);
            if !is_meant || (admin.is_some() && upload.is_protected) {
                continue;
            }
            upload.quarantined_by = admin.map(str::to_owned);
            self.media
                .changes
                .push((upload.id.clone(), admin.is_some()));
            count += 1;
        }
        count
    }
}

/// The file of the path, if it is one of this server.
fn named(call: &Call) -> Vec<String> {
    let is_local = call.segment("server_name") == SERVER_NAME;
    let id = is_local.then(|| call.segment("media_id").to_owned());
    Vec::from_iter(id)
}

fn quarantine_media(world: &mut World, call: &Call) -> Answer {
    let admin = world.caller(call)?.user;
    world.quarantine(&named(call), Some(&admin));
    Ok(json!({}).into())
}

fn unquarantine_media(world: &mut World, call: &Call) -> Answer {
    world.quarantine(&named(call), None);
    Ok(json!({}).into())
}

fn quarantine_user_media(world: &mut World, call: &Call) -> Answer {
    let admin = world.caller(call)?.user;
    let uploads = world.media.of(call.segment("user_id")).into_iter();
    // What is in quarantine already is not counted again.
    let uploads = uploads.filter(|upload| upload.quarantined_by.is_none());
    let ids: Vec<String> = uploads.map(|upload| upload.id.clone()).collect();
    let count = world.quarantine(&ids, Some(&admin));
    Ok(json!({"num_quarantined": count}).into())
}

fn quarantine_room_media(world: &mut World, call: &Call) -> Answer {
    let admin = world.caller(call)?.user;
    let room = world.rooms.get(call.segment("room_id"));
    let own = format!("mxc://{SERVER_NAME}/");
    let uris = room.map(Room::media).unwrap_or_default().into_iter();
    let ids: Vec<String> = uris
        .filter_map(|uri| Some(uri.strip_prefix(&own)?.to_owned()))
        .collect();
    let count = world.quarantine(&ids, Some(&admin));
    Ok(json!({"num_quarantined": count}).into())
}

fn protect_media(world: &mut World, call: &Call) -> Answer {
    protect(world, call, true)
}

fn unprotect_media(world: &mut World, call: &Call) -> Answer {
    protect(world, call, false)
}

fn protect(world: &mut World, call: &Call, is_protected: bool) -> Answer {
    let upload = world.media.get_mut(SERVER_NAME, call.segment("media_id"));
    let upload = upload.ok_or_else(|| Refusal::no_row("local_media_repository"))?;
    upload.is_protected = is_protected;
    Ok(json!({}).into())
}

fn list_quarantine_changes(world: &mut World, call: &Call) -> Answer {
    let from = integer(call, "from")?.unwrap_or(0);
    let from = usize::try_from(from).unwrap_or(usize::MAX);
    let changes = &world.media.changes;
    if from > changes.len() {
        let message = "The position is beyond all that the server has written";
        return Err(Refusal::invalid(message));
    }
    let page = changes.iter().skip(from).take(LARGEST_PAGE);
    let shown: Vec<Value> = page
        .map(|(id, quarantined)| {
            // A number, as on SQLite.
            let quarantined = i32::from(*quarantined);
            json!({"origin": SERVER_NAME, "media_id": id, "quarantined": quarantined})
        })
        .collect();
    Ok(json!({"next_batch": from + shown.len(), "changes": shown}).into())
}
