//! Rooms that are blocked, closed and removed.

use std::time::Duration;

use chatadm::synapse::{RoomDeletionStatus, RoomId, types};

use crate::support::{Session, Site, answer, eventually, refusal, strings};

async fn room_with_guest(host: &Session, guest: &Session) -> RoomId {
    let room = host.public_room().await;
    guest.join(&room).await;
    host.say(&room, "soon gone").await;
    room
}

async fn block(site: &Site, room: &RoomId) -> types::RoomBlock {
    answer(site.raw().get_room_block().room_id(room).send()).await
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_blocked_room_says_who_blocked_it_and_lets_nobody_in() {
    let site = Site::open();
    let (host, guest) = (
        site.account("blocker").await,
        site.account("latecomer").await,
    );
    let room = host.public_room().await;
    assert!(!block(&site, &room).await.block);
    let set = |blocked| {
        let call = site.raw().set_room_block().room_id(&room);
        answer(call.body_map(|body| body.block(blocked)).send())
    };
    assert!(set(true).await.block);
    let state = block(&site, &room).await;
    assert!(state.block);
    assert_eq!(
        state.user_id.unwrap().as_str(),
        site.manifest.text("/admin")
    );
    let join = || {
        let call = site.raw().join_room().room_identifier(room.as_str());
        call.body_map(|body| body.user_id(&guest.user_id)).send()
    };
    assert_eq!(refusal(join()).await, "403 M_UNKNOWN");
    assert!(!set(false).await.block);
    let state = block(&site, &room).await;
    assert_eq!((state.block, state.user_id), (false, None));
    assert_eq!(answer(join()).await.room_id, room);

    let seeded = block(&site, &site.manifest.id("/rooms/blocked")).await;
    assert!(seeded.block);
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_deletion_runs_until_its_status_is_complete_and_the_room_is_gone() {
    let site = Site::open();
    let (host, guest) = (site.account("owner").await, site.account("evicted").await);
    let room = room_with_guest(&host, &guest).await;
    let call = site.raw().delete_room_v2().room_id(&room);
    let started = answer(call.body_map(|body| body.purge(true).block(true)).send()).await;
    let done = eventually("the deletion", async || {
        let call = site
            .raw()
            .get_room_delete_status()
            .delete_id(&*started.delete_id);
        let status = answer(call.send()).await;
        let over = !matches!(
            status.status,
            RoomDeletionStatus::Scheduled | RoomDeletionStatus::Active
        );
        over.then_some(status)
    })
    .await;
    assert_eq!(
        (done.status, done.room_id.as_ref()),
        (RoomDeletionStatus::Complete, Some(&room))
    );
    let kicked = strings(&done.shutdown_room.unwrap().kicked_users);
    assert_eq!(kicked, strings(&[&guest.user_id, &host.user_id]));

    assert_eq!(
        refusal(site.raw().get_room().room_id(&room).send()).await,
        "404 M_NOT_FOUND"
    );
    assert!(
        block(&site, &room).await.block,
        "it stays blocked although it is gone"
    );
    let list = answer(site.raw().list_room_delete_statuses().room_id(&room).send())
        .await
        .results;
    let [entry] = &*list else { panic!("{list:?}") };
    assert_eq!(
        (&entry.delete_id, &entry.status),
        (&started.delete_id, &RoomDeletionStatus::Complete)
    );
    let joined = answer(
        site.raw()
            .list_user_joined_rooms()
            .user_id(&guest.user_id)
            .send(),
    )
    .await;
    assert!(!strings(&joined.joined_rooms).contains(room.as_str()));
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn deletions_of_the_seed_can_be_asked_about_and_others_are_unknown() {
    let site = Site::open();
    let id = site.manifest.text("/tasks/deletion");
    let status = answer(site.raw().get_room_delete_status().delete_id(id).send()).await;
    assert_eq!(
        status.room_id.as_ref().map(RoomId::as_str),
        Some(site.manifest.text("/rooms/deleted"))
    );
    assert_eq!(status.status, RoomDeletionStatus::Complete);
    let unknown = site.raw().get_room_delete_status().delete_id("unknown");
    assert_eq!(refusal(unknown.send()).await, "404 M_NOT_FOUND");
    let never = site
        .raw()
        .list_room_delete_statuses()
        .room_id(site.manifest.text("/rooms/main"));
    assert_eq!(refusal(never.send()).await, "404 M_NOT_FOUND");
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn the_old_deletion_moves_everybody_to_a_new_room_before_it_answers() {
    let site = Site::open();
    let (host, guest) = (site.account("mover").await, site.account("moved").await);
    let janitor = site.account("janitor").await;
    let room = room_with_guest(&host, &guest).await;
    let call = site.raw().delete_room_v1().room_id(&room);
    let shutdown = call
        .body_map(|body| {
            body.new_room_user_id(janitor.user_id.clone())
                .room_name("Closed".to_owned())
                .message("Please move on".to_owned())
                .purge(true)
        })
        .send();
    let shutdown = answer(shutdown).await;
    assert_eq!(shutdown.kicked_users.len(), 2);
    assert!(shutdown.failed_to_kick_users.is_empty());
    assert_eq!(
        refusal(site.raw().get_room().room_id(&room).send()).await,
        "404 M_NOT_FOUND"
    );
    let new = answer(
        site.raw()
            .get_room()
            .room_id(shutdown.new_room_id.unwrap())
            .send(),
    )
    .await;
    assert_eq!(
        (new.name.as_deref(), &new.creator),
        (Some("Closed"), &Some(janitor.user_id))
    );
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn the_facade_waits_for_a_deletion_and_finds_it_again_by_its_id() {
    let site = Site::open();
    let (host, guest) = (site.account("landlord").await, site.account("tenant").await);
    let room = room_with_guest(&host, &guest).await;
    let deletion = site
        .client
        .room(&room)
        .delete()
        .block(true)
        .send()
        .await
        .unwrap();
    let again = site.client.rooms().deletion(deletion.id());
    let done = again.wait(Duration::from_secs(60)).await.unwrap();
    assert_eq!(
        strings(&done.kicked_users),
        strings(&[&guest.user_id, &host.user_id])
    );
    assert_eq!(
        refusal(site.raw().get_room().room_id(&room).send()).await,
        "404 M_NOT_FOUND"
    );
    assert!(block(&site, &room).await.block);
}
