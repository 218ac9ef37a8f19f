//! Verbs on scheduled tasks, and waiting for one.

use std::time::Duration;

use chatadm::{Error, Timestamp, synapse::ScheduledTaskStatus, synapse::types};
use serde_json::{Value, json};
use wiremock::{Mock, ResponseTemplate, matchers::path};

use crate::support::{api::Site, verb::synapse};

const PATH: &str = "/_synapse/admin/v1/scheduled_tasks";

#[tokio::test]
async fn list_takes_several_actions_and_statuses() {
    let tasks = synapse("list_scheduled_tasks", PATH)
        .query("action_name", "purge_history")
        .query("action_name", "shutdown_and_purge_room")
        .query("resource_id", "!ro/om:example.org")
        .query("job_status", "active")
        .query("job_status", "failed")
        .query("max_timestamp", "1500")
        .check(async |site| {
            let list = site.synapse.scheduled_tasks().list();
            list.actions(["purge_history", "shutdown_and_purge_room"])
                .resource("!ro/om:example.org")
                .statuses([ScheduledTaskStatus::Active, ScheduledTaskStatus::Failed])
                .until(Timestamp::from_millis(1500))
                .send()
                .await
        })
        .await;
    assert_eq!(tasks.len(), 1);
}

fn task(id: &str, status: &str, error: &Value) -> Value {
    json!({
        "id": id, "action": "purge_history", "status": status, "timestamp_ms": 1,
        "resource_id": null, "result": {"done": true}, "error": error,
    })
}

/// What waiting comes to when the lists are these, one after the other.
async fn wait(lists: &[Value]) -> Result<types::ScheduledTask, Error> {
    let site = Site::start().await;
    let (last, first) = lists.split_last().unwrap();
    let asked = || Mock::given(path(format!("/prefix{PATH}")));
    let answer =
        |tasks: &Value| ResponseTemplate::new(200).set_body_json(json!({"scheduled_tasks": tasks}));
    for list in first {
        asked()
            .respond_with(answer(list))
            .up_to_n_times(1)
            .expect(1)
            .mount(&site.server)
            .await;
    }
    asked()
        .respond_with(answer(last))
        .expect(1)
        .mount(&site.server)
        .await;
    let limit = if first.is_empty() { 0 } else { 60 };
    let tasks = site.synapse.scheduled_tasks();
    tasks.wait("t1", Duration::from_secs(limit)).await
}

#[tokio::test]
async fn a_task_is_waited_for_among_others() {
    let other = task("t2", "failed", &json!("not ours"));
    let done = wait(&[
        json!([other, task("t1", "active", &Value::Null)]),
        json!([other, task("t1", "complete", &Value::Null)]),
    ])
    .await
    .unwrap();
    assert_eq!(
        (done.id.as_str(), &done.result.unwrap()["done"]),
        ("t1", &json!(true))
    );
}

#[tokio::test]
async fn a_task_that_did_not_succeed_tells_why() {
    for (list, reason) in [
        (json!([task("t1", "failed", &json!("no room"))]), "no room"),
        (
            json!([task("t1", "failed", &Value::Null)]),
            "the server does not say why",
        ),
        (
            json!([task("t1", "cancelled", &Value::Null)]),
            "it was cancelled",
        ),
        (json!([]), "it is not, or no longer, in the list of tasks"),
    ] {
        let error = wait(&[list]).await.unwrap_err();
        let Error::TaskFailed {
            id, reason: said, ..
        } = &error
        else {
            panic!("{error:?}")
        };
        assert_eq!((id.as_str(), said.as_str()), ("t1", reason));
    }
}

#[tokio::test]
async fn a_task_that_goes_on_keeps_its_id() {
    let error = wait(&[json!([task("t1", "scheduled", &Value::Null)])]).await;
    let error = error.unwrap_err();
    assert!(
        matches!(&error, Error::WaitTimedOut { id, .. } if id == "t1"),
        "{error:?}"
    );
}
