//! Uploads: how they come in, and how they are read.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{HeaderValue, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{
    Guard, Row, SERVER_NAME, World,
    refusal::{Answer, Refusal},
};
use crate::{
    operation::{Operation, route},
    sandbox::exchange::{Call, Reply},
};

pub(super) const TABLE: &[Row] = &[
    ("client_create_media", Guard::User, create),
    ("client_download", Guard::User, download),
    ("client_download_as", Guard::User, download),
    ("client_download_old", Guard::Anybody, download_old),
    ("client_fill_media", Guard::User, fill),
    ("client_upload", Guard::User, upload),
    ("client_upload_v1", Guard::User, upload),
];

pub(super) const ROUTES: &[Operation] = &[
    route("client_create_media", "POST", "/_matrix/media/v1/create"),
    route(
        "client_download",
        "GET",
        "/_matrix/client/v1/media/download/{server_name}/{media_id}",
    ),
    route(
        "client_download_as",
        "GET",
        "/_matrix/client/v1/media/download/{server_name}/{media_id}/{file_name}",
    ),
    route(
        "client_download_old",
        "GET",
        "/_matrix/media/v3/download/{server_name}/{media_id}",
    ),
    route(
        "client_fill_media",
        "PUT",
        "/_matrix/media/v3/upload/{server_name}/{media_id}",
    ),
    route("client_upload", "POST", "/_matrix/media/v3/upload"),
    route("client_upload_v1", "POST", "/_matrix/media/v1/upload"),
];

/// The most bytes of an upload.
const LARGEST: usize = 50 * 1024 * 1024;
/// For how long an id is kept for an upload, in milliseconds.
const PATIENCE: i64 = 24 * 3600 * 1000;

/// A file, or an id that waits for one.
#[derive(Debug, Clone)]
pub(super) struct Upload {
    pub(super) id: String,
    /// Its place among all uploads.
    pub(super) number: usize,
    pub(super) owner: String,
    pub(super) name: Option<String>,
    pub(super) content: Option<Content>,
    /// Milliseconds since 1970.
    pub(super) created: i64,
    pub(super) accessed: Option<i64>,
    pub(super) quarantined_by: Option<String>,
    pub(super) is_protected: bool,
}

/// What an upload is.
#[derive(Debug, Clone)]
pub(super) struct Content {
    pub(super) media_type: String,
    pub(super) bytes: Bytes,
    pub(super) hash: String,
}

impl Content {
    fn of(call: &Call) -> Result<Self, Refusal> {
        if call.body.len() > LARGEST {
            let message = "Upload request body is too large";
            let status = StatusCode::PAYLOAD_TOO_LARGE;
            return Err(Refusal::new(status, "M_TOO_LARGE", message));
        }
        let digest = Sha256::digest(&call.body);
        let kind = call.header(http::header::CONTENT_TYPE);
        Ok(Self {
            media_type: kind.unwrap_or("application/octet-stream").to_owned(),
            bytes: call.body.clone(),
            hash: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
        })
    }
}

impl Upload {
    pub(super) fn uri(&self) -> String {
        format!("mxc://{SERVER_NAME}/{}", self.id)
    }

    /// How many bytes it has, once it is there.
    pub(super) fn length(&self) -> Option<usize> {
        Some(self.content.as_ref()?.bytes.len())
    }

    pub(super) fn media_type(&self) -> Option<&str> {
        Some(self.content.as_ref()?.media_type.as_str())
    }

    pub(super) fn hash(&self) -> Option<&str> {
        Some(self.content.as_ref()?.hash.as_str())
    }

    /// What every answer about it has.
    pub(super) fn show(&self) -> Value {
        json!({
            "media_id": self.id,
            "media_type": self.media_type(),
            "media_length": self.length(),
            "upload_name": self.name,
            "created_ts": self.created,
            "url_cache": null,
            "last_access_ts": self.accessed,
            "quarantined_by": self.quarantined_by,
            "safe_from_quarantine": self.is_protected,
            "user_id": self.owner,
            // A number, as on SQLite.
            "authenticated": 1,
            "sha256": self.hash(),
        })
    }
}

/// All uploads, and what became of them.
#[derive(Debug, Default)]
pub(super) struct Media {
    pub(super) uploads: BTreeMap<String, Upload>,
    /// Which uploads were put into quarantine, and which were let out, oldest first.
    pub(super) changes: Vec<(String, bool)>,
    /// How many uploads there ever were.
    count: usize,
}

impl Media {
    /// A file of this server.
    pub(super) fn get_mut(&mut self, server: &str, id: &str) -> Option<&mut Upload> {
        self.uploads.get_mut(id).filter(|_| server == SERVER_NAME)
    }

    /// The files of a user, oldest first.
    pub(super) fn of<'a>(&'a self, user: &'a str) -> Vec<&'a Upload> {
        let uploads = self.uploads.values();
        let mut found: Vec<&Upload> = uploads.filter(|upload| upload.owner == user).collect();
        found.sort_by_key(|upload| upload.number);
        found
    }

    /// Whether a file that is equal to this one may not be seen.
    fn is_banned(&self, content: &Content) -> bool {
        self.uploads.values().any(|upload| {
            upload.quarantined_by.is_some() && upload.hash() == Some(content.hash.as_str())
        })
    }
}

impl World {
    /// Keeps an upload, which may come later, and gives its id.
    fn keep(&mut self, owner: String, name: Option<&str>, content: Option<Content>) -> String {
        let id = self.random.letters(24);
        self.media.count += 1;
        let is_banned = content
            .as_ref()
            .is_some_and(|content| self.media.is_banned(content));
        let upload = Upload {
            id: id.clone(),
            number: self.media.count,
            owner,
            name: name.map(str::to_owned),
            created: self.clock.now(),
            accessed: None,
            quarantined_by: is_banned.then(|| "system".to_owned()),
            is_protected: false,
            content,
        };
        self.media.uploads.insert(id.clone(), upload);
        id
    }
}

fn uri(id: &str) -> String {
    format!("mxc://{SERVER_NAME}/{id}")
}

fn upload(world: &mut World, call: &Call) -> Answer {
    let owner = world.active_caller(call)?.user;
    let content = Content::of(call)?;
    let id = world.keep(owner, call.query("filename"), Some(content));
    Ok(json!({"content_uri": uri(&id)}).into())
}

fn create(world: &mut World, call: &Call) -> Answer {
    let owner = world.active_caller(call)?.user;
    let id = world.keep(owner, None, None);
    let until = world.clock.now() + PATIENCE;
    Ok(json!({"content_uri": uri(&id), "unused_expires_at": until}).into())
}

fn fill(world: &mut World, call: &Call) -> Answer {
    let caller = world.active_caller(call)?.user;
    let content = Content::of(call)?;
    let server = call.segment("server_name");
    let found = world.media.get_mut(server, call.segment("media_id"));
    let found = found.ok_or_else(|| Refusal::not_found("Unknown media ID"))?;
    if found.owner != caller {
        let message = "Only the creator of the media ID can upload to it";
        return Err(Refusal::forbidden(message));
    }
    if found.content.is_some() {
        let message = "Media ID already has content";
        let code = "M_CANNOT_OVERWRITE_MEDIA";
        return Err(Refusal::new(StatusCode::CONFLICT, code, message));
    }
    found.content = Some(content);
    found.name = call.query("filename").map(str::to_owned);
    Ok(json!({}).into())
}

fn download(world: &mut World, call: &Call) -> Answer {
    let now = world.clock.now();
    let server = call.segment("server_name");
    let found = world.media.get_mut(server, call.segment("media_id"));
    let missing = || Refusal::not_found(format!("Not found '{}'", call.target));
    let found = found.filter(|upload| upload.quarantined_by.is_none());
    let found = found.ok_or_else(missing)?;
    let content = found.content.as_ref().ok_or_else(|| {
        let message = "Media has not been uploaded yet";
        Refusal::new(StatusCode::GATEWAY_TIMEOUT, "M_NOT_YET_UPLOADED", message)
    })?;
    found.accessed = Some(now);
    let is_plain = content.media_type.starts_with("text/") && !content.media_type.contains(';');
    let charset = if is_plain { "; charset=UTF-8" } else { "" };
    let kind = HeaderValue::from_str(&format!("{}{charset}", content.media_type));
    let kind = kind.unwrap_or(HeaderValue::from_static("application/octet-stream"));
    Ok(Reply::bytes(StatusCode::OK, kind, content.bytes.clone()))
}

/// The path that needs no token shows nothing that was uploaded since there is one that does.
fn download_old(_: &mut World, _: &Call) -> Answer {
    Err(Refusal::not_found("Not found"))
}
