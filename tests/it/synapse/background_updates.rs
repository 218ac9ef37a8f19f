//! Verbs on background updates, and waiting for them.

use std::time::Duration;

use chatadm::{Error, Timestamp, synapse::BackgroundJob};
use serde_json::{Value, json};
use wiremock::{Mock, ResponseTemplate, matchers::path};

use crate::support::{api::Site, verb::synapse};

const STATUS: &str = "/_synapse/admin/v1/background_updates/status";
const ENABLED: &str = "/_synapse/admin/v1/background_updates/enabled";
const START: &str = "/_synapse/admin/v1/background_updates/start_job";

#[tokio::test]
async fn status_shows_what_is_running() {
    let status = synapse("get_background_updates_status", STATUS)
        .check(async |site| site.synapse.background_updates().status().await)
        .await;
    assert_eq!(status.current_updates.len(), 1);
}

#[tokio::test]
async fn is_enabled_asks_for_the_switch_alone() {
    let enabled = synapse("get_background_updates_enabled", ENABLED)
        .answer(&json!({"enabled": false}))
        .check(async |site| site.synapse.background_updates().is_enabled().await)
        .await;
    assert!(!enabled);
}

#[tokio::test]
async fn enable_and_disable_turn_the_switch() {
    synapse("set_background_updates_enabled", ENABLED)
        .body(json!({"enabled": true}))
        .check(async |site| site.synapse.background_updates().enable().await)
        .await;
    synapse("set_background_updates_enabled", ENABLED)
        .body(json!({"enabled": false}))
        .check(async |site| site.synapse.background_updates().disable().await)
        .await;
}

#[tokio::test]
async fn run_names_the_job_and_its_settings() {
    synapse("start_background_update_job", START)
        .body(json!({"job_name": "regenerate_directory"}))
        .check(async |site| {
            let updates = site.synapse.background_updates();
            updates.run(BackgroundJob::RegenerateDirectory).send().await
        })
        .await;
    synapse("start_background_update_job", START)
        .body(json!({"job_name": "event_resign", "old_key": "ed25519:a abc", "before_ts": 1500}))
        .check(async |site| {
            let updates = site.synapse.background_updates();
            let job = updates.run(BackgroundJob::EventResign);
            let job = job.old_key("ed25519:a abc");
            job.before(Timestamp::from_millis(1500)).send().await
        })
        .await;
}

#[tokio::test]
async fn settings_that_a_job_would_ignore_are_refused() {
    let site = Site::start().await;
    let updates = site.synapse.background_updates();
    let job = updates.run(BackgroundJob::PopulateStatsProcessRooms);
    let error = job.before(Timestamp::default()).send().await.unwrap_err();
    assert!(matches!(error, Error::Argument { .. }), "{error:?}");
    assert!(error.is_bad_request());
    assert!(site.server.received_requests().await.unwrap().is_empty());
}

fn status(names: &[&str]) -> ResponseTemplate {
    let updates: Value = names
        .iter()
        .map(|name| {
            let update = json!({
                "name": name, "total_item_count": 1, "total_duration_ms": 0.5,
                "average_items_per_ms": null,
            });
            (format!("database of {name}"), update)
        })
        .collect();
    ResponseTemplate::new(200).set_body_json(json!({"enabled": true, "current_updates": updates}))
}

#[tokio::test]
async fn waiting_ends_when_nothing_runs() {
    let site = Site::start().await;
    let asked = || Mock::given(path(format!("/prefix{STATUS}")));
    asked()
        .respond_with(status(&["one"]))
        .up_to_n_times(1)
        .expect(1)
        .mount(&site.server)
        .await;
    asked()
        .respond_with(status(&[]))
        .expect(1)
        .mount(&site.server)
        .await;
    let updates = site.synapse.background_updates();
    let idle = updates.wait_idle(Duration::from_secs(60)).await.unwrap();
    assert!(idle.enabled && idle.current_updates.is_empty());
}

#[tokio::test]
async fn waiting_too_long_names_what_still_runs() {
    let site = Site::start().await;
    Mock::given(path(format!("/prefix{STATUS}")))
        .respond_with(status(&["one", "two"]))
        .expect(1)
        .mount(&site.server)
        .await;
    let updates = site.synapse.background_updates();
    let error = updates.wait_idle(Duration::ZERO).await.unwrap_err();
    let Error::WaitTimedOut { id, polls, .. } = &error else {
        panic!("{error:?}")
    };
    assert_eq!((id.as_str(), *polls), ("one, two", 1));
    assert!(error.is_timeout());
}
