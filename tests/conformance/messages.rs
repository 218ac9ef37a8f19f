//! The messages of a room, page by page.

use serde_json::json;

use crate::{people::text, talk::Talk};

scenarios!(
    a_message_shows_with_all_that_is_known_of_it,
    messages_are_read_backwards,
    messages_are_read_forwards,
    messages_are_read_up_to_a_place,
    messages_are_filtered,
    messages_are_shown_as_servers_send_them,
    a_redacted_message_is_empty,
    messages_that_make_no_sense_are_refused,
    messages_of_nothing,
);

const WORDS: &[&str] = &["content"];

async fn room(talk: &mut Talk) -> (String, String) {
    let alice = talk.session("alice").await;
    let room = talk.public_room(&alice).await;
    for words in ["One", "Two", "Three", "Four", "Five"] {
        talk.say(&alice, &room, words).await;
    }
    (alice, room)
}

async fn a_message_shows_with_all_that_is_known_of_it(talk: &mut Talk) {
    let (_, room) = room(talk).await;
    talk.call("list_room_messages")
        .at(&room)
        .query("dir", "b")
        .query("limit", 2)
        .await;
}

async fn read(talk: &mut Talk, room: &str, dir: &str) {
    let mut from = None;
    loop {
        let call = talk.call("list_room_messages").at(room);
        let mut call = call
            .query("dir", dir)
            .query("limit", 5)
            .only("/chunk", WORDS);
        if let Some(from) = &from {
            call = call.query("from", from);
        }
        let answer = call.await;
        from = answer["end"].as_str().map(str::to_owned);
        if from.is_none() {
            break;
        }
    }
}

async fn messages_are_read_backwards(talk: &mut Talk) {
    let (_, room) = room(talk).await;
    read(talk, &room, "b").await;
}

async fn messages_are_read_forwards(talk: &mut Talk) {
    let (_, room) = room(talk).await;
    read(talk, &room, "f").await;
}

async fn messages_are_read_up_to_a_place(talk: &mut Talk) {
    let (_, room) = room(talk).await;
    let call = talk.call("list_room_messages").at(&room).query("dir", "b");
    let answer = call.query("limit", 3).only("/chunk", WORDS).await;
    let end = text(&answer, "end");
    let call = talk.call("list_room_messages").at(&room).query("dir", "b");
    call.query("to", end)
        .query("limit", 10)
        .only("/chunk", WORDS)
        .await;
}

async fn messages_are_filtered(talk: &mut Talk) {
    let (alice, room) = room(talk).await;
    let bob = talk.session("bob").await;
    talk.join(&bob, &room).await;
    talk.say(&bob, &room, "Six").await;
    for filter in [
        json!({"types": ["m.room.message"]}),
        json!({"not_types": ["m.room.message"]}),
        json!({"senders": [bob]}),
        json!({"not_senders": [alice]}),
        json!({"types": []}),
    ] {
        let call = talk.call("list_room_messages").at(&room).query("dir", "b");
        let call = call.query("limit", 20).query("filter", filter);
        call.only("/chunk", &["type", "sender", "content"]).await;
    }
}

async fn messages_are_shown_as_servers_send_them(talk: &mut Talk) {
    let (_, room) = room(talk).await;
    let call = talk
        .call("list_room_messages")
        .at(&room)
        .query("dir", "b")
        .query("limit", 1);
    call.query("raw", "true").await;
}

async fn a_redacted_message_is_empty(talk: &mut Talk) {
    let (alice, room) = room(talk).await;
    let event = talk.say(&alice, &room, "In anger").await;
    talk.redact(&alice, &room, &event).await;
    talk.call("list_room_messages")
        .at(&room)
        .query("dir", "b")
        .query("limit", 2)
        .await;
}

async fn messages_that_make_no_sense_are_refused(talk: &mut Talk) {
    let (_, room) = room(talk).await;
    for (name, value) in [
        ("from", "nonsense"),
        ("to", "nonsense"),
        ("limit", "-1"),
        ("limit", "many"),
        ("dir", "up"),
        ("filter", "{"),
        ("filter", "[]"),
    ] {
        talk.call("list_room_messages")
            .at(&room)
            .query(name, value)
            .await;
    }
}

async fn messages_of_nothing(talk: &mut Talk) {
    let nowhere = format!("!nowhere-{}:{}", talk.suffix, talk.server_name);
    talk.call("list_room_messages").at(nowhere).await;
    talk.call("list_room_messages").at("nonsense").await;
}
