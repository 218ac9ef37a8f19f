//! What users do: the record of it, typing, and uploads that are not finished.

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    Guard, Row, World,
    parameters::{Page, field, is_id, new_id, object},
    refusal::{Answer, Refusal},
    rights::Right,
    status_ok,
};
use crate::{
    operation::{Operation, route},
    sandbox::exchange::{Call, Reply},
};

pub(super) const TABLE: &[Row] = &[
    ("get_user_audits", Guard::User, get_user_audits),
    ("publish_user_typing", Guard::User, publish_user_typing),
    ("get_uploads_for_user", Guard::User, get_uploads_for_user),
    ("create_upload", Guard::User, create_upload),
    ("upload_data", Guard::User, upload_data),
    ("create_post", Guard::User, create_post),
];

pub(super) const ROUTES: &[Operation] = &[
    route("create_upload", "POST", "/api/v4/uploads"),
    route("upload_data", "POST", "/api/v4/uploads/{upload_id}"),
    route("create_post", "POST", "/api/v4/posts"),
];

/// One thing that was done.
#[derive(Debug, Clone)]
pub(super) struct Audit {
    id: String,
    pub(super) user: String,
    create_at: i64,
    action: String,
    extra_info: String,
    session: String,
}

/// Something that is being uploaded.
#[derive(Debug, Clone)]
pub(super) struct Upload {
    id: String,
    pub(super) user: String,
    create_at: i64,
    channel: String,
    filename: String,
    size: i64,
    /// How much of it is there.
    offset: i64,
}

impl Upload {
    fn shown(&self) -> Value {
        json!({
            "id": self.id,
            "type": "attachment",
            "create_at": self.create_at,
            "user_id": self.user,
            "channel_id": self.channel,
            "filename": self.filename,
            "file_size": self.size,
            "file_offset": self.offset,
            "remote_id": "",
            "req_file_id": "",
        })
    }
}

impl World {
    /// Writes down what a user does.
    pub(super) fn audit(&mut self, call: &Call, user: &str, session: &str, extra_info: &str) {
        let path = call.target.split('?').next().unwrap_or_default();
        self.audits.push(Audit {
            id: new_id(&mut self.random),
            user: user.to_owned(),
            create_at: self.clock.now(),
            action: path.to_owned(),
            extra_info: extra_info.to_owned(),
            session: session.to_owned(),
        });
    }
}

fn get_user_audits(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let user = caller.named(call)?;
    caller.need_user(&user)?;
    // The newest first.
    let rows = world.audits.iter().rev();
    let rows = rows.filter(|audit| audit.user == user).map(|audit| {
        json!({
            "id": audit.id,
            "create_at": audit.create_at,
            "user_id": audit.user,
            "action": audit.action,
            "extra_info": audit.extra_info,
            "ip_address": "127.0.0.1",
            "session_id": audit.session,
        })
    });
    Ok(Page::of(call)
        .cut(rows)
        .into_iter()
        .collect::<Value>()
        .into())
}

fn publish_user_typing(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let user = caller.named(call)?;
    if caller.user != user {
        caller.need(Right::ManageSystem)?;
    }
    let body = object(call);
    world.need_post(&caller, field(&body, "channel_id"))?;
    Ok(status_ok())
}

fn get_uploads_for_user(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    if caller.named(call)? != caller.user {
        let id = "api.user.get_uploads_for_user.forbidden.app_error";
        let message = "Failed to get uploads.";
        return Err(Refusal::new(StatusCode::FORBIDDEN, id, message));
    }
    let uploads = world.uploads.iter();
    let uploads = uploads.filter(|upload| upload.user == caller.user);
    Ok(uploads.map(Upload::shown).collect::<Value>().into())
}

fn create_upload(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let body = object(call);
    let channel = field(&body, "channel_id");
    world.need_post(&caller, channel)?;
    let size = body.get("file_size").and_then(Value::as_i64).unwrap_or(0);
    if size <= 0 || field(&body, "filename").is_empty() {
        return Err(Refusal::body("upload"));
    }
    let upload = Upload {
        id: new_id(&mut world.random),
        user: caller.user,
        create_at: world.clock.now(),
        channel: channel.to_owned(),
        filename: field(&body, "filename").to_owned(),
        size,
        offset: 0,
    };
    let shown = upload.shown();
    world.uploads.push(upload);
    Ok(Reply::json(StatusCode::CREATED, &shown))
}

/// Takes a piece of an upload; with the last one it is an upload no more.
fn upload_data(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let id = call.segment("upload_id").to_owned();
    if !is_id(&id) {
        return Err(Refusal::url("upload_id"));
    }
    let mut uploads = world.uploads.iter_mut();
    let upload = uploads.find(|upload| upload.id == id && upload.user == caller.user);
    let upload = upload.ok_or_else(Refusal::permissions)?;
    upload.offset += i64::try_from(call.body.len()).unwrap_or(i64::MAX);
    if upload.offset < upload.size {
        let mut reply = Reply::json(StatusCode::NO_CONTENT, &Value::Null);
        reply.body = crate::sandbox::exchange::Content::Whole(bytes::Bytes::new());
        return Ok(reply);
    }
    let file =
        json!({"id": new_id(&mut world.random), "name": upload.filename, "size": upload.size});
    world.uploads.retain(|upload| upload.id != id);
    Ok(Reply::json(StatusCode::CREATED, &file))
}

/// Takes a post, which nothing shows again.
fn create_post(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let body = object(call);
    let (channel, message) = (field(&body, "channel_id"), field(&body, "message"));
    world.need_post(&caller, channel)?;
    if message.is_empty() {
        return Err(Refusal::body("post"));
    }
    let post = json!({
        "id": new_id(&mut world.random),
        "create_at": world.clock.now(),
        "user_id": caller.user,
        "channel_id": channel,
        "root_id": field(&body, "root_id"),
        "message": message,
    });
    Ok(Reply::json(StatusCode::CREATED, &post))
}
