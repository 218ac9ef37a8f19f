//! Media that nobody may see, and media that stay visible whatever happens.

use serde_json::json;

use crate::talk::Talk;

scenarios!(
    an_upload_is_quarantined_and_released,
    a_protected_upload_is_not_quarantined,
    all_uploads_of_an_account_are_quarantined,
    all_media_of_a_room_are_quarantined,
    all_media_of_a_room_are_quarantined_under_the_old_path,
    the_same_bytes_are_quarantined_together,
    a_quarantine_of_nothing,
    a_protection_of_nothing_is_refused,
    quarantine_changes_are_told_in_order,
    quarantine_changes_of_no_time_are_refused,
);

async fn an_upload_is_quarantined_and_released(talk: &mut Talk) {
    let alice = talk.session("alice").await;
    let media = talk.upload(&alice, "notes.txt", 100).await;
    let server = talk.server_name.clone();
    for operation in ["quarantine_media", "quarantine_media", "unquarantine_media"] {
        talk.call(operation)
            .at(&server)
            .at(&media)
            .body(json!({}))
            .await;
        talk.call("get_media").at(&server).at(&media).await;
    }
}

async fn a_protected_upload_is_not_quarantined(talk: &mut Talk) {
    let alice = talk.session("alice").await;
    let media = talk.upload(&alice, "notes.txt", 100).await;
    let server = talk.server_name.clone();
    talk.call("protect_media").at(&media).body(json!({})).await;
    talk.call("get_media").at(&server).at(&media).await;
    talk.call("quarantine_media")
        .at(&server)
        .at(&media)
        .body(json!({}))
        .await;
    talk.call("get_media").at(&server).at(&media).await;
    talk.call("quarantine_user_media")
        .at(&alice)
        .body(json!({}))
        .await;
    talk.call("unprotect_media")
        .at(&media)
        .body(json!({}))
        .await;
    talk.call("quarantine_user_media")
        .at(&alice)
        .body(json!({}))
        .await;
    talk.call("get_media").at(&server).at(&media).await;
}

async fn all_uploads_of_an_account_are_quarantined(talk: &mut Talk) {
    let alice = talk.session("alice").await;
    for name in ["one.txt", "two.txt"] {
        talk.upload(&alice, name, 100).await;
    }
    talk.call("quarantine_user_media")
        .at(&alice)
        .body(json!({}))
        .await;
    let call = talk.call("list_user_media").at(&alice);
    call.only("/media", &["upload_name", "quarantined_by"])
        .await;
    talk.call("quarantine_user_media")
        .at(&alice)
        .body(json!({}))
        .await;
}

/// A room whose messages name one upload and one file of another server.
async fn room(talk: &mut Talk) -> (String, String) {
    let alice = talk.session("alice").await;
    let room = talk.public_room(&alice).await;
    let media = talk.upload(&alice, "picture.png", 100).await;
    let own = format!("mxc://{}/{media}", talk.server_name);
    for uri in [&*own, "mxc://remote.example/picture"] {
        let body = json!({"msgtype": "m.image", "body": "A picture", "url": uri});
        talk.send(&alice, &room, "m.room.message", body).await;
    }
    (room, media)
}

async fn all_media_of_a_room_are_quarantined(talk: &mut Talk) {
    let (room, media) = room(talk).await;
    talk.call("quarantine_room_media")
        .at(&room)
        .body(json!({}))
        .await;
    let server = talk.server_name.clone();
    talk.call("get_media").at(&server).at(&media).await;
}

async fn all_media_of_a_room_are_quarantined_under_the_old_path(talk: &mut Talk) {
    let (room, _) = room(talk).await;
    talk.call("quarantine_room_media_legacy")
        .at(&room)
        .body(json!({}))
        .await;
}

async fn the_same_bytes_are_quarantined_together(talk: &mut Talk) {
    let (alice, bob) = (talk.session("alice").await, talk.session("bob").await);
    let one = talk.upload(&alice, "notes.txt", 100).await;
    let two = talk.upload(&bob, "notes.txt", 100).await;
    talk.upload(&bob, "other.txt", 100).await;
    let server = talk.server_name.clone();
    talk.call("quarantine_media")
        .at(&server)
        .at(&one)
        .body(json!({}))
        .await;
    for user in [&alice, &bob] {
        let call = talk.call("list_user_media").at(user);
        call.only("/media", &["upload_name", "quarantined_by"])
            .await;
    }
    talk.call("unquarantine_media")
        .at(&server)
        .at(&two)
        .body(json!({}))
        .await;
    for media in [&one, &two] {
        talk.call("get_media").at(&server).at(media).await;
    }
    talk.call("quarantine_user_media")
        .at(&alice)
        .body(json!({}))
        .await;
}

async fn a_quarantine_of_nothing(talk: &mut Talk) {
    let server = talk.server_name.clone();
    for operation in ["quarantine_media", "unquarantine_media"] {
        talk.call(operation)
            .at(&server)
            .at("unknown")
            .body(json!({}))
            .await;
        talk.call(operation)
            .at("remote.example")
            .at("unknown")
            .body(json!({}))
            .await;
    }
    let nobody = talk.id("nobody");
    for id in [&*nobody, "nonsense", "@alice:elsewhere.example"] {
        talk.call("quarantine_user_media")
            .at(id)
            .body(json!({}))
            .await;
    }
    let nowhere = format!("!nowhere-{}:{}", talk.suffix, talk.server_name);
    for room in [&*nowhere, "nonsense"] {
        talk.call("quarantine_room_media")
            .at(room)
            .body(json!({}))
            .await;
    }
}

async fn a_protection_of_nothing_is_refused(talk: &mut Talk) {
    for operation in ["protect_media", "unprotect_media"] {
        talk.call(operation).at("unknown").body(json!({})).await;
    }
}

/// The changes of the whole server, so only those of this run are looked at.
async fn quarantine_changes_are_told_in_order(talk: &mut Talk) {
    let mut from = json!(0);
    loop {
        let call = talk.call("list_quarantine_changes").query("from", &from);
        let answer = call.quietly().await;
        if answer["changes"].as_array().is_none_or(Vec::is_empty) {
            break;
        }
        from = answer["next_batch"].clone();
    }
    let alice = talk.session("alice").await;
    let media = talk.upload(&alice, "notes.txt", 100).await;
    let server = talk.server_name.clone();
    for operation in ["quarantine_media", "unquarantine_media"] {
        talk.call(operation)
            .at(&server)
            .at(&media)
            .body(json!({}))
            .step()
            .await;
    }
    let call = talk.call("list_quarantine_changes").query("from", from);
    let call = call.with("/changes", "media_id", &[&media]);
    call.hiding(&["?from", "/next_batch"]).await;
}

async fn quarantine_changes_of_no_time_are_refused(talk: &mut Talk) {
    for from in ["-1", "start", ""] {
        talk.call("list_quarantine_changes")
            .query("from", from)
            .await;
    }
}
