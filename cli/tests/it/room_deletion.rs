//! Deleting rooms: what is asked, what is sent, and how the end is waited for.

use serde_json::{Value, json};
use wiremock::{
    Mock, ResponseTemplate,
    matchers::{body_json, method, path},
};

use crate::site::{ME, Run, Site};

const DELETE: &str = "/_synapse/admin/v2/rooms/!a:example.org";
const STATUS: &str = "/_synapse/admin/v2/rooms/delete_status/d1";

fn deletion(status: &str) -> Value {
    json!({"delete_id": "d1", "room_id": "!a:example.org", "status": status, "shutdown_room": {
        "kicked_users": ["@ada:example.org"], "failed_to_kick_users": [], "local_aliases": [], "new_room_id": null,
    }})
}

/// A server that starts a deletion with this body, and tells this of it.
async fn site(body: Value, status: &str) -> Site {
    let site = Site::new().await;
    let started = ResponseTemplate::new(200).set_body_json(json!({"delete_id": "d1"}));
    let mock = Mock::given(method("DELETE"))
        .and(path(DELETE))
        .and(body_json(body));
    mock.respond_with(started).mount(&site.server).await;
    site.get(STATUS, deletion(status)).await;
    site
}

fn delete(site: &Site, more: &[&str]) -> Run {
    site.run(&[&["syn", "room", "delete", "!a:example.org"], more].concat())
}

#[tokio::test]
async fn a_deletion_is_waited_for_and_summed_up() {
    let site = site(json!({"purge": true, "block": true}), "complete").await;
    let run = delete(&site, &["-b", "--yes-delete"]);
    assert_eq!(run.code, 0, "{run:?}");
    let result = &run.json()[0]["result"];
    assert_eq!(result["delete_id"], "d1");
    assert_eq!(result["status"], "complete");
    assert_eq!(result["kicked_users"], json!(["@ada:example.org"]));
    assert!(
        run.stderr
            .contains("deletion d1 of !a:example.org: started"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr.contains("!a:example.org: 1 user removed"),
        "{}",
        run.stderr
    );
    assert!(
        !delete(&site, &["-b", "--yes-delete", "-q"])
            .stderr
            .contains("started")
    );
}

#[tokio::test]
async fn a_room_is_not_deleted_by_a_mere_yes() {
    let site = site(json!({"purge": true}), "complete").await;
    let run = delete(&site, &["--yes"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("--yes-delete"), "{}", run.stderr);
    assert!(
        run.stderr.contains("does not know this room"),
        "{}",
        run.stderr
    );
    let dry = delete(&site, &["--dry-run", "--no-purge"]);
    assert_eq!(dry.json()[0]["body"], json!({"purge": false}), "{dry:?}");
    assert_eq!(site.changes().await, [""; 0]);
}

#[tokio::test]
async fn members_are_moved_to_a_new_room() {
    let body = json!({
        "purge": false, "new_room_user_id": "@me:example.org", "room_name": "New", "message": "Closed",
    });
    let site = site(body, "complete").await;
    let args = ["--no-purge", "-u", "me", "-n", "New", "-m", "Closed", "-y"];
    let run = delete(&site, &args);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(delete(&site, &["-n", "New"]).code, 2);
}

#[tokio::test]
async fn nobody_has_to_wait() {
    let site = site(json!({"purge": true, "force_purge": true}), "active").await;
    let run = delete(&site, &["--force-purge", "--no-wait", "--yes-delete"]);
    assert_eq!(
        run.json()[0]["result"],
        json!({"delete_id": "d1", "status": "started"}),
        "{run:?}"
    );
}

#[tokio::test]
async fn waiting_too_long_and_a_failure_have_their_codes_and_name_the_deletion() {
    let slow = site(json!({"purge": true}), "active").await;
    let run = delete(&slow, &["--yes-delete", "--wait-timeout", "0s"]);
    assert_eq!(run.code, 11, "{run:?}");
    assert!(
        run.error()["message"].as_str().unwrap().contains("d1"),
        "{run:?}"
    );
    let failed = site(json!({"purge": true}), "failed").await;
    let run = delete(&failed, &["--yes-delete"]);
    assert_eq!(run.code, 12, "{run:?}");
    assert_eq!(failed.changes().await.len(), 1);
    let run = delete(&failed, &["--yes-delete", "--retry-failed", "1"]);
    assert_eq!(run.code, 12, "{run:?}");
    assert_eq!(failed.changes().await.len(), 3);
}

#[tokio::test]
async fn files_of_the_room_go_first() {
    let site = site(json!({"purge": true}), "complete").await;
    let media = json!({"local": ["mxc://example.org/f"], "remote": ["mxc://elsewhere.org/g"]});
    site.get("/_synapse/admin/v1/room/!a:example.org/media", media)
        .await;
    let deleted =
        ResponseTemplate::new(200).set_body_json(json!({"deleted_media": ["f"], "total": 1}));
    site.answer("DELETE", "/_synapse/admin/v1/media/example.org/f", deleted)
        .await;
    let dry = delete(&site, &["--delete-media", "--dry-run"]).json();
    assert_eq!(dry[0]["path"], "/_synapse/admin/v1/media/example.org/f");
    assert_eq!(dry[1]["path"], DELETE);
    assert_eq!(site.changes().await, [""; 0]);
    let run = delete(&site, &["--delete-media", "--yes-delete"]);
    assert_eq!(run.code, 0, "{run:?}");
    let expected = [
        "DELETE /_synapse/admin/v1/media/example.org/f",
        &format!("DELETE {DELETE}"),
    ];
    assert_eq!(site.changes().await, expected);
}

#[tokio::test]
async fn the_status_is_found_by_deletion_and_by_room() {
    let site = site(json!({}), "complete").await;
    let status = |args: &[&str]| site.run(&[&["syn", "room", "delete-status"], args].concat());
    let all = "/_synapse/admin/v2/rooms/!a:example.org/delete_status";
    site.get(all, json!({"results": [deletion("complete")]}))
        .await;
    assert_eq!(status(&["d1"]).json()["status"], "complete");
    assert_eq!(status(&["-d", "d1"]).json()["status"], "complete");
    assert_eq!(
        status(&["-r", "!a:example.org"]).json()[0]["delete_id"],
        "d1"
    );
    assert_eq!(status(&["!a:example.org"]).json()[0]["delete_id"], "d1");
    assert_eq!(
        status(&["d1", "--wait"]).json()["kicked_users"],
        json!(["@ada:example.org"])
    );
    // It was over before anybody waited.
    let over = status(&["!a:example.org", "--wait"]);
    assert_eq!(over.json()["kicked_users"], json!(["@ada:example.org"]));
}

#[tokio::test]
async fn empty_rooms_are_purged_in_either_way() {
    let site = site(json!({"purge": true}), "complete").await;
    let room = |name: &str, members: i64| {
        json!({
            "room_id": format!("!{name}:example.org"), "name": null, "canonical_alias": null, "joined_members": members,
            "joined_local_members": members, "version": "11", "creator": ME, "encryption": null, "federatable": true,
            "public": false, "join_rules": null, "guest_access": null, "history_visibility": null, "state_events": 9,
            "room_type": null,
        })
    };
    let rooms = json!({"rooms": [room("a", 0), room("b", 1)], "offset": 0, "total_rooms": 2});
    site.get("/_synapse/admin/v1/rooms", rooms).await;
    let purge = |more: &[&str]| site.run(&[&["syn", "room", "purge-empty"], more].concat());
    assert_eq!(purge(&[]).code, 2);
    assert_eq!(purge(&["--dry-run"]).json().as_array().unwrap().len(), 1);
    assert_eq!(site.changes().await, [""; 0]);
    let run = purge(&["-y"]);
    assert_eq!(run.json()[0]["id"], "!a:example.org", "{run:?}");
    // What the old call is told is not the contrary of what was asked for.
    let done =
        ResponseTemplate::new(200).set_body_json(deletion("complete")["shutdown_room"].clone());
    Mock::given(method("DELETE"))
        .and(path("/_synapse/admin/v1/rooms/!a:example.org"))
        .and(body_json(json!({"purge": true})))
        .respond_with(done)
        .mount(&site.server)
        .await;
    let run = purge(&["-y", "--v1", "-p", "50"]);
    assert_eq!(run.json()[0]["result"]["status"], "complete", "{run:?}");
    assert_eq!(site.changes().await.len(), 2);
}

#[tokio::test]
async fn rooms_are_described_before_they_go() {
    let site = site(json!({"purge": true}), "complete").await;
    let room = json!({
        "room_id": "!a:example.org", "name": "tea", "canonical_alias": "#a:example.org", "joined_members": 3,
        "joined_local_members": 2, "joined_local_devices": 1, "version": "11", "creator": ME, "encryption": null,
        "federatable": true, "public": false, "join_rules": null, "guest_access": null,
        "history_visibility": null, "state_events": 9, "room_type": null, "avatar": null, "topic": null,
        "forgotten": false,
    });
    site.get("/_synapse/admin/v1/rooms/!a:example.org", room)
        .await;
    let run = delete(&site, &["!b:example.org"]);
    assert_eq!(run.code, 2, "{run:?}");
    let known = "!a:example.org: tea, #a:example.org, members: 3, of them local: 2";
    assert!(run.stderr.contains(known), "{}", run.stderr);
    assert!(
        run.stderr
            .contains("!b:example.org: the server does not know"),
        "{}",
        run.stderr
    );
    assert_eq!(site.changes().await, [""; 0]);
}
