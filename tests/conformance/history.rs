//! History that is purged.

use serde_json::{Value, json};

use crate::{people::text, talk::Talk};

scenarios!(
    history_is_purged_up_to_an_event,
    history_is_purged_up_to_an_event_in_the_path,
    history_is_purged_up_to_a_time,
    a_purge_that_makes_no_sense_is_refused,
    a_purge_that_nobody_began_is_not_found,
);

async fn room(talk: &mut Talk) -> (String, Vec<String>) {
    let alice = talk.session("alice").await;
    let room = talk.public_room(&alice).await;
    let mut events = Vec::new();
    for words in ["One", "Two", "Three", "Four"] {
        events.push(talk.say(&alice, &room, words).await);
    }
    (room, events)
}

/// Waits until the purge is over, and looks at what it left.
async fn after(talk: &mut Talk, purge: &Value, room: &str) {
    let id = text(purge, "purge_id");
    let over = |status: &Value| matches!(status["status"].as_str(), Some("complete" | "failed"));
    talk.wait(|talk| talk.call("get_purge_history_status").at(&id), over)
        .await;
    let call = talk
        .call("list_room_messages")
        .at(room)
        .query("dir", "b")
        .query("limit", 20);
    call.only("/chunk", &["content"]).await;
}

async fn history_is_purged_up_to_an_event(talk: &mut Talk) {
    let (room, events) = room(talk).await;
    let body = json!({"purge_up_to_event_id": events[2], "delete_local_events": true});
    let purge = talk.call("purge_history").at(&room).body(body).await;
    after(talk, &purge, &room).await;
    talk.call("fetch_event").at(&events[0]).await;
}

async fn history_is_purged_up_to_an_event_in_the_path(talk: &mut Talk) {
    let (room, events) = room(talk).await;
    let body = json!({"delete_local_events": true});
    let call = talk
        .call("purge_history_up_to_event")
        .at(&room)
        .at(&events[3]);
    let purge = call.body(body).await;
    after(talk, &purge, &room).await;
}

async fn history_is_purged_up_to_a_time(talk: &mut Talk) {
    let (room, _) = room(talk).await;
    let body = json!({"purge_up_to_ts": 4_102_444_800_000_i64, "delete_local_events": true});
    let purge = talk.call("purge_history").at(&room).body(body).await;
    after(talk, &purge, &room).await;
}

async fn a_purge_that_makes_no_sense_is_refused(talk: &mut Talk) {
    let (room, events) = room(talk).await;
    for body in [
        json!({}),
        json!({"purge_up_to_ts": "today"}),
        json!({"purge_up_to_ts": 1}),
        json!({"purge_up_to_event_id": "$unknown"}),
        json!([]),
    ] {
        talk.call("purge_history").at(&room).body(body).await;
    }
    talk.call("purge_history").at(&room).text("{").await;
    let alice = talk.id("alice");
    let other = talk.public_room(&alice).await;
    let call = talk
        .call("purge_history_up_to_event")
        .at(&other)
        .at(&events[0]);
    call.body(json!({})).await;
    talk.call("purge_history")
        .at("nonsense")
        .body(json!({"purge_up_to_ts": 1}))
        .await;
}

async fn a_purge_that_nobody_began_is_not_found(talk: &mut Talk) {
    talk.call("get_purge_history_status").at("unknown").await;
}
