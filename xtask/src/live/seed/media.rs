//! Uploads, and what administrators do to them.
//!
//! NB: each upload differs from the others, because the server quarantines equal contents together.

use anyhow::Result;
use serde_json::json;

use super::Site;
use super::cast::Cast;
use crate::live::config;
use crate::live::http::{Session, encode, path, text};
use crate::live::manifest::{Manifest, Upload};

/// One grey pixel, the smallest picture that the server can make a thumbnail of.
const PNG: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52,
    0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3a, 0x7e, 0x9b,
    0x55, 0x00, 0x00, 0x00, 0x0a, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0x68, 0x00, 0x00, 0x00,
    0x82, 0x00, 0x81, 0x77, 0xcd, 0x72, 0xb6, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae,
    0x42, 0x60, 0x82,
];

pub(super) fn upload(site: &Site<'_>, cast: &Cast, manifest: &mut Manifest) -> Result<()> {
    let user = site.user;
    let png = |session: &Session, name: &str| {
        // What follows the end of a picture does not change it.
        one(
            session,
            Some(name),
            "image/png",
            &[PNG, name.as_bytes()].concat(),
        )
    };
    let text = |session: &Session, name: &str, content: &[u8]| {
        one(session, Some(name), "text/plain", content)
    };

    let in_room = png(user, "pixel.png")?;
    let avatar = png(user, "avatar.png")?;
    let protected = png(&cast.alice, "protected.png")?;
    let quarantined = png(&cast.trouble, "quarantined.png")?;
    manifest.media.all = vec![
        in_room.clone(),
        avatar.clone(),
        protected.clone(),
        quarantined.clone(),
        text(user, "naïve ファイル & co.txt", b"names need encoding")?,
        text(user, "a.txt", &[b'a'; 10_000])?,
        one(user, None, "application/octet-stream", b"no name")?,
        text(&cast.bob, "b.txt", b"b")?,
    ];
    for number in 1..=4 {
        let name = format!("disposable-{number}.txt");
        let upload = text(&cast.dave, &name, name.as_bytes())?;
        manifest.media.disposable.push(upload.media_id.clone());
        manifest.media.all.push(upload);
    }
    site.admin.post(
        &path(
            "/_synapse/admin/v1/media/protect/{}",
            &[&protected.media_id],
        ),
        &json!({}),
    )?;
    site.admin.post(
        &path(
            "/_synapse/admin/v1/media/quarantine/{}/{}",
            &[config::SERVER_NAME, &quarantined.media_id],
        ),
        &json!({}),
    )?;
    let uri = uri(&avatar.media_id);
    for user_id in [&user.user_id, &cast.alice.user_id] {
        let path = path("/_synapse/admin/v2/users/{}", &[user_id]);
        site.admin.put(&path, &json!({"avatar_url": uri}))?;
        manifest.users.avatars.insert(user_id.clone(), uri.clone());
    }
    manifest.media.in_room = in_room.media_id;
    manifest.media.protected = protected.media_id;
    manifest.media.quarantined = quarantined.media_id;
    Ok(())
}

/// How events and profiles refer to an upload.
pub(super) fn uri(media_id: &str) -> String {
    format!("mxc://{}/{media_id}", config::SERVER_NAME)
}

fn one(session: &Session, name: Option<&str>, kind: &str, content: &[u8]) -> Result<Upload> {
    let query = name
        .map(|name| format!("?filename={}", encode(name)))
        .unwrap_or_default();
    let path = format!("/_matrix/media/v3/upload{query}");
    let token = Some(session.token.as_str());
    let answer = session
        .api
        .call("POST", &path, token, kind, Some(content))?
        .success()?;
    let uri = text(&answer, "content_uri")?;
    Ok(Upload {
        media_id: uri.rsplit('/').next().unwrap_or_default().to_owned(),
        user_id: session.user_id.clone(),
        file_name: name.map(str::to_owned),
        content_type: kind.to_owned(),
        length: content.len(),
    })
}
