//! One room: its members and state, who may join, who leads, what hangs together with it.

use serde_json::json;

use crate::talk::Talk;

scenarios!(
    an_unknown_room_is_not_found,
    members_are_listed,
    the_state_is_listed,
    the_state_is_listed_by_type,
    a_blocked_room_lets_nobody_in,
    a_block_of_a_room_that_is_not_there,
    a_block_that_makes_no_sense_is_refused,
    somebody_is_made_to_join_by_id_or_alias,
    nobody_is_made_to_join_where_the_administrator_is_not,
    a_join_that_makes_no_sense_is_refused,
    an_administrator_is_made_administrator_of_a_room,
    somebody_else_is_made_administrator_of_a_room,
    nobody_is_made_administrator_where_there_is_none,
    a_space_shows_what_is_in_it,
    a_space_shows_page_by_page,
    a_space_that_makes_no_sense_is_refused,
    forward_extremities_are_shown_and_removed,
    forward_extremities_of_nothing,
);

/// The right form, and yet no room of any server.
fn nowhere(talk: &Talk) -> String {
    format!("!nowhere-{}:{}", talk.suffix, talk.server_name)
}

async fn an_unknown_room_is_not_found(talk: &mut Talk) {
    let nowhere = nowhere(talk);
    for operation in ["get_room", "list_room_members", "get_room_state"] {
        for room in [&*nowhere, "!nowhere:elsewhere.example", "nonsense"] {
            talk.call(operation).at(room).await;
        }
    }
}

async fn members_are_listed(talk: &mut Talk) {
    let (alice, bob) = (talk.session("alice").await, talk.session("bob").await);
    let carol = talk.session("carol").await;
    let room = talk.public_room(&alice).await;
    talk.call("list_room_members").at(&room).await;
    talk.join(&bob, &room).await;
    talk.invite(&alice, &room, &carol).await;
    talk.call("list_room_members")
        .at(&room)
        .unordered("/members")
        .await;
    talk.leave(&alice, &room).await;
    talk.call("list_room_members").at(&room).await;
}

async fn the_state_is_listed(talk: &mut Talk) {
    let alice = talk.session("alice").await;
    let body = json!({"preset": "public_chat", "name": "Attic", "topic": "What lies above"});
    let room = talk.room(&alice, body).await;
    talk.set(
        &alice,
        &room,
        "m.room.topic",
        json!({"topic": "What lies below"}),
    )
    .await;
    talk.call("get_room_state")
        .at(&room)
        .unordered("/state")
        .await;
}

async fn the_state_is_listed_by_type(talk: &mut Talk) {
    let (alice, bob) = (talk.session("alice").await, talk.session("bob").await);
    let room = talk.public_room(&alice).await;
    talk.join(&bob, &room).await;
    for kind in ["m.room.member", "m.room.join_rules", "m.room.nothing", ""] {
        let call = talk.call("get_room_state").at(&room).query("type", kind);
        let call = call.only("/state", &["type", "state_key", "content"]);
        call.unordered("/state").await;
    }
}

async fn a_blocked_room_lets_nobody_in(talk: &mut Talk) {
    let (alice, bob) = (talk.session("alice").await, talk.user("bob").await);
    let room = talk.public_room(&alice).await;
    talk.call("get_room_block").at(&room).await;
    talk.call("set_room_block")
        .at(&room)
        .body(json!({"block": true}))
        .await;
    talk.call("set_room_block")
        .at(&room)
        .body(json!({"block": true}))
        .await;
    talk.call("get_room_block").at(&room).await;
    talk.call("join_room")
        .at(&room)
        .body(json!({"user_id": bob}))
        .await;
    talk.call("set_room_block")
        .at(&room)
        .body(json!({"block": false}))
        .await;
    talk.call("get_room_block").at(&room).await;
    talk.call("join_room")
        .at(&room)
        .body(json!({"user_id": bob}))
        .await;
}

async fn a_block_of_a_room_that_is_not_there(talk: &mut Talk) {
    let nowhere = nowhere(talk);
    talk.call("get_room_block").at(&nowhere).await;
    talk.call("set_room_block")
        .at(&nowhere)
        .body(json!({"block": true}))
        .await;
    talk.call("get_room_block").at(&nowhere).await;
    talk.call("set_room_block")
        .at(&nowhere)
        .body(json!({"block": false}))
        .await;
    talk.call("get_room_block").at("nonsense").await;
    talk.call("set_room_block")
        .at("nonsense")
        .body(json!({"block": true}))
        .await;
}

async fn a_block_that_makes_no_sense_is_refused(talk: &mut Talk) {
    let nowhere = nowhere(talk);
    for text in [
        "",
        "[]",
        "{}",
        r#"{"block": "yes"}"#,
        r#"{"block": null}"#,
        r#"{"block": 1}"#,
    ] {
        talk.call("set_room_block").at(&nowhere).text(text).await;
    }
}

async fn somebody_is_made_to_join_by_id_or_alias(talk: &mut Talk) {
    let (alice, bob) = (talk.session("alice").await, talk.user("bob").await);
    let carol = talk.user("carol").await;
    let name = talk.localpart("attic");
    let body = json!({"preset": "public_chat", "room_alias_name": name});
    let room = talk.room(&alice, body).await;
    let alias = format!("#{name}:{}", talk.server_name);
    talk.call("join_room")
        .at(&room)
        .body(json!({"user_id": bob}))
        .await;
    talk.call("join_room")
        .at(&alias)
        .body(json!({"user_id": carol}))
        .await;
    // Once more makes no difference.
    talk.call("join_room")
        .at(&alias)
        .body(json!({"user_id": carol}))
        .await;
    talk.call("list_room_members")
        .at(&room)
        .unordered("/members")
        .await;
}

async fn nobody_is_made_to_join_where_the_administrator_is_not(talk: &mut Talk) {
    let (alice, bob) = (talk.session("alice").await, talk.user("bob").await);
    let room = talk.room(&alice, json!({"preset": "private_chat"})).await;
    talk.call("join_room")
        .at(&room)
        .body(json!({"user_id": bob}))
        .await;
    talk.call("list_room_members").at(&room).await;
    let admin = talk.admin.clone();
    talk.invite(&alice, &room, &admin).await;
    talk.call("join_room")
        .at(&room)
        .body(json!({"user_id": admin}))
        .await;
    // Only those who may invite can take somebody along.
    talk.call("join_room")
        .at(&room)
        .body(json!({"user_id": bob}))
        .await;
    talk.call("list_room_members")
        .at(&room)
        .unordered("/members")
        .await;
    talk.call("delete_room_v1")
        .at(&room)
        .body(json!({}))
        .step()
        .await;
}

async fn a_join_that_makes_no_sense_is_refused(talk: &mut Talk) {
    let alice = talk.session("alice").await;
    let room = talk.public_room(&alice).await;
    let nobody = talk.id("nobody");
    for user in [&*nobody, "nonsense", "@alice:elsewhere.example"] {
        talk.call("join_room")
            .at(&room)
            .body(json!({"user_id": user}))
            .await;
    }
    let nowhere = nowhere(talk);
    let alias = format!("#{}:{}", talk.localpart("nowhere"), talk.server_name);
    for room in [&*nowhere, &*alias, "nonsense"] {
        talk.call("join_room")
            .at(room)
            .body(json!({"user_id": alice}))
            .await;
    }
    for text in ["", "[]", "{}"] {
        talk.call("join_room").at(&room).text(text).await;
    }
}

const POWER: &str = "m.room.power_levels";

async fn an_administrator_is_made_administrator_of_a_room(talk: &mut Talk) {
    let alice = talk.session("alice").await;
    let room = talk.public_room(&alice).await;
    talk.call("make_room_admin").at(&room).body(json!({})).await;
    let call = talk.call("get_room_state").at(&room).query("type", POWER);
    call.only("/state", &["sender", "content"]).await;
    // The administrator is only invited, if at all.
    talk.call("list_room_members").at(&room).await;
    talk.call("delete_room_v1")
        .at(&room)
        .body(json!({}))
        .step()
        .await;
}

async fn somebody_else_is_made_administrator_of_a_room(talk: &mut Talk) {
    let (alice, bob) = (talk.session("alice").await, talk.session("bob").await);
    let carol = talk.user("carol").await;
    let body = json!({"preset": "private_chat", "room_alias_name": talk.localpart("attic")});
    let room = talk.room(&alice, body).await;
    talk.invite(&alice, &room, &bob).await;
    talk.join(&bob, &room).await;
    talk.call("make_room_admin")
        .at(&room)
        .body(json!({"user_id": bob}))
        .await;
    let alias = format!("#{}:{}", talk.localpart("attic"), talk.server_name);
    talk.call("make_room_admin")
        .at(alias)
        .body(json!({"user_id": carol}))
        .await;
    let call = talk.call("get_room_state").at(&room).query("type", POWER);
    call.only("/state", &["sender", "content"]).await;
    talk.call("list_user_memberships").at(&carol).await;
}

async fn nobody_is_made_administrator_where_there_is_none(talk: &mut Talk) {
    let (alice, bob) = (talk.session("alice").await, talk.user("bob").await);
    let room = talk.public_room(&alice).await;
    let nobody = talk.id("nobody");
    for user in [&*nobody, "nonsense"] {
        talk.call("make_room_admin")
            .at(&room)
            .body(json!({"user_id": user}))
            .await;
    }
    talk.leave(&alice, &room).await;
    talk.call("make_room_admin")
        .at(&room)
        .body(json!({"user_id": bob}))
        .await;
    let nowhere = nowhere(talk);
    for room in [&*nowhere, "nonsense"] {
        let body = json!({"user_id": bob});
        talk.call("make_room_admin").at(room).body(body).await;
    }
}

async fn child(talk: &mut Talk, user: &str, space: &str, room: &str, order: &str) {
    let via = json!({"via": [talk.server_name], "order": order});
    let path = "/_matrix/client/v3/rooms/{room_id}/state/m.space.child/{state_key}";
    let call = talk.plain(reqwest::Method::PUT, path).at(space).at(room);
    call.body(via).by(user).step().await;
}

/// A space with two rooms and a space in it, which holds one more room.
async fn space(talk: &mut Talk) -> String {
    let alice = talk.session("alice").await;
    let space = |name: &str| {
        json!({
            "preset": "public_chat",
            "name": name,
            "creation_content": {"type": "m.space"},
        })
    };
    let outer = talk.room(&alice, space("House")).await;
    let inner = talk.room(&alice, space("Cellar")).await;
    let mut rooms = vec![outer.clone(), inner.clone()];
    for (parent, name, order) in [
        (&outer, "Attic", "a"),
        (&outer, "Balcony", "b"),
        (&inner, "Coal", "c"),
    ] {
        let room = talk
            .room(&alice, json!({"preset": "public_chat", "name": name}))
            .await;
        child(talk, &alice, parent, &room, order).await;
        rooms.push(room);
    }
    child(talk, &alice, &outer, &inner, "c").await;
    for room in &rooms {
        talk.settle(room).await;
    }
    outer
}

async fn a_space_shows_what_is_in_it(talk: &mut Talk) {
    let space = space(talk).await;
    talk.call("get_room_hierarchy").at(&space).await;
    for depth in [0, 1] {
        let call = talk
            .call("get_room_hierarchy")
            .at(&space)
            .query("max_depth", depth);
        call.only("/rooms", &["name", "room_id"]).await;
    }
}

async fn a_space_shows_page_by_page(talk: &mut Talk) {
    let space = space(talk).await;
    let mut from = None;
    loop {
        let mut call = talk.call("get_room_hierarchy").at(&space).query("limit", 2);
        if let Some(from) = &from {
            call = call.query("from", from);
        }
        let answer = call.only("/rooms", &["name"]).await;
        from = answer["next_batch"].as_str().map(str::to_owned);
        if from.is_none() {
            break;
        }
    }
}

async fn a_space_that_makes_no_sense_is_refused(talk: &mut Talk) {
    let alice = talk.session("alice").await;
    let room = talk.public_room(&alice).await;
    for (name, value) in [
        ("from", "nonsense"),
        ("limit", "0"),
        ("limit", "-1"),
        ("limit", "many"),
        ("max_depth", "-1"),
        ("max_depth", "deep"),
    ] {
        talk.call("get_room_hierarchy")
            .at(&room)
            .query(name, value)
            .await;
    }
    talk.call("get_room_hierarchy").at(&room).by_nobody().await;
}

async fn forward_extremities_are_shown_and_removed(talk: &mut Talk) {
    let alice = talk.session("alice").await;
    let body = json!({"preset": "public_chat", "room_alias_name": talk.localpart("attic")});
    let room = talk.room(&alice, body).await;
    talk.say(&alice, &room, "One").await;
    let alias = format!("#{}:{}", talk.localpart("attic"), talk.server_name);
    talk.call("get_forward_extremities").at(&room).await;
    talk.call("get_forward_extremities").at(&alias).await;
    talk.call("delete_forward_extremities").at(&room).await;
    talk.call("get_forward_extremities").at(&room).await;
}

async fn forward_extremities_of_nothing(talk: &mut Talk) {
    let nowhere = nowhere(talk);
    talk.call("get_forward_extremities").at(&nowhere).await;
    talk.call("get_forward_extremities").at("nonsense").await;
    talk.call("delete_forward_extremities").at("nonsense").await;
    let alias = format!("#{}:{}", talk.localpart("nowhere"), talk.server_name);
    talk.call("get_forward_extremities").at(&alias).await;
}
