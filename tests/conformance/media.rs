//! Uploads: listed, read, deleted.

use serde_json::json;

use crate::talk::Talk;

scenarios!(
    an_upload_shows_with_all_that_is_known_of_it,
    unknown_media_are_not_found,
    uploads_of_an_account_are_listed_page_by_page,
    uploads_are_in_the_order_that_was_asked_for,
    uploads_of_nobody_are_refused,
    paging_of_uploads_that_makes_no_sense_is_refused,
    an_upload_is_deleted,
    uploads_of_others_are_not_deleted,
    uploads_of_an_account_are_deleted_page_by_page,
    large_uploads_are_deleted_by_size,
    large_uploads_are_deleted_by_size_under_the_old_path,
    old_uploads_are_deleted_by_date,
    deletions_without_a_date_are_refused,
    the_cache_of_remote_media_is_purged,
    media_of_a_room_are_those_that_its_messages_name,
);

/// Beyond all uploads.
const LATE: i64 = 4_102_444_800_000;

async fn an_upload_shows_with_all_that_is_known_of_it(talk: &mut Talk) {
    let alice = talk.session("alice").await;
    let call = talk.plain(reqwest::Method::POST, "/_matrix/media/v3/upload");
    let call = call
        .query("filename", "notes.txt")
        .file("text/plain", format!("Notes of {alice}").into_bytes());
    let answer = call.by(&alice).await;
    let media = answer["content_uri"]
        .as_str()
        .unwrap()
        .rsplit('/')
        .next()
        .unwrap()
        .to_owned();
    let server = talk.server_name.clone();
    talk.call("get_media").at(&server).at(&media).await;
    talk.call("list_user_media").at(&alice).await;
}

async fn unknown_media_are_not_found(talk: &mut Talk) {
    let server = talk.server_name.clone();
    for (server, media) in [(&*server, "unknown"), ("remote.example", "unknown")] {
        talk.call("get_media").at(server).at(media).await;
        talk.call("delete_media").at(server).at(media).await;
    }
}

/// Three uploads of different sizes.
async fn three(talk: &mut Talk) -> (String, Vec<String>) {
    let alice = talk.session("alice").await;
    let mut media = Vec::new();
    for (name, size) in [
        ("middle.txt", 200),
        ("large.txt", 300),
        ("a-small.txt", 100),
    ] {
        media.push(talk.upload(&alice, name, size).await);
    }
    (alice, media)
}

const NAMES: &[&str] = &["upload_name", "media_length"];

async fn uploads_of_an_account_are_listed_page_by_page(talk: &mut Talk) {
    let (alice, _) = three(talk).await;
    for (from, limit) in [(0, 2), (2, 2), (0, 3), (3, 2), (0, 0)] {
        let call = talk.call("list_user_media").at(&alice);
        let call = call.query("from", from).query("limit", limit);
        call.only("/media", NAMES).await;
    }
}

async fn uploads_are_in_the_order_that_was_asked_for(talk: &mut Talk) {
    let (alice, media) = three(talk).await;
    talk.call("protect_media").at(&media[1]).step().await;
    for order in [
        "upload_name",
        "created_ts",
        "media_length",
        "safe_from_quarantine",
    ] {
        for dir in ["f", "b"] {
            let call = talk.call("list_user_media").at(&alice);
            let mut call = call
                .query("order_by", order)
                .query("dir", dir)
                .only("/media", NAMES);
            if order == "safe_from_quarantine" {
                // Two are alike, so only the first or the last can be told.
                call = call
                    .query("limit", 1)
                    .query("from", if dir == "f" { 2 } else { 0 });
            }
            call.await;
        }
    }
    for order in ["media_id", "last_access_ts", "media_type", "quarantined_by"] {
        let call = talk
            .call("list_user_media")
            .at(&alice)
            .query("order_by", order);
        call.only("/media", NAMES).unordered("/media").await;
    }
    for dir in ["f", "b"] {
        let call = talk.call("list_user_media").at(&alice).query("dir", dir);
        call.only("/media", NAMES).await;
    }
}

async fn uploads_of_nobody_are_refused(talk: &mut Talk) {
    let nobody = talk.id("nobody");
    for id in [&*nobody, "nonsense", "@alice:elsewhere.example"] {
        talk.call("list_user_media").at(id).await;
        talk.call("delete_user_media").at(id).await;
    }
}

async fn paging_of_uploads_that_makes_no_sense_is_refused(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    for operation in ["list_user_media", "delete_user_media"] {
        for (name, value) in [
            ("limit", "-1"),
            ("limit", "many"),
            ("from", "-1"),
            ("from", "start"),
            ("order_by", "colour"),
            ("dir", "up"),
        ] {
            talk.call(operation).at(&alice).query(name, value).await;
        }
    }
}

async fn an_upload_is_deleted(talk: &mut Talk) {
    let alice = talk.session("alice").await;
    let media = talk.upload(&alice, "notes.txt", 100).await;
    let server = talk.server_name.clone();
    talk.call("delete_media").at(&server).at(&media).await;
    talk.call("get_media").at(&server).at(&media).await;
    talk.call("delete_media").at(&server).at(&media).await;
    talk.call("list_user_media").at(&alice).await;
}

async fn uploads_of_others_are_not_deleted(talk: &mut Talk) {
    talk.call("delete_media")
        .at("remote.example")
        .at("anything")
        .await;
    let call = talk
        .call("delete_media_by_date_or_size_legacy")
        .at("remote.example");
    call.query("before_ts", LATE)
        .query("size_gt", 1_000_000_000)
        .await;
}

async fn uploads_of_an_account_are_deleted_page_by_page(talk: &mut Talk) {
    let (alice, _) = three(talk).await;
    for _ in 0..3 {
        let call = talk.call("delete_user_media").at(&alice).query("limit", 2);
        call.unordered("/deleted_media").await;
    }
    talk.call("list_user_media").at(&alice).await;
}

/// Nothing that others upload is as large as this.
const LARGE: usize = 2_000_000;

async fn large_uploads_are_deleted_by_size(talk: &mut Talk) {
    let alice = talk.session("alice").await;
    talk.upload(&alice, "small.txt", 100).await;
    talk.upload(&alice, "large.txt", LARGE + 2).await;
    let call = talk.call("delete_media_by_date_or_size");
    call.query("before_ts", LATE)
        .query("size_gt", LARGE + 1)
        .await;
    talk.call("list_user_media")
        .at(&alice)
        .only("/media", NAMES)
        .await;
}

async fn large_uploads_are_deleted_by_size_under_the_old_path(talk: &mut Talk) {
    let alice = talk.session("alice").await;
    // Smaller than what is deleted elsewhere at the same time.
    talk.upload(&alice, "large.txt", LARGE).await;
    let media = talk.call("list_user_media").at(&alice).quietly().await;
    assert_eq!(media["total"], 1);
    let server = talk.server_name.clone();
    let call = talk.call("delete_media_by_date_or_size_legacy").at(server);
    // Nothing is that large, so nothing is deleted.
    call.query("before_ts", LATE)
        .query("size_gt", 1_000_000_000)
        .query("keep_profiles", true)
        .await;
    talk.call("list_user_media")
        .at(&alice)
        .only("/media", NAMES)
        .await;
}

async fn old_uploads_are_deleted_by_date(talk: &mut Talk) {
    let alice = talk.session("alice").await;
    talk.upload(&alice, "notes.txt", 100).await;
    // The year 2001: no server that we talk to is as old.
    let call = talk.call("delete_media_by_date_or_size");
    call.query("before_ts", 1_000_000_000_000_i64).await;
    talk.call("list_user_media")
        .at(&alice)
        .only("/media", NAMES)
        .await;
}

async fn deletions_without_a_date_are_refused(talk: &mut Talk) {
    let server = talk.server_name.clone();
    for operation in [
        "delete_media_by_date_or_size",
        "delete_media_by_date_or_size_legacy",
    ] {
        for (name, value) in [
            ("size_gt", "1000000000"),
            ("before_ts", ""),
            ("before_ts", "-1"),
            ("before_ts", "today"),
            // Seconds: as milliseconds, that would be in January 1970.
            ("before_ts", "1700000000"),
        ] {
            let mut call = talk.call(operation);
            if operation.ends_with("legacy") {
                call = call.at(&server);
            }
            call.query(name, value).await;
        }
    }
    for (name, value) in [
        ("size_gt", "-1"),
        ("size_gt", "large"),
        ("keep_profiles", "yes"),
    ] {
        let call = talk.call("delete_media_by_date_or_size");
        call.query("before_ts", 1_000_000_000_000_i64)
            .query(name, value)
            .await;
    }
}

async fn the_cache_of_remote_media_is_purged(talk: &mut Talk) {
    talk.call("purge_media_cache")
        .query("before_ts", 1_000_000_000_000_i64)
        .await;
    talk.call("purge_media_cache").await;
    for time in ["", "-1", "today", "1700000000"] {
        talk.call("purge_media_cache")
            .query("before_ts", time)
            .await;
    }
}

async fn media_of_a_room_are_those_that_its_messages_name(talk: &mut Talk) {
    let alice = talk.session("alice").await;
    let room = talk.public_room(&alice).await;
    talk.call("list_room_media").at(&room).await;
    let media = talk.upload(&alice, "picture.png", 100).await;
    let own = format!("mxc://{}/{media}", talk.server_name);
    for uri in [&*own, "mxc://remote.example/picture"] {
        let body = json!({"msgtype": "m.image", "body": "A picture", "url": uri});
        talk.send(&alice, &room, "m.room.message", body).await;
    }
    talk.call("list_room_media").at(&room).await;
    let nowhere = format!("!nowhere-{}:{}", talk.suffix, talk.server_name);
    talk.call("list_room_media").at(nowhere).await;
    talk.call("list_room_media").at("nonsense").await;
}
