//! What was said: messages, history, redactions, notices, reports.

use serde_json::json;

use crate::site::{Site, texts};

pub(super) fn script(site: &Site) {
    let name = site.name("eve");
    site.good(&[
        "synapse",
        "user",
        "create",
        &name,
        "--password-file",
        "/etc/hostname",
    ]);
    let login = site.json(&[
        "synapse",
        "user",
        "login",
        &name,
        "--expire",
        "1h",
        "--show-token",
    ]);
    let token = login["access_token"].as_str().unwrap().to_owned();
    let body = json!({"name": "spam", "preset": "public_chat"}).to_string();
    let made = site.run_as(
        &token,
        &[
            "api",
            "POST",
            "/_matrix/client/v3/createRoom",
            "--body",
            &body,
        ],
    );
    let room = made.json()["room_id"].as_str().unwrap().to_owned();
    let say = |text: &str, transaction: &str| {
        let path = format!("/_matrix/client/v3/rooms/{room}/send/m.room.message/{transaction}");
        let body = json!({"msgtype": "m.text", "body": text}).to_string();
        let run = site.run_as(&token, &["api", "PUT", &path, "--body", &body]);
        run.json()["event_id"].as_str().unwrap().to_owned()
    };
    let event = say("buy now", "1");
    say("buy more", "2");

    let messages = site.json(&["synapse", "room", "messages", &room]);
    assert!(messages.to_string().contains("buy more"), "{messages}");
    let shown = site.json(&["synapse", "event", "show", &event]);
    assert!(shown.to_string().contains("buy now"), "{shown}");
    let tips = site.json(&["synapse", "room", "extremities", &room]);
    assert_eq!(tips.as_array().unwrap().len(), 1);

    let path = format!("/_matrix/client/v3/rooms/{room}/report/{event}");
    let report = ["api", "POST", &path, "--body", r#"{"reason": "spam"}"#];
    let run = site.run_as(&token, &report);
    assert_eq!(run.code, 0, "{run:?}");
    let reports = site.json(&["synapse", "report", "events", "list", "--room", &room]);
    assert_eq!(texts(&reports, "event_id"), [event]);
    let number = reports[0]["id"].to_string();
    site.good(&["synapse", "report", "events", "show", &number]);
    site.good(&["synapse", "report", "events", "dismiss", &number, "-y"]);
    assert_eq!(
        site.json(&["synapse", "report", "events", "list", "--room", &room]),
        json!([])
    );

    let redaction = site.json(&[
        "synapse", "user", "redact", &name, "--reason", "spam", "-y", "--wait",
    ]);
    assert_eq!(redaction[0]["result"]["failed_redactions"], json!({}));
    let messages = site.json(&["synapse", "room", "messages", &room]);
    assert!(!messages.to_string().contains("buy more"), "{messages}");
    let purge = site.json(&["synapse", "history", "purge", &room, "--before", "0s", "-y"]);
    assert!(purge.to_string().contains("complete"), "{purge}");

    let sent = site.json(&[
        "synapse", "notice", "send", "--to", &name, "--text", "be kind", "-y",
    ]);
    assert_eq!(texts(&sent, "outcome"), ["done"]);
}
