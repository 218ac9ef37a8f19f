//! Purging the history of rooms.

use serde_json::{Value, json};
use wiremock::{
    Mock, ResponseTemplate,
    matchers::{body_json, method, path},
};

use crate::site::{Run, Site};

const PURGE: &str = "/_synapse/admin/v1/purge_history/!a:example.org";
const STATUS: &str = "/_synapse/admin/v1/purge_history_status/p1";

/// A server that starts a purge with this body, and tells this of it.
async fn site(at: &str, body: Value, status: &str) -> Site {
    let site = Site::new().await;
    let started = ResponseTemplate::new(200).set_body_json(json!({"purge_id": "p1"}));
    let mock = Mock::given(method("POST"))
        .and(path(at))
        .and(body_json(body));
    mock.respond_with(started).mount(&site.server).await;
    site.get(STATUS, json!({"status": status})).await;
    site
}

fn purge(site: &Site, more: &[&str]) -> Run {
    site.run(&[&["syn", "history", "purge", "!a:example.org"], more].concat())
}

#[tokio::test]
async fn a_purge_is_waited_for() {
    let body = json!({"purge_up_to_ts": 1_700_000_000_000_i64, "delete_local_events": false});
    let site = site(PURGE, body, "complete").await;
    for before in [
        ["--before", "@1700000000000"],
        ["-b", "@1700000000000"],
        ["--before-ts", "1700000000000"],
        ["-t", "1700000000000"],
    ] {
        let run = purge(&site, &[&before[..], &["-y"]].concat());
        assert_eq!(
            run.json()[0]["result"],
            json!({"purge_id": "p1", "status": "complete"}),
            "{run:?}"
        );
        assert!(run.stderr.contains("purge p1"), "{}", run.stderr);
    }
    assert_eq!(purge(&site, &["--before-ts", "1700000000"]).code, 2);
    assert_eq!(
        purge(&site, &["--before-ts", "1700000000000", "-d", "9"]).code,
        2
    );
    assert_eq!(purge(&site, &["-y"]).code, 2);
    assert_eq!(site.changes().await.len(), 4);
}

#[tokio::test]
async fn events_of_local_users_need_more_than_a_yes() {
    let at = format!("{PURGE}/$x");
    let site = site(&at, json!({"delete_local_events": true}), "active").await;
    let args = ["-i", "$x", "--delete-local", "--no-wait"];
    let refused = purge(&site, &[&args[..], &["-y"]].concat());
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(
        refused.stderr.contains("--yes-delete"),
        "{}",
        refused.stderr
    );
    assert_eq!(site.changes().await, [""; 0]);
    let run = purge(&site, &[&args[..], &["--yes-delete"]].concat());
    assert_eq!(run.json()[0]["result"]["status"], "started", "{run:?}");
}

#[tokio::test]
async fn waiting_too_long_and_a_failure_have_their_codes() {
    let body = json!({"purge_up_to_ts": 1_700_000_000_000_i64, "delete_local_events": false});
    for (status, code) in [("active", 11), ("failed", 12)] {
        let site = site(PURGE, body.clone(), status).await;
        let run = purge(
            &site,
            &["--before", "@1700000000000", "-y", "--wait-timeout", "0s"],
        );
        assert_eq!(run.code, code, "{run:?}");
        assert!(
            run.error()["message"].as_str().unwrap().contains("p1"),
            "{run:?}"
        );
    }
}

#[tokio::test]
async fn all_rooms_are_purged_and_those_with_nothing_so_old_are_fine() {
    let site = Site::new().await;
    let room = json!({
        "room_id": "!a:example.org", "name": null, "canonical_alias": null, "joined_members": 1,
        "joined_local_members": 1, "version": "11", "creator": null, "encryption": null, "federatable": true,
        "public": false, "join_rules": null, "guest_access": null, "history_visibility": null, "state_events": 9,
        "room_type": null,
    });
    let rooms = json!({"rooms": [room], "offset": 0, "total_rooms": 1});
    site.get("/_synapse/admin/v1/rooms", rooms).await;
    let nothing = json!({"errcode": "M_NOT_FOUND", "error": "there is no event to be purged"});
    site.answer(
        "POST",
        PURGE,
        ResponseTemplate::new(404).set_body_json(nothing),
    )
    .await;
    let run = site.run(&[
        "syn",
        "history",
        "purge",
        "--all-rooms",
        "--before",
        "1y",
        "-y",
    ]);
    assert_eq!(
        run.json()[0]["result"]["status"],
        "nothing to purge",
        "{run:?}"
    );
    assert_eq!(purge(&site, &["--before", "1y", "-y"]).code, 5);
}

#[tokio::test]
async fn the_status_of_a_purge_is_a_document() {
    let site = Site::new().await;
    site.get(STATUS, json!({"status": "complete"})).await;
    let expected = json!({"purge_id": "p1", "status": "complete", "error": null});
    for more in [&[][..], &["--wait"]] {
        let run = site.run(&[&["syn", "history", "purge-status", "p1"], more].concat());
        assert_eq!(run.json(), expected, "{run:?}");
    }
    let unknown = site.run(&["syn", "history", "purge-status", "p2"]);
    assert_eq!(unknown.code, 5, "{unknown:?}");
}
