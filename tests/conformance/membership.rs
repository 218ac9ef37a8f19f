//! Who comes into a room, who goes out, and what may be said there. These are the calls of users with which
//! other scenarios begin.

use reqwest::Method;
use serde_json::{Value, json};

use crate::talk::Talk;

scenarios!(
    a_private_room_lets_only_guests_in,
    somebody_is_removed_by_those_with_power,
    somebody_who_is_banned_stays_out,
    state_is_set_by_those_with_power,
    the_same_state_is_set_once,
    a_message_under_one_id_is_sent_once,
    a_message_is_taken_back_by_those_with_power,
    strangers_say_and_see_nothing,
    a_room_that_everybody_has_left_is_closed,
    rooms_that_make_no_sense_are_refused,
    reports_that_make_no_sense_are_refused,
    an_upload_is_read_by_users_only,
);

/// Calls the client-server API as a user, and writes the exchange down.
async fn ask(
    talk: &mut Talk,
    user: &str,
    (method, path): (Method, &str),
    at: &[&str],
    body: Option<Value>,
) -> Value {
    let mut call = talk.plain(method, &format!("/_matrix/client/v3/{path}"));
    for value in at {
        call = call.at(value);
    }
    if let Some(body) = body {
        call = call.body(body);
    }
    call.by(user).await
}

/// Changes a membership: `invite`, `kick`, `ban` or `unban` with the one whom it is about, `leave` or `join`
/// without.
async fn change(talk: &mut Talk, user: &str, room: &str, verb: &str, target: Option<&str>) {
    let path = format!("rooms/{{room_id}}/{verb}");
    let body = target.map_or(json!({}), |target| json!({"user_id": target}));
    ask(talk, user, (Method::POST, &path), &[room], Some(body)).await;
}

async fn people(talk: &mut Talk) -> [String; 3] {
    let alice = talk.session("alice").await;
    [
        alice,
        talk.session("bob").await,
        talk.session("carol").await,
    ]
}

async fn a_private_room_lets_only_guests_in(talk: &mut Talk) {
    let [alice, bob, carol] = people(talk).await;
    let room = talk.room(&alice, json!({"preset": "private_chat"})).await;
    change(talk, &bob, &room, "join", None).await;
    change(talk, &alice, &room, "invite", Some(&bob)).await;
    change(talk, &bob, &room, "join", None).await;
    change(talk, &alice, &room, "invite", Some(&bob)).await;
    // Whoever is in such a room may invite others.
    change(talk, &bob, &room, "invite", Some(&carol)).await;
    change(talk, &carol, &room, "leave", None).await;
    change(talk, &carol, &room, "leave", None).await;
    change(talk, &carol, &room, "join", None).await;
    talk.call("list_room_members")
        .at(&room)
        .unordered("/members")
        .await;
}

async fn somebody_is_removed_by_those_with_power(talk: &mut Talk) {
    let [alice, bob, carol] = people(talk).await;
    let room = talk.public_room(&alice).await;
    talk.join(&bob, &room).await;
    talk.join(&carol, &room).await;
    for (user, target) in [
        (&bob, &carol),
        (&bob, &alice),
        (&alice, &carol),
        (&alice, &carol),
    ] {
        change(talk, user, &room, "kick", Some(target)).await;
    }
    change(talk, &bob, &room, "invite", Some(&carol)).await;
    change(talk, &carol, &room, "join", None).await;
}

async fn somebody_who_is_banned_stays_out(talk: &mut Talk) {
    let [alice, bob, carol] = people(talk).await;
    let room = talk.public_room(&alice).await;
    talk.join(&bob, &room).await;
    change(talk, &bob, &room, "ban", Some(&carol)).await;
    change(talk, &alice, &room, "unban", Some(&bob)).await;
    change(talk, &alice, &room, "ban", Some(&bob)).await;
    change(talk, &bob, &room, "join", None).await;
    change(talk, &alice, &room, "invite", Some(&bob)).await;
    talk.call("list_user_memberships").at(&bob).await;
    change(talk, &alice, &room, "unban", Some(&bob)).await;
    change(talk, &bob, &room, "join", None).await;
}

async fn state_is_set_by_those_with_power(talk: &mut Talk) {
    let [alice, bob, carol] = people(talk).await;
    let room = talk.public_room(&alice).await;
    talk.join(&bob, &room).await;
    let put = (Method::PUT, "rooms/{room_id}/state/{kind}");
    let get = (Method::GET, "rooms/{room_id}/state/{kind}");
    let name = json!({"name": "Attic"});
    let at: &[&str] = &[&room, "m.room.name"];
    for user in [&bob, &carol, &alice] {
        ask(talk, user, put.clone(), at, Some(name.clone())).await;
        ask(talk, user, get.clone(), at, None).await;
    }
    ask(talk, &alice, get, &[&room, "m.room.avatar"], None).await;
}

async fn the_same_state_is_set_once(talk: &mut Talk) {
    let alice = talk.session("alice").await;
    let room = talk.public_room(&alice).await;
    let put = (Method::PUT, "rooms/{room_id}/state/{kind}/{state_key}");
    let at: &[&str] = &[&room, "org.example.kind", "key"];
    for value in [1, 1, 2, 1] {
        let body = Some(json!({"value": value}));
        ask(talk, &alice, put.clone(), at, body).await;
    }
}

async fn a_message_under_one_id_is_sent_once(talk: &mut Talk) {
    let alice = talk.session("alice").await;
    let room = talk.public_room(&alice).await;
    let put = (Method::PUT, "rooms/{room_id}/send/{kind}/{txn_id}");
    for id in ["one", "one", "two"] {
        let body = Some(json!({"msgtype": "m.text", "body": "Good morning"}));
        let at: &[&str] = &[&room, "m.room.message", id];
        ask(talk, &alice, put.clone(), at, body).await;
    }
    for body in [
        json!({}),
        json!({"body": "No type"}),
        json!({"msgtype": "m.text"}),
    ] {
        let at: &[&str] = &[&room, "m.room.message", "three"];
        ask(talk, &alice, put.clone(), at, Some(body)).await;
    }
}

async fn a_message_is_taken_back_by_those_with_power(talk: &mut Talk) {
    let [alice, bob, carol] = people(talk).await;
    let room = talk.public_room(&alice).await;
    talk.join(&bob, &room).await;
    talk.join(&carol, &room).await;
    let event = talk.say(&bob, &room, "In anger").await;
    let put = (Method::PUT, "rooms/{room_id}/redact/{event_id}/{txn_id}");
    for user in [&carol, &alice] {
        let at: &[&str] = &[&room, &event, "once"];
        ask(talk, user, put.clone(), at, Some(json!({}))).await;
    }
    let call = talk.call("list_room_messages").at(&room).query("dir", "b");
    call.query("limit", 3)
        .only("/chunk", &["content", "redacts", "sender", "type"])
        .await;
}

async fn strangers_say_and_see_nothing(talk: &mut Talk) {
    let [alice, bob, _] = people(talk).await;
    let room = talk.room(&alice, json!({"preset": "private_chat"})).await;
    let send = (Method::POST, "rooms/{room_id}/send/{kind}");
    let text = json!({"msgtype": "m.text", "body": "Hello?"});
    let nowhere = format!("!nowhere-{}:{}", talk.suffix, talk.server_name);
    for room in [&room, &nowhere] {
        let at: &[&str] = &[room, "m.room.message"];
        ask(talk, &bob, send.clone(), at, Some(text.clone())).await;
        change(talk, &bob, room, "join", None).await;
        change(talk, &bob, room, "leave", None).await;
        change(talk, &bob, room, "invite", Some(&alice)).await;
        change(talk, &bob, room, "kick", Some(&alice)).await;
    }
}

async fn a_room_that_everybody_has_left_is_closed(talk: &mut Talk) {
    let [alice, bob, _] = people(talk).await;
    let room = talk.public_room(&alice).await;
    talk.leave(&alice, &room).await;
    change(talk, &bob, &room, "join", None).await;
    change(talk, &alice, &room, "join", None).await;
    talk.call("get_room_state").at(&room).await;
    talk.call("list_room_members").at(&room).await;
    let call = talk.call("list_room_messages").at(&room).query("dir", "b");
    call.query("limit", 2)
        .only("/chunk", &["type", "content"])
        .await;
    let body = json!({"user_id": bob});
    talk.call("join_room").at(&room).body(body).await;
}

async fn rooms_that_make_no_sense_are_refused(talk: &mut Talk) {
    let alice = talk.session("alice").await;
    let alias = talk.localpart("attic");
    for body in [
        json!({"preset": "open"}),
        json!({"room_version": "none"}),
        json!({"invite": ["nonsense"]}),
        json!({"room_alias_name": alias}),
        json!({"room_alias_name": alias}),
    ] {
        ask(talk, &alice, (Method::POST, "createRoom"), &[], Some(body)).await;
    }
}

async fn reports_that_make_no_sense_are_refused(talk: &mut Talk) {
    let [alice, bob, _] = people(talk).await;
    let room = talk.public_room(&alice).await;
    let event = talk.say(&alice, &room, "Something rude").await;
    let report = (Method::POST, "rooms/{room_id}/report/{event_id}");
    for (user, event, body) in [
        (&alice, &*event, json!({"reason": 5})),
        (&alice, &*event, json!({"score": "low"})),
        (&alice, "$unknown", json!({})),
        (&bob, &*event, json!({})),
    ] {
        ask(talk, user, report.clone(), &[&room, event], Some(body)).await;
    }
    let nowhere = format!("!nowhere-{}:{}", talk.suffix, talk.server_name);
    let report = (Method::POST, "rooms/{room_id}/report");
    for (room, body) in [
        (&room, json!({})),
        (&room, json!({"reason": "It is rude"})),
        (&nowhere, json!({"reason": "It is rude"})),
    ] {
        ask(talk, &alice, report.clone(), &[room], Some(body)).await;
    }
    let nobody = talk.id("nobody");
    let report = (Method::POST, "users/{user_id}/report");
    for (user, body) in [(&nobody, json!({"reason": "Is rude"})), (&bob, json!({}))] {
        ask(talk, &alice, report.clone(), &[user], Some(body)).await;
    }
    let call = talk.call("list_user_reports").query("user_id", &alice);
    call.await;
}

async fn an_upload_is_read_by_users_only(talk: &mut Talk) {
    let alice = talk.session("alice").await;
    let media = talk.upload(&alice, "notes.txt", 100).await;
    let server = talk.server_name.clone();
    let new = "/_matrix/client/v1/media/download/{server_name}/{media_id}";
    let old = "/_matrix/media/v3/download/{server_name}/{media_id}";
    for (path, media) in [(new, &*media), (new, "unknown"), (old, &*media)] {
        let mut call = talk.plain(Method::GET, path).at(&server).at(media);
        if path == new && media != "unknown" {
            // What is in the file has the name of the run in it.
            call = call.hiding(&[""]);
        }
        call.by(&alice).await;
    }
    let call = talk.plain(Method::GET, new).at(&server).at(&media);
    call.by_nobody().await;
    talk.call("quarantine_media")
        .at(&server)
        .at(&media)
        .body(json!({}))
        .step()
        .await;
    let call = talk.plain(Method::GET, new).at(&server).at(&media);
    call.by(&alice).await;
}
