//! The server as a whole: version, tasks, notices.

use chatadm::{
    Timestamp,
    synapse::{Direction, RoomId, ScheduledTaskStatus, types},
};
use reqwest::Method;
use serde_json::{Map, Value, json};

use crate::support::{RUN, Session, Site, answer, refusal};

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn the_version_is_told_to_everybody() {
    let site = Site::open();
    let nobody = site.client_with(None);
    let version = answer(nobody.raw().get_server_version().send()).await;
    assert_eq!(
        version.server_version,
        site.manifest.text("/synapse_version")
    );
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn finished_tasks_are_listed_by_what_they_did_and_to_what() {
    let site = Site::open();
    let list = || site.raw().list_scheduled_tasks();
    let deleted = site.manifest.text("/rooms/deleted");
    let tasks = answer(list().resource_id(deleted).send())
        .await
        .scheduled_tasks;
    let [task] = &*tasks else { panic!("{tasks:?}") };
    assert_eq!(task.id, site.manifest.text("/tasks/deletion"));
    assert_eq!(task.status, ScheduledTaskStatus::Complete);

    let purge = answer(list().action_name(vec!["purge_history".to_owned()]).send()).await;
    assert!(
        purge
            .scheduled_tasks
            .iter()
            .all(|task| task.action == "purge_history")
    );
    let id = site.manifest.text("/tasks/purge");
    assert!(purge.scheduled_tasks.iter().any(|task| task.id == id));
    let complete = answer(
        list()
            .job_status(vec![ScheduledTaskStatus::Complete])
            .send(),
    )
    .await;
    assert!(complete.scheduled_tasks.iter().any(|task| task.id == id));
    let none = answer(list().max_timestamp(Timestamp::from_millis(1)).send()).await;
    assert!(none.scheduled_tasks.is_empty());
}

fn content(text: &str) -> Map<String, Value> {
    let Value::Object(content) = json!({"msgtype": "m.text", "body": text}) else {
        unreachable!()
    };
    content
}

/// The notices in a room, oldest first.
async fn notices(site: &Site, room: &RoomId) -> Vec<String> {
    let call = site
        .raw()
        .list_room_messages()
        .room_id(room)
        .dir(Direction::F)
        .limit(100);
    let page = answer(call.filter(r#"{"types": ["m.room.message"]}"#).send()).await;
    let texts = page.chunk.iter().map(|message| {
        let types::RoomMessage::ClientEvent(event) = message else {
            panic!("{message:?}")
        };
        assert_eq!(
            event.sender.as_str(),
            site.manifest.text("/users/notices_sender")
        );
        event.content["body"].as_str().unwrap().to_owned()
    });
    texts.collect()
}

/// The room that the server has invited the account to.
async fn notice_room(site: &Site, session: &Session) -> RoomId {
    let call = site.raw().list_user_memberships().user_id(&session.user_id);
    let memberships = answer(call.send()).await.memberships;
    let (room, membership) = memberships.iter().next().expect("an invitation");
    assert_eq!((memberships.len(), &**membership), (1, "invite"));
    room.parse().unwrap()
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_notice_sent_twice_under_one_id_arrives_once() {
    let site = Site::open();
    let session = site.account("notified").await;
    let txn = format!("txn/{}+%", *RUN);
    let send = |text: &str| {
        let call = site.raw().send_server_notice_txn().txn_id(&*txn);
        let content = content(text);
        answer(
            call.body_map(|body| body.user_id(session.user_id.clone()).content(content))
                .send(),
        )
    };
    let first = send("once").await;
    let second = send("once").await;
    assert_eq!(first.event_id, second.event_id);
    let room = notice_room(&site, &session).await;
    assert_eq!(notices(&site, &room).await, ["once"]);

    for _ in 0..2 {
        let call = site.raw().send_server_notice();
        let call = call.body_map(|body| {
            body.user_id(session.user_id.clone())
                .content(content("twice"))
        });
        answer(call.send()).await;
    }
    assert_eq!(notices(&site, &room).await, ["once", "twice", "twice"]);
    session
        .call(Method::POST, &["join", room.as_str()], &json!({}))
        .await;

    let call = site.raw().send_server_notice();
    let call = call.body_map(|body| body.user_id(site.own_id("nobody")).content(content("?")));
    assert_eq!(refusal(call.send()).await, "404 M_NOT_FOUND");
}
