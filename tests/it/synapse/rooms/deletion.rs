//! Deleting rooms; `tests/it/facade.rs` has what becomes of a deletion.

use std::time::Duration;

use chatadm::synapse::RoomDeletionStatus;
use serde_json::{Value, json};
use wiremock::{Mock, ResponseTemplate, matchers::path};

use super::{ROOM, alice, below_room, room};
use crate::support::{api::Site, verb::synapse};

fn body() -> Value {
    json!({
        "block": true, "purge": false, "force_purge": true, "new_room_user_id": "@a/b:example.org",
        "room_name": "Closed", "message": "bye",
    })
}

#[tokio::test]
async fn a_deletion_is_told_everything() {
    let deletion = synapse(
        "delete_room_v2",
        &format!("/_synapse/admin/v2/rooms/{ROOM}"),
    )
    .body(body())
    .answer(&json!({"delete_id": "d1"}))
    .check(async |site| {
        let delete = site.synapse.room(room()).delete();
        let delete = delete.block(true).purge(false).force_purge(true);
        let delete = delete
            .new_room(alice())
            .new_room_name("Closed")
            .message("bye");
        delete.send().await.map(|started| started.id().to_owned())
    })
    .await;
    assert_eq!(deletion, "d1");
}

#[tokio::test]
async fn a_deletion_that_answers_when_done_is_told_the_same() {
    let done = below_room("delete_room_v1", "")
        .body(body())
        .answer(&json!({
            "kicked_users": ["@a:h"], "failed_to_kick_users": [], "local_aliases": [],
            "new_room_id": "!new:h",
        }))
        .check(async |site| {
            let delete = site.synapse.room(room()).delete_now();
            let delete = delete.block(true).purge(false).force_purge(true);
            let delete = delete
                .new_room(alice())
                .new_room_name("Closed")
                .message("bye");
            delete.send().await
        })
        .await;
    assert_eq!(done.new_room_id.unwrap().as_str(), "!new:h");
    below_room("delete_room_v1", "")
        .body(json!({}))
        .check(async |site| site.synapse.room(room()).delete_now().send().await)
        .await;
}

fn deletion(status: &str, kicked: Option<&[&str]>) -> Value {
    let shutdown = kicked.map(|kicked| {
        json!({
            "kicked_users": kicked, "failed_to_kick_users": [], "local_aliases": [], "new_room_id": null,
        })
    });
    json!({"delete_id": "d1", "status": status, "shutdown_room": shutdown})
}

#[tokio::test]
async fn deletions_of_a_room_are_listed_and_may_be_none() {
    let path = format!("/_synapse/admin/v2/rooms/{ROOM}/delete_status");
    let list = synapse("list_room_delete_statuses", &path)
        .not_an_error(404)
        .answer(&json!({"results": [deletion("complete", Some(&["@a:h"]))]}))
        .check(async |site| site.synapse.room(room()).deletions().await)
        .await;
    assert_eq!(list[0].status, RoomDeletionStatus::Complete);

    let site = Site::start().await;
    let refusal = json!({"errcode": "M_NOT_FOUND", "error": "No delete task for room_id found"});
    Mock::given(wiremock::matchers::any())
        .respond_with(ResponseTemplate::new(404).set_body_json(refusal))
        .mount(&site.server)
        .await;
    assert!(
        site.synapse
            .room(room())
            .deletions()
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn the_progress_of_a_deletion_is_shown() {
    let site = Site::start().await;
    let states = [
        deletion("scheduled", None),
        deletion("active", Some(&["@a:h"])),
        deletion("complete", Some(&["@a:h", "@b:h"])),
    ];
    for state in &states {
        Mock::given(path("/prefix/_synapse/admin/v2/rooms/delete_status/d1"))
            .respond_with(ResponseTemplate::new(200).set_body_json(state))
            .up_to_n_times(1)
            .expect(1)
            .mount(&site.server)
            .await;
    }
    let mut seen = Vec::new();
    let deletion = site.synapse.rooms().deletion("d1");
    let done = deletion
        .wait_with(Duration::from_secs(60), |state| {
            let kicked = state
                .shutdown_room
                .as_ref()
                .map(|done| done.kicked_users.len());
            seen.push((state.status.clone(), kicked));
        })
        .await
        .unwrap();
    assert_eq!(done.kicked_users.len(), 2);
    assert_eq!(
        seen,
        [
            (RoomDeletionStatus::Scheduled, None),
            (RoomDeletionStatus::Active, Some(1)),
            (RoomDeletionStatus::Complete, Some(2)),
        ]
    );
}

#[tokio::test]
async fn the_status_of_a_deletion_is_asked_for_by_its_id() {
    let status = synapse(
        "get_room_delete_status",
        "/_synapse/admin/v2/rooms/delete_status/d%2F1",
    )
    .check(async |site| site.synapse.rooms().deletion("d/1").status().await)
    .await;
    assert!(!status.delete_id.is_empty());
}
