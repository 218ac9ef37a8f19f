//! Work that the server does later: scheduled tasks, and updates in the background.

use serde_json::{Value, json};

use crate::{people::text, talk::Talk};

scenarios!(
    a_task_is_found_by_what_it_is_about,
    tasks_that_make_no_sense_are_refused,
    updates_are_switched_off_and_on_and_a_job_waits_for_them,
    a_job_that_nobody_knows_is_refused,
    a_switch_that_makes_no_sense_is_refused,
);

async fn a_task_is_found_by_what_it_is_about(talk: &mut Talk) {
    let alice = talk.session("alice").await;
    let room = talk.public_room(&alice).await;
    talk.call("list_scheduled_tasks")
        .query("resource_id", &room)
        .await;
    let begun = talk.call("delete_room_v2").at(&room).body(json!({})).await;
    let id = text(&begun, "delete_id");
    let over = |job: &Value| matches!(job["status"].as_str(), Some("complete" | "failed"));
    talk.wait_quietly(|talk| talk.call("get_room_delete_status").at(&id), over)
        .await;
    talk.call("list_scheduled_tasks")
        .query("resource_id", &room)
        .await;
    for (name, value) in [
        ("job_status", "complete"),
        ("job_status", "failed"),
        ("action_name", "shutdown_and_purge_room"),
        ("action_name", "nothing"),
        ("max_timestamp", "1"),
        ("max_timestamp", "4102444800000"),
    ] {
        let call = talk
            .call("list_scheduled_tasks")
            .query("resource_id", &room);
        let call = call.query(name, value);
        call.only("/scheduled_tasks", &["action", "status", "resource_id"])
            .await;
    }
}

async fn tasks_that_make_no_sense_are_refused(talk: &mut Talk) {
    for (name, value) in [
        ("job_status", "lost"),
        ("max_timestamp", "-1"),
        ("max_timestamp", "today"),
    ] {
        talk.call("list_scheduled_tasks").query(name, value).await;
    }
}

async fn updates_are_switched_off_and_on_and_a_job_waits_for_them(talk: &mut Talk) {
    let idle = |status: &Value| status["current_updates"] == json!({});
    talk.wait(|talk| talk.call("get_background_updates_status"), idle)
        .await;
    talk.call("get_background_updates_enabled").await;
    talk.call("set_background_updates_enabled")
        .body(json!({"enabled": false}))
        .await;
    talk.call("get_background_updates_enabled").await;
    talk.call("get_background_updates_status").await;
    let job = json!({"job_name": "populate_stats_process_rooms"});
    talk.call("start_background_update_job")
        .body(job.clone())
        .await;
    talk.call("start_background_update_job").body(job).await;
    talk.call("set_background_updates_enabled")
        .body(json!({"enabled": true}))
        .await;
    talk.wait(|talk| talk.call("get_background_updates_status"), idle)
        .await;
}

async fn a_job_that_nobody_knows_is_refused(talk: &mut Talk) {
    for text in [
        "",
        "[]",
        "{}",
        r#"{"job_name": "nothing"}"#,
        r#"{"job_name": 5}"#,
    ] {
        talk.call("start_background_update_job").text(text).await;
    }
}

async fn a_switch_that_makes_no_sense_is_refused(talk: &mut Talk) {
    for text in ["", "[]", r#"{"enabled": "yes"}"#, r#"{"enabled": null}"#] {
        talk.call("set_background_updates_enabled").text(text).await;
    }
}
