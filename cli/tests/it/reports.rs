//! Reports of users: each verb, with what it sends, asks and prints.

use serde_json::json;
use wiremock::{
    Mock, ResponseTemplate,
    matchers::{method, path, query_param},
};

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
    let rest = json!({"user_reports": [], "total": 3});
    Mock::given(method("GET"))
        .and(path(USERS))
        .and(query_param("from", "1"))
        .respond_with(ResponseTemplate::new(200).set_body_json(rest))
        .with_priority(1)
        .mount(&site.server)
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

#[tokio::test]
async fn something_is_done_about_an_event_before_its_report_goes() {
    let site = Site::new().await;
    let report = |sender: &str| {
        json!({
            "id": 7, "received_ts": 1, "user_id": "@ada:example.org", "sender": sender, "room_id": "!r:example.org",
            "event_id": "$e/1", "reason": null, "score": null, "name": null, "canonical_alias": null,
            "event_json": {"type": "m.room.message", "sender": sender, "room_id": "!r:example.org", "content": {},
                "origin_server_ts": 1, "depth": 1, "auth_events": [], "prev_events": [], "hashes": {"sha256": "x"},
                "signatures": {}, "unsigned": {}},
        })
    };
    site.get(&format!("{EVENTS}/7"), report("@bob:example.org"))
        .await;
    site.get(&format!("{EVENTS}/8"), report(crate::site::ME))
        .await;
    let redact = "/_matrix/client/v3/rooms/!r:example.org/redact/$e%2F1/chatadm-report-7";
    let suspend = "/_synapse/admin/v1/suspend/@bob:example.org";
    let block = "/_synapse/admin/v1/rooms/!r:example.org/block";
    let ok = |body| ResponseTemplate::new(200).set_body_json(body);
    site.answer("PUT", redact, ok(json!({"event_id": "$r"})))
        .await;
    site.answer(
        "PUT",
        suspend,
        ok(json!({"user_@bob:example.org_suspended": true})),
    )
    .await;
    site.answer("PUT", block, ok(json!({"block": true}))).await;
    site.answer("DELETE", &format!("{EVENTS}/7"), ok(json!({})))
        .await;

    let args = [
        "syn",
        "report",
        "events",
        "dismiss",
        "7",
        "--act",
        "block-room,redact",
        "--act",
        "suspend",
    ];
    let more = ["--reason", "spam"];
    let dry = site.run(&[&args[..], &more, &["-n"]].concat()).json();
    let expected = [
        ("PUT", redact, json!({"reason": "spam"})),
        ("PUT", suspend, json!({"suspend": true})),
        ("PUT", block, json!({"block": true})),
        ("DELETE", &format!("{EVENTS}/7"), json!(null)),
    ];
    let requests = expected
        .iter()
        .map(|(verb, path, body)| json!({"method": verb, "path": path, "body": body}));
    assert_eq!(dry, json!(requests.collect::<Vec<_>>()));
    assert_eq!(site.run(&[&args[..], &more].concat()).code, 2);
    assert_eq!(site.changes().await, [""; 0]);
    let run = site.run(&[&args[..], &more, &["-y"]].concat());
    assert_eq!(run.json()[0]["outcome"], "done", "{run:?}");
    let sent = expected.map(|(verb, path, body)| (format!("{verb} {path}"), body));
    assert_eq!(site.bodies().await, sent);

    let own = site.run(&[
        "syn", "report", "events", "dismiss", "8", "--act", "suspend", "-y",
    ]);
    assert!(
        own.code == 2 && own.stderr.contains("--allow-self"),
        "{own:?}"
    );
    let gone = site.run(&[
        "syn", "report", "events", "dismiss", "9", "--act", "redact", "-y",
    ]);
    assert_eq!(gone.code, 5, "{gone:?}");
    assert_eq!(site.changes().await.len(), 4);
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
    // A list can be dismissed as it was printed.
    let file = site.path("reports.jsonl");
    std::fs::write(&file, "{\"id\": 7}\n").unwrap();
    for more in [
        &["--from-file", file.to_str().unwrap()][..],
        &["--user", "ada"],
    ] {
        let dry = site.run(&[&["syn", "report", noun, "dismiss", "-n"], more].concat());
        assert_eq!(dry.json()[0]["path"], format!("{at}/7"), "{dry:?}");
    }
    for bad in [&[][..], &["7", "--user", "ada"]] {
        assert_eq!(
            site.run(&[&["syn", "report", noun, "dismiss", "-y"], bad].concat())
                .code,
            2
        );
    }
    assert_eq!(
        site.run(&["syn", "report", noun, "dismiss", "8", "-y"])
            .code,
        5
    );
    assert_eq!(site.run(&["syn", "report", noun, "show", "x"]).code, 2);
}
