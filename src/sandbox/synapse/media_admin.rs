//! What administrators see of uploads, and how they delete them.

use std::cmp::Ordering;

use serde_json::{Value, json};

use super::{
    Guard, Row, SERVER_NAME, World,
    media::Upload,
    parameters::{Window, boolean, choice, integer, is_backwards, required_integer},
    refusal::{Answer, Refusal},
    rooms::Room,
};
use crate::sandbox::exchange::Call;

pub(super) const TABLE: &[Row] = &[
    ("delete_media", Guard::Admin, delete_media),
    (
        "delete_media_by_date_or_size",
        Guard::Admin,
        delete_media_by_date_or_size,
    ),
    (
        "delete_media_by_date_or_size_legacy",
        Guard::Admin,
        delete_media_by_date_or_size_legacy,
    ),
    ("delete_user_media", Guard::Admin, delete_user_media),
    ("get_media", Guard::Admin, get_media),
    ("list_room_media", Guard::Admin, list_room_media),
    ("list_user_media", Guard::Admin, list_user_media),
    ("purge_media_cache", Guard::Admin, purge_media_cache),
];

const ORDERS: [&str; 8] = [
    "media_id",
    "upload_name",
    "created_ts",
    "last_access_ts",
    "media_length",
    "media_type",
    "quarantined_by",
    "safe_from_quarantine",
];

/// The first moment that is taken for one in milliseconds.
const EARLIEST: i64 = 30_000_000_000;

fn unknown_media() -> Refusal {
    Refusal::not_found("Unknown media")
}

fn get_media(world: &mut World, call: &Call) -> Answer {
    let server = call.segment("server_name");
    let upload = world.media.get_mut(server, call.segment("media_id"));
    let upload = upload.ok_or_else(unknown_media)?;
    let mut info = upload.show();
    info["safe_from_quarantine"] = i32::from(upload.is_protected).into();
    info["media_origin"] = Value::Null;
    info["filesystem_id"] = Value::Null;
    Ok(json!({"media_info": info}).into())
}

/// What is wanted of the files of a user, in the order that is wanted.
fn page(world: &World, call: &Call) -> Result<(Window, usize, Vec<Upload>), Refusal> {
    let window = Window::of(call)?;
    let order = choice(call, "order_by", &ORDERS)?;
    let backwards = is_backwards(call)?;
    // Without a word the newest comes first; with an order, the smallest does.
    let backwards = backwards.unwrap_or(order.is_none());
    let user = world.known_user(call, "Can only look up local users", "Unknown user")?;
    let mut found = world.media.of(&user);
    let order = order.unwrap_or("created_ts");
    found.sort_by(|left, right| {
        let order = compare(left, right, order);
        if backwards { order.reverse() } else { order }
    });
    let total = found.len();
    let found = window.cut(found).into_iter().cloned();
    Ok((window, total, found.collect()))
}

/// What has no value comes first, as on SQLite.
fn compare(left: &Upload, right: &Upload, order: &str) -> Ordering {
    match order {
        "media_id" => left.id.cmp(&right.id),
        "upload_name" => left.name.cmp(&right.name),
        "last_access_ts" => left.accessed.cmp(&right.accessed),
        "media_length" => left.length().cmp(&right.length()),
        "media_type" => left.media_type().cmp(&right.media_type()),
        "quarantined_by" => left.quarantined_by.cmp(&right.quarantined_by),
        "safe_from_quarantine" => left.is_protected.cmp(&right.is_protected),
        _ => (left.created, left.number).cmp(&(right.created, right.number)),
    }
}

fn list_user_media(world: &mut World, call: &Call) -> Answer {
    let (window, total, found) = page(world, call)?;
    let media: Vec<Value> = found.iter().map(Upload::show).collect();
    let mut body = json!({"media": media, "total": total});
    if let Some(next) = window.next(found.len(), total) {
        body["next_token"] = next.into();
    }
    Ok(body.into())
}

impl World {
    fn delete_uploads(&mut self, ids: Vec<String>) -> Answer {
        self.media.uploads.retain(|id, _| !ids.contains(id));
        Ok(json!({"total": ids.len(), "deleted_media": ids}).into())
    }

    /// Whether a person or a room is seen with it.
    fn is_portrait(&self, upload: &Upload) -> bool {
        let uri = upload.uri();
        let mut accounts = self.accounts.changed();
        let mut rooms = self.rooms.iter();
        accounts.any(|account| account.avatar_url.as_ref() == Some(&uri))
            || rooms.any(|room| room.text("m.room.avatar", "url").as_ref() == Some(&uri))
    }
}

fn delete_user_media(world: &mut World, call: &Call) -> Answer {
    let (_, _, found) = page(world, call)?;
    world.delete_uploads(found.into_iter().map(|upload| upload.id).collect())
}

fn check_server(call: &Call) -> Result<(), Refusal> {
    match call.segment("server_name") == SERVER_NAME {
        true => Ok(()),
        false => Err(Refusal::unknown("Can only delete local media")),
    }
}

fn delete_media(world: &mut World, call: &Call) -> Answer {
    check_server(call)?;
    let id = call.segment("media_id").to_owned();
    match world.media.uploads.contains_key(&id) {
        true => world.delete_uploads(vec![id]),
        false => Err(unknown_media()),
    }
}

/// A moment of the query, which is refused if it looks like one in seconds.
fn before(call: &Call) -> Result<i64, Refusal> {
    let moment = required_integer(call, "before_ts")?;
    match moment < EARLIEST {
        true => Err(Refusal::invalid(
            "Query parameter before_ts is from the year 1970, so it is not in milliseconds",
        )),
        false => Ok(moment),
    }
}

fn delete_media_by_date_or_size(world: &mut World, call: &Call) -> Answer {
    let before = before(call)?;
    let size = integer(call, "size_gt")?.unwrap_or(0);
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let keep = boolean(call, "keep_profiles")?.unwrap_or(true);
    let uploads = world.media.uploads.values().filter(|upload| {
        upload.accessed.unwrap_or(upload.created) < before
            && upload.length().is_some_and(|length| length > size)
            && upload.quarantined_by.is_none()
            && !upload.is_protected
            && !(keep && world.is_portrait(upload))
    });
    let ids = uploads.map(|upload| upload.id.clone()).collect();
    world.delete_uploads(ids)
}

fn delete_media_by_date_or_size_legacy(world: &mut World, call: &Call) -> Answer {
    check_server(call)?;
    delete_media_by_date_or_size(world, call)
}

fn purge_media_cache(_: &mut World, call: &Call) -> Answer {
    before(call)?;
    // Nothing comes from elsewhere, so nothing of it is kept.
    Ok(json!({"deleted": 0}).into())
}

impl Room {
    /// The files that its events name, the latest first.
    pub(super) fn media(&self) -> Vec<String> {
        let events = self.timeline().rev();
        let named = events.flat_map(|event| {
            let content = event.stored();
            let thumbnail = content.get("info").map(|info| &info["thumbnail_url"]);
            let uris = [content.get("url"), thumbnail].into_iter().flatten();
            uris.filter_map(|uri| Some(uri.as_str()?.to_owned()))
        });
        named.filter(|uri| uri.starts_with("mxc://")).collect()
    }
}

fn list_room_media(world: &mut World, call: &Call) -> Answer {
    let room = world.rooms.get(call.segment("room_id"));
    let media = room.map(Room::media).unwrap_or_default();
    let own = format!("mxc://{SERVER_NAME}/");
    let (local, remote): (Vec<String>, Vec<String>) =
        media.into_iter().partition(|uri| uri.starts_with(&own));
    Ok(json!({"local": local, "remote": remote}).into())
}
