//! Work that the server does in the background: a deletion, a purge, a redaction.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use serde_json::json;

use super::Site;
use super::cast::Cast;
use super::events::message;
use super::optional::optional;
use super::rooms::{join, named};
use crate::live::http::{Session, path, text};
use crate::live::manifest::Manifest;
use crate::live::process::POLL;

/// Each of these is over in a second; a server that takes this long is stuck.
const LIMIT: Duration = Duration::from_secs(60);

pub(super) fn run(site: &Site<'_>, cast: &Cast, manifest: &mut Manifest) -> Result<()> {
    delete(site, cast, manifest)?;
    purge(site, cast, manifest)?;
    redact(site, cast, manifest)
}

fn delete(site: &Site<'_>, cast: &Cast, manifest: &mut Manifest) -> Result<()> {
    let room = named(&cast.dave, "Deleted", "public_chat")?;
    join(&cast.erin, &room)?;
    message(&cast.erin, &room, "soon gone")?;
    let answer = site.admin.delete(
        &path("/_synapse/admin/v2/rooms/{}", &[&room]),
        &json!({"purge": true, "message": "closed"}),
    )?;
    let id = text(&answer, "delete_id")?;
    wait(
        site.admin,
        &path("/_synapse/admin/v2/rooms/delete_status/{}", &[&id]),
    )?;
    manifest.rooms.deleted = room;
    manifest.tasks.deletion = id;
    Ok(())
}

fn purge(site: &Site<'_>, cast: &Cast, manifest: &mut Manifest) -> Result<()> {
    let room = named(&cast.dave, "Purged", "public_chat")?;
    for number in 0..5 {
        message(&cast.dave, &room, &format!("to be forgotten {number}"))?;
    }
    let last = message(&cast.dave, &room, "to be kept")?;
    let answer = site.admin.post(
        &path("/_synapse/admin/v1/purge_history/{}", &[&room]),
        &json!({"purge_up_to_event_id": last, "delete_local_events": true}),
    )?;
    let id = text(&answer, "purge_id")?;
    wait(
        site.admin,
        &path("/_synapse/admin/v1/purge_history_status/{}", &[&id]),
    )?;
    manifest.rooms.all.push(room.clone());
    manifest.rooms.purged = room;
    manifest.tasks.purge = id;
    Ok(())
}

fn redact(site: &Site<'_>, cast: &Cast, manifest: &mut Manifest) -> Result<()> {
    let room = named(&cast.dave, "Redacted", "public_chat")?;
    join(&cast.spammer, &room)?;
    for number in 0..3 {
        message(&cast.spammer, &room, &format!("buy this {number}"))?;
    }
    manifest.rooms.all.push(room.clone());
    let reply = site.admin.send(
        "POST",
        &path(
            "/_synapse/admin/v1/user/{}/redact",
            &[&cast.spammer.user_id],
        ),
        Some(&json!({"rooms": [room], "reason": "spam"})),
    )?;
    if let Some(answer) = optional(manifest, "redact_user_events", reply)? {
        let id = text(&answer, "redact_id")?;
        wait(
            site.admin,
            &path("/_synapse/admin/v1/user/redact_status/{}", &[&id]),
        )?;
        manifest.tasks.redaction = Some(id);
    }
    manifest.rooms.redacted = room;
    Ok(())
}

/// Waits until the server says that it is done.
fn wait(admin: &Session, path: &str) -> Result<()> {
    let deadline = Instant::now() + LIMIT;
    loop {
        let answer = admin.get(path)?;
        match answer["status"].as_str() {
            Some("complete") => return Ok(()),
            Some("failed") => bail!("{path} answered {answer}"),
            _ if Instant::now() >= deadline => bail!("{path} still answers {answer}"),
            _ => thread::sleep(POLL),
        }
    }
}
