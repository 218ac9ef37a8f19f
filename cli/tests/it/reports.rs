//! Reports of users: each verb, with what it sends, asks and prints.

use serde_json::json;
use wiremock::ResponseTemplate;

use crate::site::Site;

const EVENTS: &str = "/_synapse/admin/v1/event_reports";
const USERS: &str = "/_synapse/admin/v1/user_reports";

#[tokio::test]
async fn reports_about_events_are_listed_shown_and_dismissed() {
    let site = Site::new().await;
    let mut report = json!({
        "id": 7, "received_ts": 1_767_225_600_000_i64, "user_id": "@ada:example.org",
        "sender": "@bob:example.org", "room_id": "!r:example.org", "event_id": "$e", "reason": "spam",
        "score": null, "name": null, "canonical_alias": null,
    });
    site.get(EVENTS, json!({"event_reports": [report], "total": 1}))
        .await;
    let list = ["syn", "report", "events", "list"];
    let run = site.run(
        &[
            &list[..],
            &[
                "--user",
                "ada",
                "--room",
                "!r",
                "--sender",
                "bob",
                "--reverse",
            ],
        ]
        .concat(),
    );
    assert_eq!(run.json()[0]["id"], 7, "{run:?}");
    let query = site.reads().await.remove(0);
    for part in [
        "user_id=ada",
        "room_id=",
        "event_sender_user_id=",
        "dir=f",
        "limit=100",
    ] {
        assert!(query.contains(part), "{part}: {query}");
    }
    report["event_json"] = json!({"type": "m.room.message", "sender": "@bob:example.org", "room_id": "!r:example.org",
        "content": {"body": "buy"}, "origin_server_ts": 1, "depth": 1, "auth_events": [], "prev_events": [],
        "hashes": {"sha256": "x"}, "signatures": {}, "unsigned": {}});
    site.get(&format!("{EVENTS}/7"), report).await;
    let run = site.run(&["syn", "report", "events", "show", "7"]);
    assert_eq!(
        run.json()["event_json"]["content"]["body"],
        "buy",
        "{run:?}"
    );
    dismiss(&site, "events", EVENTS).await;
}

#[tokio::test]
async fn reports_about_users_are_listed_shown_and_dismissed() {
    let site = Site::new().await;
    let report = json!({
        "id": 7, "received_ts": 1_767_225_600_000_i64, "user_id": "@ada:example.org",
        "target_user_id": "@bob:example.org", "reason": "spam",
    });
    site.get(
        USERS,
        json!({"user_reports": [report], "total": 3, "next_token": 1}),
    )
    .await;
    let list = ["syn", "report", "users", "list"];
    let run = site.run(
        &[
            &list[..],
            &["--user", "ada", "--target", "bob", "-l", "1", "-f", "0"],
        ]
        .concat(),
    );
    assert_eq!(run.json(), json!([report]), "{run:?}");
    assert!(
        run.stderr.contains("1 of 3") && run.stderr.contains("--from 1"),
        "{run:?}"
    );
    let query = site.reads().await.remove(0);
    for part in ["user_id=ada", "target_user_id=%40bob", "limit=1", "from=0"] {
        assert!(query.contains(part), "{part}: {query}");
    }
    site.get(&format!("{USERS}/7"), report.clone()).await;
    let run = site.run(&["syn", "report", "users", "show", "7"]);
    assert_eq!(run.json(), report, "{run:?}");
    let run = site.run(&["syn", "report", "users", "show", "7", "7", "-o", "ids"]);
    assert_eq!(run.stdout, "7\n7\n", "{run:?}");
    dismiss(&site, "users", USERS).await;
}

async fn dismiss(site: &Site, noun: &str, at: &str) {
    let done = ResponseTemplate::new(200).set_body_json(json!({}));
    site.answer("DELETE", &format!("{at}/7"), done).await;
    assert_eq!(site.run(&["syn", "report", noun, "dismiss", "7"]).code, 2);
    let dry = site.run(&["syn", "report", noun, "dismiss", "7", "-n"]);
    assert_eq!(dry.json()[0]["path"], format!("{at}/7"), "{dry:?}");
    assert_eq!(site.changes().await, [""; 0]);
    let run = site.run(&["syn", "report", noun, "dismiss", "7", "-y"]);
    assert_eq!(run.json()[0]["outcome"], "done", "{run:?}");
    assert_eq!(site.changes().await, [format!("DELETE {at}/7")]);
    assert_eq!(
        site.run(&["syn", "report", noun, "dismiss", "8", "-y"])
            .code,
        5
    );
    assert_eq!(site.run(&["syn", "report", noun, "show", "x"]).code, 2);
}
