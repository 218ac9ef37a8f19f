//! Server notices, which make a room for each recipient.
//!
//! NB: their sender has rooms but no account; the server lists it nowhere.

use anyhow::{Context as _, Result};
use serde_json::json;

use super::Site;
use super::account::user_id;
use crate::live::http::path;
use crate::live::manifest::Manifest;

pub(super) fn send(site: &Site<'_>, manifest: &mut Manifest) -> Result<()> {
    for recipient in [&site.user.user_id, &manifest.users.pusher] {
        site.admin.post(
            "/_synapse/admin/v1/send_server_notice",
            &json!({
                "user_id": recipient,
                "content": {"msgtype": "m.text", "body": "Maintenance tonight, 22:00 – 23:00"},
            }),
        )?;
    }
    let sender = user_id("notices");
    let path = path("/_synapse/admin/v1/users/{}/joined_rooms", &[&sender]);
    let answer = site.admin.get(&path)?;
    let rooms = answer["joined_rooms"]
        .as_array()
        .context("the notices have no rooms")?;
    let rooms: Vec<String> = rooms
        .iter()
        .filter_map(|room| room.as_str().map(str::to_owned))
        .collect();
    manifest.users.notices_sender = sender;
    manifest.rooms.all.extend_from_slice(&rooms);
    manifest.rooms.server_notices = rooms;
    Ok(())
}
