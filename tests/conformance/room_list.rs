//! Lists of rooms: pages, order, filters.

use serde_json::json;

use crate::talk::Talk;

scenarios!(
    a_room_shows_with_all_that_the_list_knows,
    pages_of_rooms_follow_one_another,
    past_the_end_there_is_no_room,
    a_limit_of_zero_gives_no_room,
    rooms_are_in_the_order_that_was_asked_for,
    rooms_are_ordered_by_what_is_true_of_them,
    rooms_are_found_by_name_alias_and_id,
    rooms_that_are_published_are_told_apart,
    rooms_without_members_are_told_apart,
    paging_of_rooms_that_makes_no_sense_is_refused,
);

const NAMES: &[&str] = &["name"];

/// Rooms of this name, which all have the ending of the run.
async fn named(talk: &mut Talk, creator: &str, name: &str, mut body: serde_json::Value) -> String {
    body["name"] = format!("{name} {}", talk.suffix).into();
    talk.room(creator, body).await
}

async fn four(talk: &mut Talk) -> Vec<String> {
    let alice = talk.session("alice").await;
    let mut rooms = Vec::new();
    for name in ["Attic", "Balcony", "Cellar", "Den"] {
        rooms.push(named(talk, &alice, name, json!({"preset": "public_chat"})).await);
    }
    for room in &rooms {
        talk.settle(room).await;
    }
    rooms
}

async fn a_room_shows_with_all_that_the_list_knows(talk: &mut Talk) {
    let (alice, bob) = (talk.session("alice").await, talk.session("bob").await);
    let plain = named(talk, &alice, "Attic", json!({"preset": "private_chat"})).await;
    let body = json!({
        "preset": "public_chat",
        "visibility": "public",
        "room_alias_name": talk.localpart("cellar"),
        "topic": "What lies below",
        "creation_content": {"m.federate": false},
        "initial_state": [
            {"type": "m.room.encryption", "content": {"algorithm": "m.megolm.v1.aes-sha2"}},
            {"type": "m.room.avatar", "content": {"url": "mxc://remote.example/cellar"}},
        ],
    });
    let rich = named(talk, &alice, "Cellar", body).await;
    talk.join(&bob, &rich).await;
    talk.settle(&plain).await;
    talk.settle(&rich).await;
    let run = talk.suffix.clone();
    talk.call("list_rooms").query("search_term", run).await;
    talk.call("get_room").at(&plain).await;
    talk.call("get_room").at(&rich).await;
}

async fn pages_of_rooms_follow_one_another(talk: &mut Talk) {
    four(talk).await;
    let run = talk.suffix.clone();
    for (from, limit) in [(0, 3), (3, 3), (2, 1), (0, 4), (1, 100_000)] {
        let call = talk.call("list_rooms").query("search_term", &run);
        call.query("from", from)
            .query("limit", limit)
            .only("/rooms", NAMES)
            .await;
    }
    let call = talk
        .call("list_rooms")
        .query("search_term", &run)
        .query("dir", "b");
    call.query("from", 1)
        .query("limit", 2)
        .only("/rooms", NAMES)
        .await;
}

async fn past_the_end_there_is_no_room(talk: &mut Talk) {
    four(talk).await;
    let run = talk.suffix.clone();
    for from in [4, 100] {
        let call = talk.call("list_rooms").query("search_term", &run);
        call.query("from", from).query("limit", 3).await;
    }
    talk.call("list_rooms")
        .query("search_term", format!("nowhere {run}"))
        .await;
}

async fn a_limit_of_zero_gives_no_room(talk: &mut Talk) {
    four(talk).await;
    let run = talk.suffix.clone();
    for from in [0, 2] {
        let call = talk.call("list_rooms").query("search_term", &run);
        call.query("from", from).query("limit", 0).await;
    }
}

/// What each of three rooms has more of than the one before, so that no two are alike.
async fn rooms_are_in_the_order_that_was_asked_for(talk: &mut Talk) {
    let people = [
        talk.session("alice").await,
        talk.session("bob").await,
        talk.session("carol").await,
    ];
    let rooms = [
        ("Cellar", "9", "invited", "invite"),
        ("Attic", "10", "joined", "knock"),
        ("Balcony", "11", "shared", "public"),
    ];
    for (place, (name, version, visibility, rule)) in rooms.into_iter().enumerate() {
        let alias = ["b", "c", "a"][place];
        let body = json!({
            "preset": "public_chat",
            "room_version": version,
            "room_alias_name": talk.localpart(alias),
            "initial_state": [
                {"type": "m.room.history_visibility", "content": {"history_visibility": visibility}},
            ],
        });
        let creator = &people[place];
        let room = named(talk, creator, name, body).await;
        for guest in people.iter().take(place) {
            talk.join(guest, &room).await;
        }
        let rule = json!({"join_rule": rule});
        talk.set(creator, &room, "m.room.join_rules", rule).await;
        talk.settle(&room).await;
    }
    let run = talk.suffix.clone();
    for order in [
        "name",
        "alphabetical",
        "canonical_alias",
        "joined_members",
        "size",
        "joined_local_members",
        "version",
        "creator",
        "join_rules",
        "history_visibility",
        "state_events",
    ] {
        for dir in ["f", "b"] {
            let call = talk.call("list_rooms").query("search_term", &run);
            let call = call.query("order_by", order).query("dir", dir);
            call.only("/rooms", NAMES).await;
        }
    }
}

async fn rooms_are_ordered_by_what_is_true_of_them(talk: &mut Talk) {
    let alice = talk.session("alice").await;
    let body = json!({"preset": "private_chat", "creation_content": {"m.federate": false}});
    let private = named(talk, &alice, "Attic", body).await;
    let body = json!({
        "preset": "public_chat",
        "visibility": "public",
        "initial_state": [
            {"type": "m.room.encryption", "content": {"algorithm": "m.megolm.v1.aes-sha2"}},
        ],
    });
    let public = named(talk, &alice, "Balcony", body).await;
    talk.settle(&private).await;
    talk.settle(&public).await;
    let run = talk.suffix.clone();
    for order in ["federatable", "public", "encryption", "guest_access"] {
        for dir in ["f", "b"] {
            let call = talk.call("list_rooms").query("search_term", &run);
            let call = call.query("order_by", order).query("dir", dir);
            let fields = &[
                "name",
                "federatable",
                "public",
                "encryption",
                "guest_access",
            ];
            call.only("/rooms", fields).await;
        }
    }
}

async fn rooms_are_found_by_name_alias_and_id(talk: &mut Talk) {
    let alice = talk.session("alice").await;
    let body = json!({"room_alias_name": talk.localpart("chimney"), "preset": "public_chat"});
    let aliased = named(talk, &alice, "Attic", body).await;
    let other = named(talk, &alice, "Balcony", json!({"preset": "public_chat"})).await;
    talk.settle(&aliased).await;
    talk.settle(&other).await;
    let run = talk.suffix.clone();
    for term in [
        format!("attic {run}"),
        format!("ATTIC {run}"),
        format!("chimney-{run}"),
        format!("#chimney-{run}:{}", talk.server_name),
        format!("_ttic {run}"),
        other,
        format!("nowhere {run}"),
    ] {
        talk.call("list_rooms")
            .query("search_term", term)
            .only("/rooms", NAMES)
            .await;
    }
    talk.call("list_rooms").query("search_term", "").await;
}

/// Together with a text the filter does not work, so the rooms are picked from all that there are.
async fn rooms_that_are_published_are_told_apart(talk: &mut Talk) {
    let alice = talk.session("alice").await;
    let public = named(talk, &alice, "Attic", json!({"visibility": "public"})).await;
    let private = named(talk, &alice, "Balcony", json!({"visibility": "private"})).await;
    talk.settle(&public).await;
    talk.settle(&private).await;
    for (public_rooms, room) in [
        (true, &public),
        (false, &public),
        (true, &private),
        (false, &private),
    ] {
        let call = talk.call("list_rooms").query("public_rooms", public_rooms);
        call.query("search_term", room)
            .only("/rooms", &["name", "public"])
            .await;
    }
    for value in ["1", "yes", ""] {
        talk.call("list_rooms").query("public_rooms", value).await;
    }
}

async fn rooms_without_members_are_told_apart(talk: &mut Talk) {
    let alice = talk.session("alice").await;
    let empty = named(talk, &alice, "Attic", json!({"preset": "public_chat"})).await;
    let full = named(talk, &alice, "Balcony", json!({"preset": "public_chat"})).await;
    talk.leave(&alice, &empty).await;
    talk.settle(&full).await;
    let left = |room: &serde_json::Value| room["joined_members"] == 0;
    talk.wait(|talk| talk.call("get_room").at(&empty), left)
        .await;
    for (empty_rooms, room) in [
        (true, &empty),
        (false, &empty),
        (true, &full),
        (false, &full),
    ] {
        let call = talk.call("list_rooms").query("empty_rooms", empty_rooms);
        call.query("search_term", room)
            .only("/rooms", &["name", "joined_members"])
            .await;
    }
    for value in ["1", "yes", ""] {
        talk.call("list_rooms").query("empty_rooms", value).await;
    }
}

async fn paging_of_rooms_that_makes_no_sense_is_refused(talk: &mut Talk) {
    for (name, value) in [
        ("limit", "-1"),
        ("limit", "many"),
        ("limit", ""),
        ("from", "-1"),
        ("from", "start"),
        ("order_by", "colour"),
        ("order_by", ""),
        ("dir", "up"),
        ("dir", ""),
    ] {
        talk.call("list_rooms").query(name, value).await;
    }
}
