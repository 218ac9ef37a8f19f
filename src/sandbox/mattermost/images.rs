//! Pictures of accounts: uploaded, generated, and the generated one again.

use http::{HeaderValue, StatusCode, header};

use super::{
    Guard, Row, World, picture,
    refusal::{Answer, Refusal},
    status_ok,
    view::tagged,
};
use crate::sandbox::exchange::{Call, Reply};

pub(super) const TABLE: &[Row] = &[
    ("get_profile_image", Guard::User, get_profile_image),
    (
        "get_default_profile_image",
        Guard::User,
        get_default_profile_image,
    ),
    ("set_profile_image", Guard::User, set_profile_image),
    (
        "set_default_profile_image",
        Guard::User,
        set_default_profile_image,
    ),
];

fn png(number: u64, caching: &'static str) -> Reply {
    let kind = HeaderValue::from_static("image/png");
    let mut reply = Reply::bytes(StatusCode::OK, kind, picture::draw(number));
    let caching = HeaderValue::from_static(caching);
    reply.headers.insert(header::CACHE_CONTROL, caching);
    reply
}

const DAY: &str = "max-age=86400, private";

fn get_profile_image(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let user = world.known(call, &caller)?;
    let account = world.account(&user)?;
    Ok(match account.picture {
        Some(number) => {
            let etag = account.last_picture_update.to_string();
            tagged(call, &etag, || png(number, DAY))
        }
        None => png(picture::hash(user.as_bytes()), "max-age=300, private"),
    })
}

fn get_default_profile_image(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let user = world.known(call, &caller)?;
    Ok(png(picture::hash(user.as_bytes()), DAY))
}

fn set_profile_image(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let user = caller.named(call)?;
    caller.need_user(&user)?;
    let files = files(call).ok_or_else(|| {
        let id = "api.user.upload_profile_user.parse.app_error";
        let message = "Could not parse multipart form.";
        Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, id, message)
    })?;
    let file = files.into_iter().find(|(name, _)| name == "image");
    let (_, bytes) = file.ok_or_else(|| {
        let id = "api.user.upload_profile_user.no_file.app_error";
        Refusal::bad(id, "No file under 'image' in request.")
    })?;
    let limit = world.configuration.number("FileSettings", "MaxFileSize");
    if i64::try_from(bytes.len()).is_ok_and(|length| length > limit) {
        let id = "api.user.upload_profile_user.too_large.app_error";
        let message = "The file is too large.";
        return Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, id, message));
    }
    if !picture::is_picture(&bytes) {
        let id = "api.user.upload_profile_user.check_image_limits.app_error";
        let message = "Image limits check failed. Resolution is too high.";
        return Err(Refusal::bad(id, message));
    }
    let now = world.clock.now();
    let account = world.accounts.get_mut(&user).ok_or_else(Refusal::no_user)?;
    account.picture = Some(picture::hash(&bytes));
    account.last_picture_update = now.max(account.last_picture_update + 1);
    account.update_at = now;
    Ok(status_ok())
}

fn set_default_profile_image(world: &mut World, call: &Call) -> Answer {
    let caller = world.caller(call)?;
    let user = world.known(call, &caller)?;
    caller.need_user(&user)?;
    let now = world.clock.now();
    let account = world.accounts.get_mut(&user).ok_or_else(Refusal::no_user)?;
    account.picture = None;
    account.last_picture_update = 0;
    account.update_at = now;
    Ok(status_ok())
}

/// The files of a form by the names of their parts; none if the body is no form.
fn files(call: &Call) -> Option<Vec<(String, Vec<u8>)>> {
    let kind = call.header(header::CONTENT_TYPE)?;
    let parameters = kind.strip_prefix("multipart/form-data")?;
    let (_, boundary) = parameters.split_once("boundary=")?;
    let boundary = boundary.split(';').next()?.trim().trim_matches('"');
    let mark = format!("--{boundary}");
    let parts = split(&call.body, mark.as_bytes());
    let mut found = Vec::new();
    for part in parts.iter().skip(1) {
        let Some(end) = position(part, b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&part[..end]);
        let attribute = |name: &str| {
            let (_, rest) = head.split_once(&format!("; {name}=\""))?;
            rest.split('"').next().map(str::to_owned)
        };
        let content = &part[end + 4..];
        let content = content.strip_suffix(b"\r\n").unwrap_or(content);
        // A part without the name of a file is a plain value.
        if let (Some(name), Some(_)) = (attribute("name"), attribute("filename")) {
            found.push((name, content.to_vec()));
        }
    }
    Some(found)
}

fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

fn split<'a>(mut bytes: &'a [u8], mark: &[u8]) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    while let Some(end) = position(bytes, mark) {
        parts.push(&bytes[..end]);
        bytes = &bytes[end + mark.len()..];
    }
    parts.push(bytes);
    parts
}
