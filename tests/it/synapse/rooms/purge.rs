//! Purging history, and waiting for it.

use std::time::Duration;

use chatadm::{Error, Timestamp, synapse::HistoryPurgeStatus};
use serde_json::{Value, json};
use wiremock::{Mock, ResponseTemplate, matchers::path};

use super::{EVENT, ROOM, event, room};
use crate::support::{api::Site, verb::synapse};

#[tokio::test]
async fn history_is_purged_up_to_an_event() {
    let operation = "purge_history_up_to_event";
    let path = format!("/_synapse/admin/v1/purge_history/{ROOM}/{EVENT}");
    let id = synapse(operation, &path)
        .body(json!({"delete_local_events": true}))
        .answer(&json!({"purge_id": "p1"}))
        .check(async |site| {
            let purge = site.synapse.room(room()).purge_history(event());
            let purge = purge.delete_local_events(true).send().await;
            purge.map(|started| started.id().to_owned())
        })
        .await;
    assert_eq!(id, "p1");
    synapse(operation, &path)
        .body(json!({}))
        .check(async |site| {
            let purge = site
                .synapse
                .room(room())
                .purge_history(event())
                .send()
                .await;
            purge.map(|started| started.id().to_owned())
        })
        .await;
}

#[tokio::test]
async fn history_is_purged_up_to_a_moment_in_milliseconds() {
    let id = synapse(
        "purge_history",
        &format!("/_synapse/admin/v1/purge_history/{ROOM}"),
    )
    .body(json!({"purge_up_to_ts": 1_700_000_000_000_i64, "delete_local_events": false}))
    .answer(&json!({"purge_id": "p1"}))
    .check(async |site| {
        let moment = Timestamp::from_seconds(1_700_000_000);
        let purge = site.synapse.room(room()).purge_history(moment);
        let purge = purge.delete_local_events(false).send().await;
        purge.map(|started| started.id().to_owned())
    })
    .await;
    assert_eq!(id, "p1");
}

#[tokio::test]
async fn the_status_of_a_purge_is_asked_for_by_its_id() {
    let status = synapse(
        "get_purge_history_status",
        "/_synapse/admin/v1/purge_history_status/p%2F1",
    )
    .answer(&json!({"status": "active"}))
    .check(async |site| site.synapse.rooms().purge("p/1").status().await)
    .await;
    assert_eq!(status.status, HistoryPurgeStatus::Active);
}

/// Answers with each of these states once, and then with the last one.
async fn serve(site: &Site, states: &[Value]) {
    for (number, state) in states.iter().enumerate() {
        let mock = Mock::given(path("/prefix/_synapse/admin/v1/purge_history_status/p1"))
            .respond_with(ResponseTemplate::new(200).set_body_json(state));
        let is_last = number + 1 == states.len();
        let mock = if is_last { mock } else { mock.up_to_n_times(1) };
        mock.expect(1..).mount(&site.server).await;
    }
}

#[tokio::test]
async fn a_purge_is_waited_for_and_shows_its_progress() {
    let site = Site::start().await;
    serve(
        &site,
        &[
            json!({"status": "active"}),
            json!({"status": "invented_later"}),
            json!({"status": "complete"}),
        ],
    )
    .await;
    let mut seen = Vec::new();
    let purge = site.synapse.rooms().purge("p1");
    let limit = Duration::from_secs(60);
    let waited = purge.wait_with(limit, |state| seen.push(state.status.to_string()));
    waited.await.unwrap();
    assert_eq!(seen, ["active", "invented_later", "complete"]);
}

#[tokio::test]
async fn a_purge_that_failed_tells_the_reason() {
    let site = Site::start().await;
    let failed = json!({"status": "failed", "error": "database is locked"});
    serve(&site, &[failed]).await;
    let purge = site.synapse.rooms().purge("p1");
    let error = purge.wait(Duration::ZERO).await.unwrap_err();
    assert!(matches!(error, Error::TaskFailed { .. }), "{error:?}");
    assert_eq!(
        error.to_string(),
        "history purge `p1` failed on the server: database is locked"
    );
}

#[tokio::test]
async fn a_purge_that_takes_too_long_keeps_its_id() {
    let site = Site::start().await;
    serve(&site, &[json!({"status": "active"})]).await;
    let purge = site.synapse.rooms().purge("p1");
    let error = purge.wait(Duration::ZERO).await.unwrap_err();
    let Error::WaitTimedOut { id, polls, .. } = &error else {
        panic!("{error:?}")
    };
    assert_eq!((id.as_str(), *polls), ("p1", 1));
    assert!(error.is_timeout());
}

#[tokio::test]
async fn a_purge_that_the_server_has_forgotten_ends_the_wait() {
    let site = Site::start().await;
    let refusal = json!({"errcode": "M_NOT_FOUND", "error": "purge id 'p1' not found"});
    Mock::given(path("/prefix/_synapse/admin/v1/purge_history_status/p1"))
        .respond_with(ResponseTemplate::new(404).set_body_json(refusal))
        .expect(1)
        .mount(&site.server)
        .await;
    let purge = site.synapse.rooms().purge("p1");
    let error = purge.wait(Duration::from_secs(60)).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
}

/// Compiles only if programs can wait in a task of its own.
#[tokio::test]
async fn waiting_can_be_handed_to_another_thread() {
    fn assert_send<T: Send>(value: T) -> T {
        value
    }
    let site = Site::start().await;
    serve(&site, &[json!({"status": "complete"})]).await;
    let purge = site.synapse.rooms().purge("p1");
    let mut looks = 0;
    let waited = purge.wait_with(Duration::from_secs(60), |_| looks += 1);
    assert_send(waited).await.unwrap();
    let deletion = site.synapse.rooms().deletion("d1");
    drop(assert_send(deletion.wait(Duration::ZERO)));
    assert_eq!(looks, 1);
}
