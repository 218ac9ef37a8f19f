//! Rooms: seen, entered, blocked, deleted.

use serde_json::{Value, json};

use crate::site::{Site, texts};

/// A room that the admin makes, with the server's own API.
fn room(site: &Site, name: &str) -> String {
    let body = json!({"name": name, "preset": "public_chat", "room_version": "11"}).to_string();
    let made = site.json(&[
        "api",
        "POST",
        "/_matrix/client/v3/createRoom",
        "--body",
        &body,
    ]);
    made["room_id"].as_str().unwrap().to_owned()
}

pub(super) fn script(site: &Site) {
    let name = site.name("room");
    let id = room(site, &name);
    let dora = site.id("dora");
    site.accounts(vec![dora.clone()]);

    let rooms = site.json(&["synapse", "room", "list", "--all"]);
    assert!(texts(&rooms, "room_id").contains(&id));
    let found = site.json(&["synapse", "room", "search", &name]);
    assert_eq!(texts(&found, "room_id"), [id.as_str()]);
    let details = site.json(&["synapse", "room", "details", &id]);
    assert_eq!(
        (&details["name"], &details["version"]),
        (&json!(name), &json!("11"))
    );

    site.good(&["synapse", "room", "join", &id, &dora, "-y"]);
    let members = site.json(&["synapse", "room", "members", &id]);
    assert!(members.to_string().contains(&dora), "{members}");
    let rooms = site.json(&["synapse", "user", "rooms", &dora]);
    assert!(rooms.to_string().contains(&id), "{rooms}");
    site.good(&["synapse", "room", "make-admin", &id, &dora, "-y"]);
    let levels = site.json(&[
        "synapse",
        "room",
        "state",
        &id,
        "--type",
        "m.room.power_levels",
    ]);
    assert_eq!(levels[0]["content"]["users"][&dora], 100, "{levels}");

    site.good(&["synapse", "room", "block", &id, "-y"]);
    let status = site.json(&["synapse", "room", "block-status", &id]);
    assert_eq!(first(&status)["block"], true, "{status}");
    site.good(&["synapse", "room", "unblock", &id, "-y"]);
    let status = site.json(&["synapse", "room", "block-status", &id]);
    assert_eq!(first(&status)["block"], false, "{status}");

    // Waited for, and then nowhere.
    let run = site.good(&[
        "synapse",
        "room",
        "delete",
        &id,
        "--yes-delete",
        "-o",
        "json",
    ]);
    assert!(run.stdout.contains("complete"), "{run:?}");
    let gone = site.bad(5, &["synapse", "room", "details", &id]);
    assert_eq!(
        (&gone["status"], &gone["code"]),
        (&json!(404), &json!("M_NOT_FOUND"))
    );

    // Started now, and waited for later.
    let id = room(site, &site.name("later"));
    let started = site.json(&[
        "synapse",
        "room",
        "delete",
        &id,
        "--yes-delete",
        "--no-wait",
    ]);
    let deletion = started.to_string();
    assert!(deletion.contains("delete_id"), "{started}");
    site.good(&["synapse", "room", "delete-status", &id, "--wait"]);
    site.bad(5, &["synapse", "room", "details", &id]);
}

/// The document itself, or the only one of a list.
fn first(document: &Value) -> &Value {
    document.get(0).unwrap_or(document)
}
