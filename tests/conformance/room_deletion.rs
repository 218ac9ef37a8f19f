//! Rooms that are closed and removed, at once or by a job.

use serde_json::{Value, json};

use crate::{people::text, talk::Talk};

scenarios!(
    a_room_is_deleted_by_a_job,
    a_room_is_deleted_by_a_job_and_blocked,
    a_room_that_is_gone_is_deleted_again,
    a_room_is_closed_but_kept,
    the_members_are_moved_to_a_new_room,
    a_room_is_deleted_at_once,
    a_room_is_deleted_at_once_and_its_members_are_moved,
    a_room_that_is_not_there_is_deleted_all_the_same,
    deletions_that_nobody_began_are_not_found,
    a_deletion_that_makes_no_sense_is_refused,
);

/// A room with two members and an alias.
async fn room(talk: &mut Talk) -> (String, String) {
    let (alice, bob) = (talk.session("alice").await, talk.session("bob").await);
    let body = json!({
        "preset": "public_chat",
        "name": format!("Attic {}", talk.suffix),
        "room_alias_name": talk.localpart("attic"),
    });
    let room = talk.room(&alice, body).await;
    talk.join(&bob, &room).await;
    talk.say(&bob, &room, "Soon gone").await;
    (room, bob)
}

/// Begins a deletion, and waits until it is over.
async fn delete(talk: &mut Talk, room: &str, body: Value) -> Value {
    let id = begin(talk, room, body).await;
    // How often one has to look is not the same everywhere, but the first time is too early. (Other
    // jobs can be over before anybody looks.)
    let first = talk.call("get_room_delete_status").at(&id).quietly().await;
    let status = first["status"].as_str();
    assert!(matches!(status, Some("scheduled" | "active")), "{first}");
    assert!(first["shutdown_room"].is_null(), "{first}");
    finish(talk, &id).await
}

async fn begin(talk: &mut Talk, room: &str, body: Value) -> String {
    let begun = talk.call("delete_room_v2").at(room).body(body).await;
    text(&begun, "delete_id")
}

async fn finish(talk: &mut Talk, id: &str) -> Value {
    let over = |job: &Value| matches!(job["status"].as_str(), Some("complete" | "failed"));
    let kicked = "/shutdown_room/kicked_users";
    let operation = "get_room_delete_status";
    talk.wait(|talk| talk.call(operation).at(id).unordered(kicked), over)
        .await
}

async fn a_room_is_deleted_by_a_job(talk: &mut Talk) {
    let (room, bob) = room(talk).await;
    delete(talk, &room, json!({})).await;
    talk.call("get_room").at(&room).await;
    talk.call("get_room_block").at(&room).await;
    talk.call("list_user_joined_rooms").at(&bob).await;
    let call = talk.call("list_room_delete_statuses").at(&room);
    call.unordered("/results/0/shutdown_room/kicked_users")
        .await;
}

async fn a_room_is_deleted_by_a_job_and_blocked(talk: &mut Talk) {
    let (room, _) = room(talk).await;
    delete(talk, &room, json!({"block": true, "purge": true})).await;
    talk.call("get_room").at(&room).await;
    talk.call("get_room_block").at(&room).await;
    talk.call("set_room_block")
        .at(&room)
        .body(json!({"block": false}))
        .step()
        .await;
}

async fn a_room_that_is_gone_is_deleted_again(talk: &mut Talk) {
    let (room, _) = room(talk).await;
    delete(talk, &room, json!({})).await;
    let again = begin(talk, &room, json!({})).await;
    finish(talk, &again).await;
    let listed = talk.call("list_room_delete_statuses").at(&room);
    listed.only("/results", &["status"]).await;
}

async fn a_room_is_closed_but_kept(talk: &mut Talk) {
    let (room, _) = room(talk).await;
    delete(talk, &room, json!({"purge": false})).await;
    let empty = |room: &Value| room["joined_members"] == 0;
    let fields = &[
        "forgotten",
        "joined_local_members",
        "joined_members",
        "room_id",
    ];
    talk.wait(
        |talk| talk.call("get_room").at(&room).only("", fields),
        empty,
    )
    .await;
    talk.call("list_room_members").at(&room).await;
}

async fn the_members_are_moved_to_a_new_room(talk: &mut Talk) {
    let (room, bob) = room(talk).await;
    let host = talk.user("host").await;
    let body = json!({
        "new_room_user_id": host,
        "room_name": "Moved",
        "message": "The old room is gone.",
        "purge": true,
    });
    let done = delete(talk, &room, body).await;
    let new = text(&done["shutdown_room"], "new_room_id");
    talk.call("list_room_members")
        .at(&new)
        .unordered("/members")
        .await;
    talk.call("list_user_joined_rooms").at(&bob).await;
    let call = talk
        .call("list_room_messages")
        .at(&new)
        .query("dir", "b")
        .query("limit", 1);
    call.query("filter", r#"{"types": ["m.room.message"]}"#)
        .only("/chunk", &["content", "sender"])
        .await;
}

async fn a_room_is_deleted_at_once(talk: &mut Talk) {
    let (room, _) = room(talk).await;
    let call = talk.call("delete_room_v1").at(&room).body(json!({}));
    call.unordered("/kicked_users").await;
    talk.call("get_room").at(&room).await;
    talk.call("delete_room_v1").at(&room).body(json!({})).await;
}

async fn a_room_is_deleted_at_once_and_its_members_are_moved(talk: &mut Talk) {
    let (room, bob) = room(talk).await;
    let host = talk.user("host").await;
    let body = json!({"new_room_user_id": host, "block": true});
    let call = talk.call("delete_room_v1").at(&room).body(body);
    let done = call.unordered("/kicked_users").await;
    let new = text(&done, "new_room_id");
    let call = talk
        .call("get_room_state")
        .at(&new)
        .query("type", "m.room.name");
    call.only("/state", &["content", "sender"]).await;
    talk.call("list_user_joined_rooms").at(&bob).await;
    talk.call("get_room_block").at(&room).await;
}

async fn a_room_that_is_not_there_is_deleted_all_the_same(talk: &mut Talk) {
    let nowhere = format!("!nowhere-{}:{}", talk.suffix, talk.server_name);
    talk.call("delete_room_v1")
        .at(&nowhere)
        .body(json!({}))
        .await;
    let id = begin(talk, &nowhere, json!({"block": true})).await;
    finish(talk, &id).await;
    talk.call("get_room_block").at(&nowhere).await;
    talk.call("set_room_block")
        .at(&nowhere)
        .body(json!({"block": false}))
        .step()
        .await;
}

async fn deletions_that_nobody_began_are_not_found(talk: &mut Talk) {
    talk.call("get_room_delete_status").at("unknown").await;
    let nowhere = format!("!nowhere-{}:{}", talk.suffix, talk.server_name);
    talk.call("list_room_delete_statuses").at(&nowhere).await;
    talk.call("list_room_delete_statuses").at("nonsense").await;
}

async fn a_deletion_that_makes_no_sense_is_refused(talk: &mut Talk) {
    let (room, _) = room(talk).await;
    for operation in ["delete_room_v1", "delete_room_v2"] {
        for text in [
            "",
            "[]",
            "{",
            r#"{"block": "yes"}"#,
            r#"{"purge": 1}"#,
            r#"{"force_purge": null}"#,
            r#"{"new_room_user_id": "@alice:elsewhere.example"}"#,
        ] {
            talk.call(operation).at(&room).text(text).await;
        }
        talk.call(operation).at("nonsense").body(json!({})).await;
    }
    talk.call("list_room_members")
        .at(&room)
        .unordered("/members")
        .await;
}
