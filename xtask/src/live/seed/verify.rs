//! Asks the server whether the manifest is true.
//!
//! A test that counts against a wrong manifest would send its reader looking in the wrong place.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result, bail};

use super::Site;
use crate::live::manifest::Manifest;

/// More than any seed makes, so that one page holds everything.
const EVERYTHING: &str = "limit=1000000";

pub(super) fn verify(site: &Site<'_>, manifest: &mut Manifest) -> Result<()> {
    manifest.users.all.sort();
    manifest.rooms.all.sort();
    let filter = "guests=true&deactivated=true&locked=true";
    let users = format!("/_synapse/admin/v2/users?{EVERYTHING}&{filter}");
    compare(site, &users, "users", "name", &manifest.users.all)?;
    let rooms = format!("/_synapse/admin/v1/rooms?{EVERYTHING}");
    compare(site, &rooms, "rooms", "room_id", &manifest.rooms.all)
}

fn compare(site: &Site<'_>, path: &str, list: &str, key: &str, expected: &[String]) -> Result<()> {
    let answer = site.admin.get(path)?;
    let entries = answer[list]
        .as_array()
        .with_context(|| format!("no `{list}` in the answer"))?;
    let listed: BTreeSet<&str> = entries
        .iter()
        .filter_map(|entry| entry[key].as_str())
        .collect();
    let expected: BTreeSet<&str> = expected.iter().map(String::as_str).collect();
    if listed == expected {
        return Ok(());
    }
    bail!(
        "the manifest and the server disagree about {list}: only the server has {:?}, only the \
         manifest has {:?}",
        listed.difference(&expected).collect::<Vec<_>>(),
        expected.difference(&listed).collect::<Vec<_>>()
    )
}
