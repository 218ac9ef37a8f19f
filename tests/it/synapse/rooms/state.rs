//! State and power levels.

use serde_json::{Value, json};

use super::{alice, below_room, room};

fn event(kind: &str, state_key: &str, content: &Value) -> Value {
    json!({
        "type": kind, "state_key": state_key, "content": content, "event_id": "$1", "room_id": "!r:h",
        "sender": "@a:h", "user_id": "@a:h", "origin_server_ts": 1000,
    })
}

#[tokio::test]
async fn state_is_read_whole_or_by_type() {
    let all = below_room("get_room_state", "/state")
        .answer(&json!({"state": [event("m.room.name", "", &json!({"name": "N"}))]}))
        .check(async |site| site.synapse.room(room()).state().send().await)
        .await;
    assert_eq!(all[0].content["name"], "N");
    let none = below_room("get_room_state", "/state")
        .query("type", "org.example/odd type")
        .answer(&json!({"state": []}))
        .check(async |site| {
            let state = site.synapse.room(room()).state();
            state.event_type("org.example/odd type").send().await
        })
        .await;
    assert!(none.is_empty());
}

#[tokio::test]
async fn power_levels_are_found_among_other_events_that_old_servers_send() {
    let events = [
        event("m.room.name", "", &json!({"users_default": 1})),
        event("m.room.power_levels", "decoy", &json!({"users_default": 2})),
        event(
            "m.room.power_levels",
            "",
            &json!({"users": {"@a/b:example.org": 60}, "events": {"m.room.name": 40}}),
        ),
    ];
    let levels = below_room("get_room_state", "/state")
        .query("type", "m.room.power_levels")
        .answer(&json!({"state": events}))
        .check(async |site| site.synapse.room(room()).power_levels().await)
        .await
        .unwrap();
    assert_eq!(
        (levels.level_of(&alice()), levels.users_default, levels.ban),
        (60, 0, 50)
    );
    assert_eq!(levels.events["m.room.name"], 40);
}

#[tokio::test]
async fn a_room_without_power_levels_has_none() {
    let levels = below_room("get_room_state", "/state")
        .query("type", "m.room.power_levels")
        .answer(&json!({"state": []}))
        .check(async |site| site.synapse.room(room()).power_levels().await)
        .await;
    assert_eq!(levels, None);
}
