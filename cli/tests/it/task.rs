//! Work that the server does in the background.

use serde_json::{Value, json};
use wiremock::{
    Mock, ResponseTemplate,
    matchers::{method, path, query_param},
};

use crate::site::Site;

const TASKS: &str = "/_synapse/admin/v1/scheduled_tasks";

fn task(id: &str, status: &str) -> Value {
    json!({
        "id": id, "action": "shutdown_and_purge_room", "status": status, "timestamp_ms": 1_767_225_600_000_i64,
        "resource_id": "!a:example.org", "result": null, "error": null,
    })
}

#[tokio::test]
async fn tasks_are_listed_as_they_were_asked_for() {
    let site = Site::new().await;
    Mock::given(method("GET"))
        .and(path(TASKS))
        .and(query_param("job_status", "active"))
        .and(query_param("resource_id", "!a:example.org"))
        .and(query_param("action_name", "purge_room"))
        .respond_with(
            ResponseTemplate::new(200)
                .set_body_json(json!({"scheduled_tasks": [task("t1", "active")]})),
        )
        .mount(&site.server)
        .await;
    let args = [
        "--status",
        "active",
        "--resource",
        "!a:example.org",
        "--action",
        "purge_room",
    ];
    let run = site.run(&[&["syn", "task", "list"], &args[..]].concat());
    assert_eq!(run.json()[0]["id"], "t1", "{run:?}");
    assert_eq!(
        site.run(&["syn", "task", "list", "--status", "asleep"])
            .code,
        2
    );
}

#[tokio::test]
async fn waiting_ends_as_the_task_does() {
    for (status, code) in [("complete", 0), ("failed", 12), ("active", 11)] {
        let site = Site::new().await;
        site.get(TASKS, json!({"scheduled_tasks": [task("t1", status)]}))
            .await;
        let run = site.run(&["syn", "task", "wait", "t1", "--wait-timeout", "0s"]);
        assert_eq!(run.code, code, "{run:?}");
        if code == 0 {
            assert_eq!(run.json()["status"], "complete");
        } else {
            assert!(
                run.error()["message"].as_str().unwrap().contains("t1"),
                "{run:?}"
            );
        }
    }
}

#[tokio::test]
async fn tasks_are_watched_until_all_are_over() {
    for (format, listed) in [("json", 1), ("jsonl", 2)] {
        let site = Site::new().await;
        let all = |status: &str| {
            ResponseTemplate::new(200)
                .set_body_json(json!({"scheduled_tasks": [task("t1", status)]}))
        };
        Mock::given(method("GET"))
            .and(path(TASKS))
            .respond_with(all("active"))
            .up_to_n_times(1)
            .mount(&site.server)
            .await;
        site.answer("GET", TASKS, all("complete")).await;
        let run = site.run(&["syn", "task", "list", "--watch", "-o", format]);
        assert_eq!(run.code, 0, "{run:?}");
        assert_eq!(run.stdout.matches("\"t1\"").count(), listed, "{run:?}");
        assert!(run.stdout.contains("complete"), "{run:?}");
        let is_said = run.stderr.contains("shutdown_and_purge_room t1: complete");
        assert_eq!(is_said, format == "json", "{run:?}");
    }
    let site = Site::new().await;
    assert_eq!(
        site.run(&["syn", "task", "list", "--watch", "--status", "active"])
            .code,
        2
    );
}
