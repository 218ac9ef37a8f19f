//! Deletions and purges, which the server does in the background.

use std::time::Duration;

use chatadm::{
    Timestamp,
    synapse::{Direction, HistoryPurgeStatus, RoomDeletionStatus, RoomId},
};

use super::{LIMIT, members, nowhere, room_with_guest};
use crate::support::{Site, eventually, now, strings};

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_deletion_is_waited_for_listed_and_the_room_is_gone() {
    let site = Site::open();
    let (host, guest) = (
        site.account("facade-owner").await,
        site.account("facade-evicted").await,
    );
    let id = room_with_guest(&host, &guest).await;
    let room = site.client.room(&id);
    assert!(room.deletions().await.unwrap().is_empty());
    let deletion = room.delete().purge(true).send().await.unwrap();
    let mut seen = Vec::new();
    let done = deletion
        .wait_with(LIMIT, |state| seen.push(state.status.clone()))
        .await
        .unwrap();
    assert_eq!(seen.last(), Some(&RoomDeletionStatus::Complete));
    assert_eq!(
        strings(&done.kicked_users),
        strings(&[&host.user_id, &guest.user_id])
    );
    assert_eq!(room.get_opt().await.unwrap(), None);
    let list = room.deletions().await.unwrap();
    assert_eq!((list.len(), &*list[0].delete_id), (1, deletion.id()));

    let unknown = site.client.rooms().deletion("unknown");
    assert!(unknown.wait(LIMIT).await.unwrap_err().is_not_found());
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_room_is_emptied_and_blocked_but_kept_when_nothing_is_purged() {
    let site = Site::open();
    let (host, guest) = (
        site.account("facade-keeper").await,
        site.account("facade-kept").await,
    );
    let id = room_with_guest(&host, &guest).await;
    let room = site.client.room(&id);
    let deletion = room.delete().purge(false).block(true).send().await.unwrap();
    deletion.wait(LIMIT).await.unwrap();
    assert!(members(&site, &id).await.is_empty());
    assert_eq!(room.get().await.unwrap().joined_members, Some(0));
    let error = room.join(&guest.user_id).send().await.unwrap_err();
    assert!(error.is_forbidden(), "{error}");
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn delete_now_answers_when_the_members_are_in_the_new_room() {
    let site = Site::open();
    let (host, guest) = (
        site.account("facade-mover").await,
        site.account("facade-moved").await,
    );
    let janitor = site.account("facade-janitor").await;
    let room = site.client.room(room_with_guest(&host, &guest).await);
    let delete = room.delete_now().new_room(janitor.user_id.clone());
    let delete = delete.new_room_name("Closed").message("Please move on");
    let done = delete.send().await.unwrap();
    assert_eq!(done.kicked_users.len(), 2);
    assert_eq!(room.get_opt().await.unwrap(), None);
    let new = site.client.room(done.new_room_id.unwrap());
    let details = new.get().await.unwrap();
    assert_eq!(details.name.as_deref(), Some("Closed"));
    assert_eq!(details.creator, Some(janitor.user_id));
    assert_eq!(said(&site, new.id()).await, ["Please move on"]);
    let nothing = site.client.room(nowhere()).delete_now().send().await;
    assert!(nothing.unwrap().kicked_users.is_empty());
}

/// What is still said in a room, oldest first.
async fn said(site: &Site, room: &RoomId) -> Vec<String> {
    let list = site.client.room(room).messages().direction(Direction::B);
    let events = list.stream().try_collect::<Vec<_>>().await.unwrap();
    let bodies = events
        .iter()
        .rev()
        .filter_map(|event| event.content.get("body"));
    bodies
        .map(|body| body.as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn history_up_to_an_event_is_gone_when_the_purge_is_over() {
    let site = Site::open();
    let session = site.account("facade-historian").await;
    let room = session.public_room().await;
    let old = session.say(&room, "old").await;
    let kept = session.say(&room, "kept").await;
    let purge = site.client.room(&room).purge_history(&kept);
    let purge = purge.delete_local_events(true).send().await.unwrap();
    let again = site.client.rooms().purge(purge.id());
    let mut last = None;
    let waited = again.wait_with(LIMIT, |state| last = Some(state.status.clone()));
    waited.await.unwrap();
    assert_eq!(last, Some(HistoryPurgeStatus::Complete));
    let rooms = site.client.rooms();
    assert_eq!(rooms.fetch_event_opt(&old).await.unwrap(), None);
    assert!(rooms.fetch_event_opt(&kept).await.unwrap().is_some());
    assert_eq!(said(&site, &room).await, ["kept"]);

    let unknown = rooms.purge("unknown");
    assert!(unknown.status().await.unwrap_err().is_not_found());
    assert!(unknown.wait(LIMIT).await.unwrap_err().is_not_found());
    let late = rooms.purge(site.manifest.text("/tasks/purge"));
    late.wait(Duration::ZERO).await.unwrap();
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn local_events_leave_the_history_but_are_kept_unless_told() {
    let site = Site::open();
    let session = site.account("facade-archivist").await;
    let room = session.public_room().await;
    let old = session.say(&room, "old").await;
    let kept = session.say(&room, "kept").await;
    let purge = site.client.room(&room).purge_history(&kept);
    let purge = purge.send().await.unwrap();
    purge.wait(LIMIT).await.unwrap();
    assert_eq!(said(&site, &room).await, ["kept"]);
    let rooms = site.client.rooms();
    let event = rooms.fetch_event(&old).await.unwrap();
    assert_eq!(event.content["body"], "old");
    let purge = site
        .client
        .room(&room)
        .purge_history(&kept)
        .delete_local_events(true);
    purge.send().await.unwrap().wait(LIMIT).await.unwrap();
    assert_eq!(
        rooms.fetch_event_opt(&old).await.unwrap(),
        None,
        "EXPERIMENT"
    );
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn history_up_to_a_moment_is_gone_when_the_purge_is_over() {
    let site = Site::open();
    let session = site.account("facade-chronicler").await;
    let room = session.public_room().await;
    let handle = site.client.room(&room);
    let old = session.say(&room, "old").await;
    session.say(&room, "between").await;
    session.say(&room, "also between").await;
    let last = handle
        .timestamp_to_event(now(), Direction::B)
        .await
        .unwrap();
    let moment = Timestamp::from_millis(last.origin_server_ts.as_millis() + 1);
    eventually("the clock to move on", async || {
        (now() > moment).then_some(())
    })
    .await;
    let kept = session.say(&room, "kept").await;

    let purge = handle.purge_history(moment).delete_local_events(true);
    purge.send().await.unwrap().wait(LIMIT).await.unwrap();
    let rooms = site.client.rooms();
    assert_eq!(rooms.fetch_event_opt(&old).await.unwrap(), None);
    assert!(rooms.fetch_event_opt(&kept).await.unwrap().is_some());
    // Which event before the moment is the first to stay is the server's choice.
    let left = said(&site, &room).await;
    assert!(!left.contains(&"old".to_owned()), "{left:?}");
    assert_eq!(left.last().map(String::as_str), Some("kept"));

    let unknown = site.client.room(nowhere());
    let error = unknown.purge_history(moment).send().await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
}
