//! Uploads: found, read, deleted.

use std::collections::BTreeSet;

use chatadm::{
    Timestamp,
    synapse::{
        Direction, MxcUri, UserMediaOrder,
        types::{self, BooleanOrInteger},
    },
};
use serde_json::json;

use crate::support::{Session, Site, answer, from_now, now, refusal};

async fn get(site: &Site, media_id: &str) -> types::MediaInfo {
    let call = site
        .raw()
        .get_media()
        .server_name(&site.server_name)
        .media_id(media_id);
    answer(call.send()).await.media_info
}

/// Whether the server has the file.
async fn exists(site: &Site, media_id: &str) -> bool {
    let call = site
        .raw()
        .get_media()
        .server_name(&site.server_name)
        .media_id(media_id);
    let present = call.clone().send().await.is_ok();
    if !present {
        assert_eq!(refusal(call.send()).await, "404 M_NOT_FOUND");
    }
    present
}

async fn upload(session: &Session, count: usize) -> Vec<String> {
    let mut ids = Vec::new();
    for number in 0..count {
        let bytes = format!("{number} of {} {}", session.user_id, "x".repeat(number)).into_bytes();
        ids.push(session.upload(&format!("file {number}.bin"), bytes).await);
    }
    ids
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn an_upload_is_described_with_its_name_type_and_length() {
    let site = Site::open();
    for upload in site.manifest.list("/media/all") {
        let info = get(&site, upload["media_id"].as_str().unwrap()).await;
        assert_eq!(info.upload_name.as_deref(), upload["file_name"].as_str());
        assert_eq!(info.media_type.as_deref(), upload["content_type"].as_str());
        assert_eq!(info.media_length, upload["length"].as_i64());
        assert_eq!(info.user_id.unwrap().as_str(), upload["user_id"]);
        assert_eq!(info.media_origin, None, "it is local");
    }
    let quarantined = get(&site, site.manifest.text("/media/quarantined")).await;
    assert_eq!(
        quarantined.quarantined_by.unwrap().as_str(),
        site.manifest.text("/admin")
    );
    let protected = get(&site, site.manifest.text("/media/protected")).await;
    assert!(matches!(
        protected.safe_from_quarantine,
        Some(BooleanOrInteger::Boolean(true) | BooleanOrInteger::Int64(1))
    ));
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn the_files_of_an_account_are_listed_in_order_and_in_pages() {
    let site = Site::open();
    let session = site.account("uploads").await;
    let ids = upload(&session, 5).await;
    let list = || {
        let call = site
            .raw()
            .list_user_media()
            .user_id(&session.user_id)
            .limit(2);
        call.order_by(UserMediaOrder::MediaLength).dir(Direction::F)
    };
    let mut listed = Vec::new();
    let mut from = 0;
    loop {
        let page = answer(list().from(from).send()).await;
        assert_eq!(page.total, 5);
        listed.extend(page.media.into_iter().map(|media| media.media_id));
        let Some(next) = page.next_token else { break };
        from = next;
    }
    assert_eq!(listed, ids);
    let newest = site
        .raw()
        .list_user_media()
        .user_id(&session.user_id)
        .limit(1)
        .send();
    assert_eq!(
        answer(newest).await.media[0].media_id,
        ids[4],
        "newest first unless told"
    );

    let call = site.raw().list_user_media().user_id(site.own_id("nobody"));
    assert_eq!(refusal(call.send()).await, "404 M_NOT_FOUND");
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn one_file_is_deleted_by_its_id() {
    let site = Site::open();
    let session = site.account("one-file").await;
    let ids = upload(&session, 2).await;
    let delete = || {
        let call = site.raw().delete_media().server_name(&site.server_name);
        call.media_id(&*ids[0]).send()
    };
    let deleted = answer(delete()).await;
    assert_eq!(
        (deleted.deleted_media, deleted.total),
        (vec![ids[0].clone()], 1)
    );
    assert!(!exists(&site, &ids[0]).await && exists(&site, &ids[1]).await);
    assert_eq!(refusal(delete()).await, "404 M_NOT_FOUND");
    let remote = site
        .raw()
        .delete_media()
        .server_name("elsewhere.test")
        .media_id(&*ids[1]);
    assert_eq!(refusal(remote.send()).await, "400 M_UNKNOWN");
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn the_files_of_an_account_are_deleted_until_none_is_left() {
    let site = Site::open();
    let session = site.account("all-files").await;
    let ids = upload(&session, 3).await;
    let delete = || {
        answer(
            site.raw()
                .delete_user_media()
                .user_id(&session.user_id)
                .limit(2)
                .send(),
        )
    };
    let mut totals = Vec::new();
    let mut deleted = BTreeSet::new();
    loop {
        let some = delete().await;
        totals.push(some.total);
        deleted.extend(some.deleted_media);
        if some.total == 0 {
            break;
        }
    }
    assert_eq!(totals, [2, 1, 0]);
    assert_eq!(deleted, ids.into_iter().collect());
    let list = answer(
        site.raw()
            .list_user_media()
            .user_id(&session.user_id)
            .send(),
    )
    .await;
    assert_eq!((list.total, list.media.len()), (0, 0));
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn files_are_deleted_by_age_and_size_under_both_paths() {
    let site = Site::open();
    let session = site.account("large-files").await;
    // Far above what the seed uploads, so nothing else is large enough.
    let large: u32 = 1_000_000;
    for legacy in [false, true] {
        let small = session.upload("small", b"small".to_vec()).await;
        let big = session.upload("big", vec![b'x'; large as usize + 1]).await;
        let until = from_now(60_000);
        let deleted = if legacy {
            let call = site
                .raw()
                .delete_media_by_date_or_size_legacy()
                .server_name(&site.server_name);
            answer(
                call.before_ts(until)
                    .size_gt(large)
                    .keep_profiles(true)
                    .send(),
            )
            .await
        } else {
            let call = site.raw().delete_media_by_date_or_size();
            answer(
                call.before_ts(until)
                    .size_gt(large)
                    .keep_profiles(true)
                    .send(),
            )
            .await
        };
        assert_eq!(
            (deleted.deleted_media, deleted.total),
            (vec![big.clone()], 1)
        );
        assert!(exists(&site, &small).await && !exists(&site, &big).await);
    }
    let seconds = site
        .raw()
        .delete_media_by_date_or_size()
        .before_ts(Timestamp::from_millis(now().as_seconds()))
        .send();
    assert_eq!(refusal(seconds).await, "400 M_INVALID_PARAM");
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_server_without_remote_media_has_no_cache_to_purge() {
    let site = Site::open();
    let purged = answer(site.raw().purge_media_cache().before_ts(now()).send()).await;
    assert_eq!(purged.deleted, 0);
    assert!(
        exists(&site, site.manifest.text("/media/in_room")).await,
        "local media stays"
    );
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn the_media_of_a_room_are_those_that_its_messages_name() {
    let site = Site::open();
    let session = site.account("gallery").await;
    let room = session.public_room().await;
    let media = session.upload("image.png", b"not really".to_vec()).await;
    let uri = MxcUri::new(&site.server_name, &media).unwrap();
    let image = json!({"msgtype": "m.image", "body": "an image", "url": uri});
    session.send(&room, "m.room.message", &image).await;
    let elsewhere = json!({"msgtype": "m.image", "body": "x", "url": "mxc://elsewhere.test/abc"});
    session.send(&room, "m.room.message", &elsewhere).await;
    let list = answer(site.raw().list_room_media().room_id(&room).send()).await;
    assert_eq!(list.local, [uri]);
    let elsewhere = MxcUri::try_from("mxc://elsewhere.test/abc").unwrap();
    assert_eq!(list.remote, [elsewhere]);
}
