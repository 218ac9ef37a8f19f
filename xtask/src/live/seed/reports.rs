//! Reports of events and of accounts.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::Site;
use super::cast::Cast;
use super::events::message;
use super::optional::optional;
use crate::live::http::path;
use crate::live::manifest::Manifest;

pub(super) fn file(site: &Site<'_>, cast: &Cast, manifest: &mut Manifest) -> Result<()> {
    let room = manifest.rooms.main.clone();
    let culprit = cast.trouble.user_id.clone();
    for number in 0..4 {
        let event = message(
            &cast.trouble,
            &room,
            &format!("something bad, part {number}"),
        )?;
        for (reporter, body) in [
            (&cast.bob, json!({"reason": "spám 🚫", "score": -100})),
            (&cast.carol, json!({"reason": ""})),
            (&cast.dave, json!({})),
        ] {
            let path = path("/_matrix/client/v3/rooms/{}/report/{}", &[&room, &event]);
            reporter.post(&path, &body)?;
        }
    }
    for reporter in [&cast.alice, &cast.bob, &cast.carol, &cast.dave, site.user] {
        let path = path("/_matrix/client/v3/users/{}/report", &[&culprit]);
        let body = json!({"reason": format!("says {}", reporter.user_id)});
        let reply = reporter.send("POST", &path, Some(&body))?;
        optional(manifest, "report_user", reply)?;
    }
    let answer = site
        .admin
        .get("/_synapse/admin/v1/event_reports?limit=100")?;
    manifest.reports.events = ids(&answer, "event_reports")?;
    let reply = site
        .admin
        .send("GET", "/_synapse/admin/v1/user_reports?limit=100", None)?;
    if let Some(answer) = optional(manifest, "list_user_reports", reply)? {
        manifest.reports.users = ids(&answer, "user_reports")?;
    }
    manifest.reports.reported_event_sender.clone_from(&culprit);
    manifest.reports.reported_user = culprit;
    Ok(())
}

fn ids(answer: &Value, key: &str) -> Result<Vec<i64>> {
    let reports = answer[key]
        .as_array()
        .with_context(|| format!("no `{key}` in {answer}"))?;
    Ok(reports
        .iter()
        .filter_map(|report| report["id"].as_i64())
        .collect())
}
