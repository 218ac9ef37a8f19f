//! Background updates: each verb, with what it sends, asks and prints.

use serde_json::{Value, json};
use wiremock::{
    Mock, ResponseTemplate,
    matchers::{method, path},
};

use crate::site::Site;

const UPDATES: &str = "/_synapse/admin/v1/background_updates";

fn ok(body: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

fn idle() -> Value {
    json!({"enabled": true, "current_updates": {}})
}

#[tokio::test]
async fn the_switch_is_turned_and_the_state_told() {
    let site = Site::new().await;
    site.get(&format!("{UPDATES}/status"), idle()).await;
    site.answer(
        "POST",
        &format!("{UPDATES}/enabled"),
        ok(json!({"enabled": true})),
    )
    .await;
    let run = site.run(&["syn", "updates", "status"]);
    assert_eq!(run.json(), idle(), "{run:?}");
    for (verb, enabled) in [("pause", false), ("resume", true)] {
        let dry = site.run(&["syn", "updates", verb, "-n"]);
        assert_eq!(dry.json()["body"], json!({"enabled": enabled}), "{dry:?}");
        let run = site.run(&["syn", "updates", verb]);
        assert_eq!(run.json(), idle(), "{run:?}");
        let (at, body) = site.bodies().await.pop().unwrap();
        assert_eq!(
            (at, body),
            (
                format!("POST {UPDATES}/enabled"),
                json!({"enabled": enabled})
            )
        );
    }
    assert_eq!(site.changes().await.len(), 2);
    assert_eq!(
        site.run(&["syn", "updates", "pause", "--read-only"]).code,
        3
    );
}

#[tokio::test]
async fn a_job_is_started_and_waited_for() {
    let site = Site::new().await;
    site.answer("POST", &format!("{UPDATES}/start_job"), ok(json!({})))
        .await;
    let busy = json!({"name": "regenerate", "total_item_count": 1, "total_duration_ms": 1.0, "average_items_per_ms": 1.0});
    let status = format!("{UPDATES}/status");
    Mock::given(method("GET"))
        .and(path(status.as_str()))
        .respond_with(ok(
            json!({"enabled": true, "current_updates": {"master": busy}}),
        ))
        .up_to_n_times(1)
        .mount(&site.server)
        .await;
    site.get(&status, idle()).await;
    let start = ["syn", "updates", "run", "regenerate_directory"];
    assert_eq!(site.run(&start).code, 2);
    assert_eq!(site.changes().await, [""; 0]);
    let run = site.run(&[&start[..], &["--wait=30s", "-y"]].concat());
    assert_eq!(run.json(), idle(), "{run:?}");
    assert_eq!(site.reads().await.len(), 2);
    let run = site.run(&[
        "syn",
        "updates",
        "run",
        "event_resign",
        "--old-key",
        "ed25519:a",
        "--before",
        "@1767225600000",
        "-y",
    ]);
    assert_eq!(run.code, 0, "{run:?}");
    let bodies: Vec<Value> = site
        .bodies()
        .await
        .into_iter()
        .map(|(_, body)| body)
        .collect();
    let resign = json!({"job_name": "event_resign", "old_key": "ed25519:a", "before_ts": 1_767_225_600_000_i64});
    assert_eq!(
        bodies,
        [json!({"job_name": "regenerate_directory"}), resign]
    );
    assert_eq!(
        site.run(&["syn", "updates", "run", "nonsense", "-y"]).code,
        2
    );
}
