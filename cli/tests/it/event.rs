//! Single events.

use serde_json::{Value, json};
use wiremock::{
    Mock, ResponseTemplate,
    matchers::{method, path, query_param},
};

use crate::site::{ME, Site};

fn event(id: &str) -> Value {
    json!({
        "type": "m.room.message", "event_id": id, "room_id": "!a:example.org", "sender": ME, "user_id": ME,
        "origin_server_ts": 1_767_225_600_000_i64, "content": {"body": id},
    })
}

async fn site() -> Site {
    let site = Site::new().await;
    let fetched = json!({"event": {
        "type": "m.room.message", "room_id": "!a:example.org", "sender": ME, "content": {"body": "hi"},
        "origin_server_ts": 1_767_225_600_000_i64, "auth_events": [], "prev_events": [], "depth": 3,
        "hashes": {"sha256": "x"}, "signatures": {}, "unsigned": {},
    }});
    site.get("/_synapse/admin/v1/fetch_event/$x", fetched).await;
    let context = json!({
        "start": "s", "end": "e", "event": event("$x"), "events_before": [event("$w"), event("$v")],
        "events_after": [event("$y")], "state": [],
    });
    Mock::given(method("GET"))
        .and(path("/_synapse/admin/v1/rooms/!a:example.org/context/$x"))
        .and(query_param("limit", "3"))
        .respond_with(ResponseTemplate::new(200).set_body_json(context))
        .mount(&site.server)
        .await;
    site
}

#[tokio::test]
async fn an_event_is_shown_as_servers_exchange_it() {
    let site = site().await;
    let run = site.run(&["syn", "event", "show", "$x"]);
    assert_eq!(run.json()["content"]["body"], "hi", "{run:?}");
    assert_eq!(run.json()["event_id"], "$x");
    assert_eq!(site.run(&["syn", "event", "show", "x"]).code, 2);
    assert_eq!(site.run(&["syn", "event", "show", "$nowhere"]).code, 5);
}

#[tokio::test]
async fn what_was_sent_around_an_event_comes_in_order() {
    let site = site().await;
    for more in [&[][..], &["--room", "!a:example.org"]] {
        let args = ["syn", "event", "show", "$x", "--context", "3", "-o", "ids"];
        let run = site.run(&[&args[..], more].concat());
        assert_eq!(run.stdout, "$v\n$w\n$x\n$y\n", "{run:?}");
    }
}
