//! Files, through the facade.

use chatadm::{
    Cursor, Error, Timestamp,
    synapse::{MxcUri, types},
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Session, Site, eventually, from_now, now};

/// Uploads a file that no other upload equals, because equal files share a quarantine.
async fn upload(site: &Site, session: &Session, name: &str) -> MxcUri {
    let bytes = format!("{name} by {}", session.user_id).into_bytes();
    let id = session.upload(name, bytes).await;
    MxcUri::new(&site.server_name, &id).unwrap()
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_file_is_described_and_deleted() {
    let site = Site::open();
    let session = site.account("facade-file").await;
    let file = upload(&site, &session, "report.txt").await;
    let media = site.client.media();
    let info = media.get(&file).await.unwrap();
    assert_eq!(info.upload_name.as_deref(), Some("report.txt"));
    assert_eq!(info.user_id.as_ref(), Some(&session.user_id));

    media.delete(&file).await.unwrap();
    assert_eq!(media.get_opt(&file).await.unwrap(), None);
    let gone = media.delete(&file).await.unwrap_err();
    assert!(gone.is_not_found(), "{gone}");
    let remote: MxcUri = "mxc://elsewhere.test/abc".parse().unwrap();
    let remote = media.delete(&remote).await.unwrap_err();
    assert!(remote.is_bad_request(), "{remote}");
}

/// Uploads a file that has been the account's avatar since before it was there, so that no deletion of large
/// files by another test can meet it when it is in no use.
async fn upload_avatar(site: &Site, session: &Session, bytes: Vec<u8>) -> MxcUri {
    let http = reqwest::Client::new();
    let url = format!("{}/_matrix/media/v1/create", site.url);
    let call = http.post(url).bearer_auth(session.token.expose());
    let answer: Value = call.send().await.unwrap().json().await.unwrap();
    let uri: MxcUri = answer["content_uri"].as_str().unwrap().parse().unwrap();
    let path = ["profile", session.user_id.as_str(), "avatar_url"];
    session
        .call(Method::PUT, &path, &json!({"avatar_url": uri}))
        .await;
    let (server, id) = (&site.server_name, uri.media_id().unwrap());
    let url = format!("{}/_matrix/media/v3/upload/{server}/{id}", site.url);
    let call = http.put(url).bearer_auth(session.token.expose());
    let call = call.header("Content-Type", "image/png").body(bytes);
    assert_eq!(call.send().await.unwrap().status(), 200);
    uri
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn large_files_are_deleted_and_small_ones_and_avatars_are_kept() {
    let site = Site::open();
    let session = site.account("facade-large").await;
    // Larger than all that any other test uploads.
    let bytes: u32 = 3_000_000;
    let small = upload(&site, &session, "small").await;
    let large = upload_avatar(&site, &session, vec![b'y'; bytes as usize + 1]).await;
    let media = site.client.media();
    let delete = || {
        let request = media.delete_where(from_now(60_000));
        request.larger_than(bytes.into())
    };
    let deleted = delete().send().await.unwrap();
    assert!(deleted.is_empty(), "it is an avatar: {deleted:?}");
    let deleted = delete().keep_profiles(false).send().await.unwrap();
    assert_eq!(deleted, [large.media_id().unwrap()]);
    assert!(media.get_opt(&large).await.unwrap().is_none());
    assert!(media.get_opt(&small).await.unwrap().is_some());

    let seconds = Timestamp::from_millis(now().as_seconds());
    let error = media.delete_where(seconds).send().await.unwrap_err();
    assert!(error.is_bad_request(), "{error}");
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn the_cache_of_other_servers_files_is_purged_and_local_files_stay() {
    let site = Site::open();
    let media = site.client.media();
    assert_eq!(media.purge_remote_cache(now()).await.unwrap(), 0);
    let local = site.manifest.text("/media/in_room");
    let local = MxcUri::new(&site.server_name, local).unwrap();
    assert!(media.get_opt(&local).await.unwrap().is_some());
}

/// What has become of a file since a cursor, and the cursor after that.
async fn changes(site: &Site, file: &MxcUri, start: Option<Cursor>) -> (Vec<bool>, Option<Cursor>) {
    let mut list = site.client.media().quarantine_changes();
    if let Some(cursor) = start {
        list = list.start_at(cursor);
    }
    let mut stream = list.stream();
    let mut ours = Vec::new();
    while let Some(change) = stream.try_next().await.unwrap() {
        let types::QuarantineChange {
            media_id, origin, ..
        } = &change;
        assert_eq!(*origin, site.server_name.as_str());
        if Some(&**media_id) == file.media_id() {
            ours.push(change.quarantined.is_true());
        }
    }
    (ours, stream.cursor().cloned())
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn quarantine_is_shown_by_the_file_and_by_the_changes() {
    let site = Site::open();
    let session = site.account("facade-quarantine").await;
    let file = upload(&site, &session, "suspicious").await;
    let media = site.client.media();
    let (before, start) = changes(&site, &file, None).await;
    assert!(before.is_empty());

    media.quarantine(&file).await.unwrap();
    let by = media.get(&file).await.unwrap().quarantined_by.unwrap();
    assert_eq!(by.as_str(), site.manifest.text("/admin"));
    let resumed = eventually("the change", async || {
        let (seen, end) = changes(&site, &file, start.clone()).await;
        (!seen.is_empty()).then_some((seen, end))
    });
    let (seen, end) = resumed.await;
    assert_eq!(seen, [true]);

    media.unquarantine(&file).await.unwrap();
    assert_eq!(media.get(&file).await.unwrap().quarantined_by, None);
    let resumed = eventually("the other change", async || {
        let (seen, _) = changes(&site, &file, end.clone()).await;
        (!seen.is_empty()).then_some(seen)
    });
    assert_eq!(resumed.await, [false], "what was read does not come again");
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn protection_keeps_quarantine_away() {
    let site = Site::open();
    let session = site.account("facade-protection").await;
    let file = upload(&site, &session, "precious").await;
    let id = file.media_id().unwrap();
    let media = site.client.media();
    let safe = async || {
        let info = media.get(&file).await.unwrap();
        let safe = info.safe_from_quarantine.unwrap().is_true();
        (safe, info.quarantined_by.is_some())
    };
    media.protect(id).await.unwrap();
    media.quarantine(&file).await.unwrap();
    assert_eq!(
        safe().await,
        (true, false),
        "the server said yes and did nothing"
    );
    media.unprotect(id).await.unwrap();
    media.quarantine(&file).await.unwrap();
    assert_eq!(safe().await, (false, true));

    let unknown = media.protect("unknown").await.unwrap_err();
    assert!(unknown.is_not_found(), "{unknown}");
    let unknown = media.unprotect("unknown").await.unwrap_err();
    assert!(unknown.is_not_found(), "{unknown}");
    let error = media.protect("..").await.unwrap_err();
    assert!(matches!(error, Error::Argument { .. }), "{error:?}");
}
