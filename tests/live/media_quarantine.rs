//! Quarantine of media, by file, account and room.

use chatadm::synapse::{
    RoomId,
    types::{self, BooleanOrInteger},
};
use serde_json::json;

use crate::support::{Session, Site, answer, eventually, refusal};

fn is_true(flag: &BooleanOrInteger) -> bool {
    matches!(
        flag,
        BooleanOrInteger::Boolean(true) | BooleanOrInteger::Int64(1)
    )
}

async fn info(site: &Site, media_id: &str) -> types::MediaInfo {
    let call = site
        .raw()
        .get_media()
        .server_name(&site.server_name)
        .media_id(media_id);
    answer(call.send()).await.media_info
}

/// Whether the file is in quarantine; if so, the administrator has put it there.
async fn quarantined(site: &Site, media_id: &str) -> bool {
    let by = info(site, media_id).await.quarantined_by;
    if let Some(by) = &by {
        assert_eq!(by.as_str(), site.manifest.text("/admin"));
    }
    by.is_some()
}

/// An upload that no other upload equals, because equal files share a quarantine.
async fn upload(session: &Session, name: &str) -> String {
    session
        .upload(name, format!("{name} of {}", session.user_id).into_bytes())
        .await
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_file_goes_into_quarantine_and_out_and_the_changes_are_listed() {
    let site = Site::open();
    let session = site.account("quarantine").await;
    let media = upload(&session, "suspicious").await;
    let start = last_position(&site).await;
    let call = site.raw().quarantine_media().server_name(&site.server_name);
    answer(call.media_id(&*media).send()).await;
    assert!(quarantined(&site, &media).await);
    let call = site
        .raw()
        .unquarantine_media()
        .server_name(&site.server_name);
    answer(call.media_id(&*media).send()).await;
    assert!(!quarantined(&site, &media).await);

    let changes = eventually("both changes", async || {
        let page = answer(site.raw().list_quarantine_changes().from(start).send()).await;
        let ours = page
            .changes
            .iter()
            .filter(|change| change.media_id == media);
        let ours: Vec<_> = ours.map(|change| is_true(&change.quarantined)).collect();
        (ours.len() == 2).then_some(ours)
    })
    .await;
    assert_eq!(changes, [true, false]);
}

/// The position after the newest change.
async fn last_position(site: &Site) -> i64 {
    let mut from = 0;
    loop {
        let page = answer(site.raw().list_quarantine_changes().from(from).send()).await;
        if page.changes.is_empty() {
            return page.next_batch;
        }
        from = page.next_batch;
    }
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_protected_file_escapes_quarantine_until_its_protection_ends() {
    let site = Site::open();
    let session = site.account("protection").await;
    let media = upload(&session, "precious").await;
    let quarantine = || {
        let call = site.raw().quarantine_media().server_name(&site.server_name);
        answer(call.media_id(&*media).send())
    };
    let is_safe = async || {
        info(&site, &media)
            .await
            .safe_from_quarantine
            .as_ref()
            .is_some_and(is_true)
    };
    answer(site.raw().protect_media().media_id(&*media).send()).await;
    assert!(is_safe().await);
    quarantine().await;
    assert!(
        !quarantined(&site, &media).await,
        "the server said yes and did nothing"
    );

    answer(site.raw().unprotect_media().media_id(&*media).send()).await;
    assert!(!is_safe().await);
    quarantine().await;
    assert!(quarantined(&site, &media).await);

    assert_eq!(
        refusal(site.raw().protect_media().media_id("unknown").send()).await,
        "404 M_UNKNOWN"
    );
    assert_eq!(
        refusal(site.raw().unprotect_media().media_id("unknown").send()).await,
        "404 M_UNKNOWN"
    );
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn all_files_of_an_account_go_into_quarantine_at_once() {
    let site = Site::open();
    let session = site.account("culprit").await;
    let files = [upload(&session, "one").await, upload(&session, "two").await];
    let quarantine = || {
        answer(
            site.raw()
                .quarantine_user_media()
                .user_id(&session.user_id)
                .send(),
        )
    };
    assert_eq!(quarantine().await.num_quarantined, 2);
    for media in &files {
        assert!(quarantined(&site, media).await);
    }
    let list = answer(
        site.raw()
            .list_user_media()
            .user_id(&session.user_id)
            .send(),
    )
    .await;
    assert!(
        list.media
            .iter()
            .all(|media| media.quarantined_by.is_some())
    );
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn all_files_of_a_room_go_into_quarantine_under_both_paths() {
    let site = Site::open();
    let session = site.account("exhibitor").await;
    for legacy in [false, true] {
        let room = session.public_room().await;
        let shown = upload(&session, &format!("shown {legacy}")).await;
        let hidden = upload(&session, &format!("hidden {legacy}")).await;
        show(&site, &session, &room, &shown).await;
        let count = if legacy {
            answer(
                site.raw()
                    .quarantine_room_media_legacy()
                    .room_id(&room)
                    .send(),
            )
            .await
        } else {
            answer(site.raw().quarantine_room_media().room_id(&room).send()).await
        };
        assert_eq!(count.num_quarantined, 1);
        assert!(quarantined(&site, &shown).await && !quarantined(&site, &hidden).await);
    }
}

async fn show(site: &Site, session: &Session, room: &RoomId, media: &str) {
    let uri = format!("mxc://{}/{media}", site.server_name);
    let image = json!({"msgtype": "m.image", "body": "an image", "url": uri});
    session.send(room, "m.room.message", &image).await;
}
