//! Who is logged in where: devices, connections, tokens that act as somebody.

use serde_json::json;

use crate::site::{Site, texts};

pub(super) fn script(site: &Site) {
    let (carol, name) = (site.id("carol"), site.name("carol"));
    site.good(&[
        "synapse",
        "user",
        "create",
        &name,
        "--password-file",
        "/etc/hostname",
    ]);

    let made = site.json(&["synapse", "user", "devices", "create", &name, "PHONE"]);
    assert_eq!(made["device_id"], "PHONE");
    site.good(&["synapse", "user", "devices", "create", &name, "LAPTOP"]);
    site.good(&[
        "synapse",
        "user",
        "devices",
        "rename",
        &name,
        "PHONE",
        "Carol's phone",
    ]);
    let devices = site.json(&["synapse", "user", "devices", "list", &name]);
    let mut ids = texts(&devices, "device_id");
    ids.sort();
    assert_eq!(ids, ["LAPTOP", "PHONE"]);
    let phone = site.json(&["synapse", "user", "devices", "show", &name, "PHONE"]);
    assert_eq!(phone["display_name"], "Carol's phone");
    site.good(&[
        "synapse", "user", "devices", "delete", &name, "LAPTOP", "-y",
    ]);

    // A token that acts as her works, and her connection is then known.
    let login = site.json(&[
        "synapse",
        "user",
        "login",
        &name,
        "--expire",
        "1h",
        "--show-token",
    ]);
    let token = login["access_token"].as_str().unwrap();
    let me = site.run_as(token, &["api", "GET", "/_matrix/client/v3/account/whoami"]);
    assert_eq!(me.json()["user_id"], json!(carol));
    let pushers = site.json(&["synapse", "user", "pushers", &name]);
    assert_eq!(pushers, json!([]));
    let run = site.good(&[
        "synapse",
        "user",
        "whois",
        site.seeded("/admin"),
        "-o",
        "table",
    ]);
    assert!(run.stdout.contains("127.0.0.1"), "{run:?}");

    let rest = site.json(&[
        "synapse",
        "user",
        "devices",
        "prune",
        &name,
        "--unseen-for",
        "0d",
        "--keep",
        "0",
        "--include-never-seen",
        "-y",
    ]);
    assert_eq!(texts(&rest, "outcome"), ["done"]);
    assert_eq!(
        site.json(&["synapse", "user", "devices", "list", &name]),
        json!([])
    );
}
