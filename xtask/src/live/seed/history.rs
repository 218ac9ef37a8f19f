//! Rows that old servers have and that no API makes any more.
//!
//! Old releases let anything be a local part, and those accounts live on. Rooms shared with another
//! server need that other server. Both are written into the database, next to the running server.

use std::process::{Command, Stdio};

use anyhow::{Result, ensure};
use serde_json::json;

use super::Site;
use super::account::user_id;
use crate::live::config;
use crate::live::manifest::Manifest;
use crate::live::process::Process;

/// Outside today's grammar.
const LOCALPARTS: [&str; 7] = [
    "UPPER",
    "Alice Historic",
    "per%cent%2F",
    "hash#tag?query=1&x=y",
    "naïve",
    "用户",
    "semi;colon,\"quotes\"\\",
];

pub(super) fn insert(site: &Site<'_>, manifest: &mut Manifest) -> Result<()> {
    let users: Vec<String> = LOCALPARTS
        .iter()
        .map(|localpart| user_id(localpart))
        .collect();
    let destination = manifest
        .federation
        .destinations
        .first()
        .cloned()
        .unwrap_or_default();
    let rooms = [manifest.rooms.main.clone(), manifest.rooms.busy.clone()];
    let plan = json!({
        "database": site.server.directory().join(config::DATABASE),
        "users": users,
        "destination": destination,
        "rooms": rooms,
    });
    let mut command = Command::new(site.python);
    command
        .args(["-c", include_str!("history.py")])
        .arg(plan.to_string())
        .stdout(Stdio::null());
    let status = Process::background(&mut command)?.wait()?;
    ensure!(
        status.success(),
        "the historic rows could not be written ({status})"
    );
    manifest.users.all.extend_from_slice(&users);
    manifest.users.historic = users;
    manifest.federation.with_rooms = destination;
    manifest.federation.shared_rooms = rooms.into();
    Ok(())
}
