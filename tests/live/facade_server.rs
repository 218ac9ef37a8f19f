//! The server as a whole, through the facade: what it is, its tasks, its notices, validity of accounts.

use std::time::Duration;

use chatadm::{
    Error, Timestamp,
    synapse::{NoticeContent, RoomId, ScheduledTaskStatus, types},
};

use crate::support::{Session, Site, from_now};

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn anybody_learns_what_the_server_is() {
    let site = Site::open();
    let nobody = site.client_with(None);
    let version = nobody.version().await.unwrap();
    assert_eq!(version, site.manifest.text("/synapse_version"));
    let versions = nobody.client_versions().await.unwrap();
    assert!(versions.versions.iter().any(|version| version == "v1.12"));
    assert_eq!(nobody.server_name().await.unwrap(), site.server_name);
    let keys = nobody.server_keys().await.unwrap();
    assert!(keys.signatures.contains_key(site.server_name.as_str()));
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_deletion_is_waited_for_among_the_tasks() {
    let site = Site::open();
    let session = site.account("facade-tasks").await;
    let room = session.public_room().await;
    let deletion = site.client.room(&room).delete().send().await.unwrap();
    let tasks = site.client.scheduled_tasks();
    let done = tasks
        .wait(deletion.id(), Duration::from_secs(60))
        .await
        .unwrap();
    assert_eq!(done.status, ScheduledTaskStatus::Complete);
    assert_eq!(done.resource_id.as_deref(), Some(room.as_str()));
    let kicked = &done.result.as_ref().unwrap()["kicked_users"];
    assert_eq!(*kicked, serde_json::json!([session.user_id]));

    let list = || tasks.list().resource(room.as_str());
    let of_room = list().actions([&*done.action, "purge_history"]);
    assert_eq!(of_room.send().await.unwrap(), [done]);
    let active = [ScheduledTaskStatus::Active, ScheduledTaskStatus::Failed];
    assert_eq!(list().statuses(active).send().await.unwrap(), []);
    let early = list().until(Timestamp::from_millis(1));
    assert_eq!(early.send().await.unwrap(), []);

    let unknown = tasks.wait("no such task", Duration::from_secs(60)).await;
    let error = unknown.unwrap_err();
    assert!(matches!(error, Error::TaskFailed { .. }), "{error:?}");
}

/// What the notices in the account's one room say, oldest first.
async fn notices(
    site: &Site,
    session: &Session,
) -> Vec<serde_json::Map<String, serde_json::Value>> {
    let call = site.raw().list_user_memberships().user_id(&session.user_id);
    let memberships = call.send().await.unwrap().into_inner().memberships;
    assert_eq!(memberships.len(), 1, "{memberships:?}");
    let room: RoomId = memberships.keys().next().unwrap().parse().unwrap();
    let call = site.raw().list_room_messages().room_id(&room);
    let call = call.dir(chatadm::synapse::Direction::F).limit(100);
    let call = call.filter(r#"{"types": ["m.room.message", "org.example.note"]}"#);
    let page = call.send().await.unwrap().into_inner();
    let contents = page.chunk.into_iter().map(|message| match message {
        types::RoomMessage::ClientEvent(event) => event.content,
        other @ types::RoomMessage::FederationEvent(_) => panic!("{other:?}"),
    });
    contents.collect()
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_notice_that_is_repeated_arrives_once() {
    let site = Site::open();
    let session = site.account("facade-notified").await;
    let server_notices = site.client.server_notices();
    let notice = server_notices.send(&session.user_id, "once");
    let id = notice.transaction_id().to_owned();
    let first = notice.clone().send().await.unwrap();
    let second = notice.send().await.unwrap();
    let later = server_notices.send(&session.user_id, "once");
    let third = later.transaction(id).send().await.unwrap();
    assert_eq!((&first, &first), (&second, &third));
    let said = notices(&site, &session).await;
    assert_eq!(said.len(), 1);
    assert_eq!(said[0]["body"], "once");

    let html = NoticeContent::html("twice", "<b>twice</b>");
    let notice = server_notices.send(&session.user_id, html);
    let other = notice.send().await.unwrap();
    assert_ne!(first, other);
    let notice = server_notices.send(&session.user_id, "note");
    notice.event_type("org.example.note").send().await.unwrap();
    let said = notices(&site, &session).await;
    assert_eq!(said.len(), 3);
    assert_eq!(said[1]["formatted_body"], "<b>twice</b>");
    assert_eq!(said[2]["body"], "note");

    let nobody = server_notices.send(site.own_id("nobody"), "?").send().await;
    assert!(nobody.unwrap_err().is_not_found());
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn validity_wants_a_moment_where_accounts_do_not_expire() {
    let site = Site::open();
    let session = site.account("facade-validity").await;
    let validity = site.client.account_validity();
    let moment = from_now(86_400_000);
    let renew = || {
        validity
            .renew(&session.user_id)
            .enable_renewal_emails(false)
    };
    assert_eq!(renew().expiration(moment).send().await.unwrap(), moment);
    let error = renew().send().await.unwrap_err();
    assert!(error.is_server_error(), "{error}");
    assert_eq!(error.operation(), Some("renew_account_validity"));
}
