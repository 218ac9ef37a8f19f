//! Joining, blocking, and power.

use chatadm::synapse::{RoomAlias, RoomId, ServerName};
use serde_json::json;

use super::{alice, below_room, room};
use crate::support::verb::synapse;

fn alias() -> RoomAlias {
    "#l/ö?:example.org".parse().unwrap()
}

const ALIAS: &str = "%23l%2F%C3%B6%3F:example.org";

#[tokio::test]
async fn a_user_joins_by_the_id_of_the_room_through_servers() {
    let path = format!("/_synapse/admin/v1/join/{}", super::ROOM);
    let servers: [ServerName; 2] = ["one.test:8448".parse().unwrap(), "[::1]".parse().unwrap()];
    let joined = synapse("join_room", &path)
        .query("server_name", "one.test:8448")
        .query("server_name", "[::1]")
        .body(json!({"user_id": "@a/b:example.org"}))
        .answer(&json!({"room_id": "!other:h"}))
        .check(async |site| {
            let join = site.synapse.room(room()).join(alice());
            join.servers(servers.clone()).send().await
        })
        .await;
    assert_eq!(joined.as_str(), "!other:h");
}

#[tokio::test]
async fn a_user_joins_by_an_alias_of_the_room() {
    synapse("join_room", &format!("/_synapse/admin/v1/join/{ALIAS}"))
        .body(json!({"user_id": "@a/b:example.org"}))
        .check(async |site| site.synapse.rooms().join(alias(), alice()).send().await)
        .await;
}

#[tokio::test]
async fn make_admin_names_the_user_or_nobody() {
    below_room("make_room_admin", "/make_room_admin")
        .body(json!({"user_id": "@a/b:example.org"}))
        .check(async |site| {
            let room = site.synapse.room(room());
            room.make_admin().user(alice()).send().await
        })
        .await;
    let path = format!("/_synapse/admin/v1/rooms/{ALIAS}/make_room_admin");
    synapse("make_room_admin", &path)
        .body(json!({}))
        .check(async |site| site.synapse.rooms().make_admin(alias()).send().await)
        .await;
}

#[tokio::test]
async fn a_room_is_blocked_and_unblocked() {
    below_room("set_room_block", "/block")
        .body(json!({"block": true}))
        .check(async |site| site.synapse.room(room()).block().await)
        .await;
    below_room("set_room_block", "/block")
        .body(json!({"block": false}))
        .check(async |site| site.synapse.room(room()).unblock().await)
        .await;
}

#[tokio::test]
async fn who_blocked_the_room_is_told() {
    let answer = json!({"block": true, "user_id": "@admin:h"});
    let status = below_room("get_room_block", "/block")
        .answer(&answer)
        .check(async |site| site.synapse.room(room()).block_status().await)
        .await;
    assert_eq!(status.user_id.unwrap().as_str(), "@admin:h");
    let blocked = below_room("get_room_block", "/block")
        .answer(&json!({"block": false}))
        .check(async |site| site.synapse.room(room()).is_blocked().await)
        .await;
    assert!(!blocked);
}

#[tokio::test]
async fn each_runs_a_verb_for_every_room_once() {
    let site = crate::support::api::Site::start().await;
    for name in ["a", "b"] {
        wiremock::Mock::given(wiremock::matchers::method("PUT"))
            .and(wiremock::matchers::path(format!(
                "/prefix/_synapse/admin/v1/rooms/!{name}:h/block"
            )))
            .respond_with(
                wiremock::ResponseTemplate::new(200).set_body_json(json!({"block": true})),
            )
            .expect(1)
            .mount(&site.server)
            .await;
    }
    let ids: Vec<RoomId> = ["!a:h", "!b:h", "!a:h"]
        .map(|id| id.parse().unwrap())
        .into();
    let run = site
        .synapse
        .rooms()
        .each(ids, |room| async move { room.block().await });
    let summary = run.concurrency(2).finish().await;
    assert!(summary.is_complete(), "{summary}");
    assert_eq!((summary.succeeded.len(), summary.repeated), (2, 1));
}
