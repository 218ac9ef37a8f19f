//! Other servers: each verb, with what it sends and prints.

use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::site::Site;

const SERVERS: &str = "/_synapse/admin/v1/federation/destinations";

fn server(name: &str, failure: Option<i64>) -> Value {
    json!({"destination": name, "failure_ts": failure, "retry_last_ts": 0, "retry_interval": 0,
        "last_successful_stream_ordering": null})
}

#[tokio::test]
async fn servers_that_fail_are_found() {
    let site = Site::new().await;
    let servers = [
        server("good.org", None),
        server("bad.org", Some(1_767_225_600_000)),
    ];
    site.get(SERVERS, json!({"destinations": servers, "total": 2}))
        .await;
    let list = ["syn", "federation", "list"];
    let more = [
        "--failing",
        "--name",
        "org",
        "-s",
        "failure_ts",
        "-r",
        "-o",
        "ids",
    ];
    let run = site.run(&[&list[..], &more].concat());
    assert_eq!(run.stdout, "bad.org\n", "{run:?}");
    let query = site.reads().await.remove(0);
    for part in ["destination=org", "order_by=failure_ts", "dir=b"] {
        assert!(query.contains(part), "{part}: {query}");
    }
    assert_eq!(site.run(&list).json().as_array().unwrap().len(), 2);
    assert_eq!(site.run(&[&list[..], &["--sort", "mood"]].concat()).code, 2);
}

#[tokio::test]
async fn a_server_is_shown_with_its_rooms() {
    let site = Site::new().await;
    site.get(&format!("{SERVERS}/bad.org"), server("bad.org", None))
        .await;
    let rooms = json!({"rooms": [{"room_id": "!r:example.org", "stream_ordering": 4}], "total": 1});
    site.get(&format!("{SERVERS}/bad.org/rooms"), rooms).await;
    let run = site.run(&["syn", "federation", "show", "bad.org"]);
    assert_eq!(run.json()["destination"], "bad.org", "{run:?}");
    let run = site.run(&[
        "syn",
        "federation",
        "show",
        "bad.org",
        "bad.org",
        "-o",
        "ids",
    ]);
    assert_eq!(run.stdout, "bad.org\nbad.org\n", "{run:?}");
    let run = site.run(&["syn", "federation", "rooms", "bad.org", "-o", "ids", "-r"]);
    assert_eq!(run.stdout, "!r:example.org\n", "{run:?}");
    assert!(site.reads().await.pop().unwrap().contains("dir=b"));
    assert_eq!(site.run(&["syn", "federation", "show", "gone.org"]).code, 5);
    assert_eq!(site.run(&["syn", "federation", "show", "a b"]).code, 2);
}

#[tokio::test]
async fn connections_are_reset_one_and_many() {
    let site = Site::new().await;
    for name in ["a.org", "b.org"] {
        let done = ResponseTemplate::new(200).set_body_json(json!({}));
        site.answer("POST", &format!("{SERVERS}/{name}/reset_connection"), done)
            .await;
    }
    let reset = ["syn", "federation", "reset"];
    assert_eq!(site.run(&[&reset[..], &["a.org"]].concat()).code, 0);
    assert_eq!(
        site.run(&[&reset[..], &["a.org", "b.org"]].concat()).code,
        2
    );
    let file = site.path("servers");
    std::fs::write(&file, "a.org\nb.org\n").unwrap();
    let run = site.run(&[&reset[..], &["--from-file", file.to_str().unwrap(), "-y"]].concat());
    assert_eq!(run.json().as_array().unwrap().len(), 2, "{run:?}");
    assert_eq!(site.changes().await.len(), 3);
}

#[tokio::test]
async fn servers_that_fail_are_reset_together() {
    let site = Site::new().await;
    let servers = [server("good.org", None), server("bad.org", Some(1))];
    site.get(SERVERS, json!({"destinations": servers, "total": 2}))
        .await;
    let reset = ["syn", "federation", "reset"];
    let dry = site.run(&[&reset[..], &["--failing", "--name", "org", "-n"]].concat());
    let at = format!("{SERVERS}/bad.org/reset_connection");
    assert_eq!(
        dry.json(),
        json!([{"method": "POST", "path": at, "body": null}]),
        "{dry:?}"
    );
    assert!(site.reads().await[0].contains("destination=org"));
    assert_eq!(site.run(&reset).code, 2);
    assert_eq!(
        site.run(&[&reset[..], &["a.org", "--failing"]].concat())
            .code,
        2
    );
}
