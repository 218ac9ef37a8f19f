//! Other servers that this one has tried to reach.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Map, Value, json};

use super::Site;
use crate::live::manifest::Manifest;
use crate::live::process::POLL;

/// Addresses of this machine, where nobody answers and where the server refuses to connect anyway.
const DESTINATIONS: [&str; 4] = ["127.0.0.1:1", "127.0.0.2:1", "127.0.0.3:1", "[::1]:1"];

/// The server writes down what happened after it has answered.
const LIMIT: Duration = Duration::from_secs(10);

pub(super) fn meet(site: &Site<'_>, manifest: &mut Manifest) -> Result<()> {
    // Of all requests to other servers, this is one whose failure the server remembers.
    let strangers: Map<String, Value> = DESTINATIONS
        .iter()
        .map(|destination| (format!("@nobody:{destination}"), json!([])))
        .collect();
    site.user.post(
        "/_matrix/client/v3/keys/query",
        &json!({"device_keys": strangers, "timeout": 1000}),
    )?;
    let deadline = Instant::now() + LIMIT;
    loop {
        let answer = site
            .admin
            .get("/_synapse/admin/v1/federation/destinations?limit=100")?;
        let list = answer["destinations"]
            .as_array()
            .context("no list of destinations")?;
        if list.len() == DESTINATIONS.len() {
            let names = list
                .iter()
                .filter_map(|destination| destination["destination"].as_str());
            manifest.federation.destinations = names.map(str::to_owned).collect();
            return Ok(());
        }
        ensure!(
            Instant::now() < deadline,
            "the server does not remember whom it failed to reach"
        );
        thread::sleep(POLL);
    }
}
