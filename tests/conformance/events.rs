//! Events, one at a time: by id, by time, and with what was said around them.

use serde_json::Value;

use crate::talk::Talk;

scenarios!(
    an_event_is_fetched,
    a_redacted_event_is_fetched,
    an_unknown_event_is_not_found,
    an_event_shows_with_what_was_said_around_it,
    a_context_has_a_limit,
    a_context_of_nothing_is_refused,
    an_event_is_found_by_its_time,
    a_time_that_makes_no_sense_is_refused,
);

const FIELDS: &[&str] = &["content", "type"];

/// A room in which five things were said.
async fn room(talk: &mut Talk) -> (String, String, Vec<String>) {
    let alice = talk.session("alice").await;
    let room = talk.public_room(&alice).await;
    let mut events = Vec::new();
    for words in ["One", "Two", "Three", "Four", "Five"] {
        events.push(talk.say(&alice, &room, words).await);
    }
    (alice, room, events)
}

async fn an_event_is_fetched(talk: &mut Talk) {
    let (_, room, events) = room(talk).await;
    talk.call("fetch_event").at(&events[0]).await;
    let state = talk.call("get_room_state").at(&room).quietly().await;
    let created = |event: &&Value| event["type"] == "m.room.create";
    let created = state["state"]
        .as_array()
        .unwrap()
        .iter()
        .find(created)
        .unwrap();
    let created = created["event_id"].as_str().unwrap();
    talk.call("fetch_event").at(created).await;
}

async fn a_redacted_event_is_fetched(talk: &mut Talk) {
    let (alice, room, events) = room(talk).await;
    talk.redact(&alice, &room, &events[0]).await;
    talk.call("fetch_event").at(&events[0]).await;
}

async fn an_unknown_event_is_not_found(talk: &mut Talk) {
    let unknown = format!("${}", "u".repeat(43));
    for id in [&*unknown, "$unknown", "nonsense"] {
        talk.call("fetch_event").at(id).await;
    }
}

async fn an_event_shows_with_what_was_said_around_it(talk: &mut Talk) {
    let (_, room, events) = room(talk).await;
    let call = talk.call("get_event_context").at(&room).at(&events[2]);
    call.query("limit", 2).unordered("/state").await;
}

async fn a_context_has_a_limit(talk: &mut Talk) {
    let (_, room, events) = room(talk).await;
    for limit in [0, 1, 3, 4, 100] {
        let call = talk.call("get_event_context").at(&room).at(&events[2]);
        let call = call
            .query("limit", limit)
            .only("/state", &["type"])
            .unordered("/state");
        call.only("/events_before", FIELDS)
            .only("/events_after", FIELDS)
            .await;
    }
    let filter = r#"{"types": ["m.room.member"]}"#;
    let call = talk.call("get_event_context").at(&room).at(&events[2]);
    let call = call
        .query("filter", filter)
        .only("/state", &["type"])
        .unordered("/state");
    call.only("/events_before", FIELDS)
        .only("/events_after", FIELDS)
        .await;
}

async fn a_context_of_nothing_is_refused(talk: &mut Talk) {
    let (alice, room, events) = room(talk).await;
    let other = talk.public_room(&alice).await;
    talk.call("get_event_context")
        .at(&other)
        .at(&events[2])
        .await;
    talk.call("get_event_context")
        .at(&room)
        .at("$unknown")
        .await;
    talk.call("get_event_context")
        .at("nonsense")
        .at(&events[2])
        .await;
    for (name, value) in [
        ("limit", "-1"),
        ("limit", "many"),
        ("filter", "{"),
        // This one is taken for no filter.
        ("filter", "[]"),
    ] {
        let call = talk.call("get_event_context").at(&room).at(&events[2]);
        let call = call.query(name, value).only("/state", &["type"]);
        let call = call.unordered("/state").only("/events_before", FIELDS);
        call.only("/events_after", FIELDS).await;
    }
}

async fn an_event_is_found_by_its_time(talk: &mut Talk) {
    let (_, room, _) = room(talk).await;
    for (time, dir) in [
        (1, Some("f")),
        (1, None),
        (1, Some("b")),
        (4_102_444_800_000_i64, Some("b")),
        (4_102_444_800_000, Some("f")),
    ] {
        let mut call = talk.call("timestamp_to_event").at(&room).query("ts", time);
        if let Some(dir) = dir {
            call = call.query("dir", dir);
        }
        call.await;
    }
}

async fn a_time_that_makes_no_sense_is_refused(talk: &mut Talk) {
    let (_, room, _) = room(talk).await;
    talk.call("timestamp_to_event").at(&room).await;
    for time in ["", "-1", "today"] {
        talk.call("timestamp_to_event")
            .at(&room)
            .query("ts", time)
            .await;
    }
    talk.call("timestamp_to_event")
        .at(&room)
        .query("ts", 1)
        .query("dir", "up")
        .await;
    let nowhere = format!("!nowhere-{}:{}", talk.suffix, talk.server_name);
    talk.call("timestamp_to_event")
        .at(nowhere)
        .query("ts", 1)
        .await;
    talk.call("timestamp_to_event")
        .at("nonsense")
        .query("ts", 1)
        .await;
}
