//! The server itself: versions, background work, statistics, other servers.

use crate::site::{Site, texts};

pub(super) fn script(site: &Site) {
    let version = site.json(&["synapse", "version", "--server"]);
    let known = site.seeded("/synapse_version");
    assert!(
        known.starts_with(version["server"].as_str().unwrap_or(known)),
        "{version}"
    );
    site.good(&["version"]);
    let checks = site.json(&["doctor"]);
    assert!(
        texts(&checks, "result")
            .iter()
            .all(|result| result != "failed"),
        "{checks}"
    );

    let updates = site.json(&["synapse", "updates", "status"]);
    assert_eq!(updates["enabled"], true);
    site.good(&["synapse", "updates", "pause", "-y"]);
    assert_eq!(
        site.json(&["synapse", "updates", "status"])["enabled"],
        false
    );
    site.good(&["synapse", "updates", "resume", "-y"]);
    let tasks = site.json(&["synapse", "task", "list"]);
    assert!(tasks.is_array());
    let top = site.json(&["synapse", "stats", "media"]);
    assert!(!texts(&top, "user_id").is_empty());
    // SQLite cannot tell the size of a room, and the server says so.
    let refused = site.bad(6, &["synapse", "stats", "rooms"]);
    assert_eq!(refused["operation"], "get_largest_rooms_statistics");

    let servers = site.json(&["synapse", "federation", "list"]);
    let first = texts(&servers, "destination")[0].clone();
    let shown = site.json(&["synapse", "federation", "show", &first]);
    assert!(shown.to_string().contains(&first));
    site.good(&["synapse", "federation", "rooms", &first]);
    let groups = site.run(&["synapse", "group", "delete", "+x:example.org"]);
    assert_eq!((groups.code, groups.stdout.as_str()), (2, ""));

    let rooms = site.json(&["api", "list_rooms", "--param", "limit=1"]);
    assert_eq!(rooms["rooms"].as_array().unwrap().len(), 1);
    let id = format!("user_id={}", site.seeded("/user"));
    let get = ["api", "get_user", "--api", "synapse", "--param", &id];
    let name = site.good(&[&get[..], &["--jq", ".name"]].concat());
    assert_eq!(name.stdout.trim_end(), site.seeded("/user"));
}
