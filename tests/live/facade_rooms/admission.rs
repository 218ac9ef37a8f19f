//! Joining, blocking, and power.

use chatadm::synapse::{RoomAlias, RoomId};
use serde_json::json;

use super::{members, nowhere};
use crate::support::{RUN, Site, answer};

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_blocked_room_lets_nobody_in_until_it_is_unblocked() {
    let site = Site::open();
    let (host, guest) = (
        site.account("facade-blocker").await,
        site.account("facade-late").await,
    );
    let id = host.public_room().await;
    let room = site.client.room(&id);
    assert!(!room.is_blocked().await.unwrap());
    room.block().await.unwrap();
    let status = room.block_status().await.unwrap();
    assert!(status.block);
    assert_eq!(
        status.user_id.unwrap().as_str(),
        site.manifest.text("/admin")
    );
    let error = room.join(&guest.user_id).send().await.unwrap_err();
    assert!(error.is_forbidden(), "{error}");
    assert!(!members(&site, &id).await.contains(guest.user_id.as_str()));

    room.unblock().await.unwrap();
    assert!(!room.is_blocked().await.unwrap());
    assert_eq!(room.join(&guest.user_id).send().await.unwrap(), id);
    assert!(members(&site, &id).await.contains(guest.user_id.as_str()));
    assert!(!site.client.room(nowhere()).is_blocked().await.unwrap());
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn many_rooms_are_blocked_at_once() {
    let site = Site::open();
    let host = site.account("facade-many").await;
    let mut ids: Vec<RoomId> = Vec::new();
    for _ in 0..3 {
        ids.push(host.public_room().await);
    }
    let rooms = site.client.rooms();
    let run = rooms.each(ids.clone(), |room| async move { room.block().await });
    let summary = run.concurrency(2).finish().await;
    assert!(summary.is_complete(), "{summary}");
    for id in &ids {
        assert!(
            answer(site.raw().get_room_block().room_id(id).send())
                .await
                .block
        );
    }
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_user_joins_by_an_odd_alias() {
    let site = Site::open();
    let (host, guest) = (
        site.account("facade-doorman").await,
        site.account("facade-visitor").await,
    );
    let name = format!("façade/alias+x=1%20?-{}", *RUN);
    let id = host
        .create_room(json!({"preset": "public_chat", "room_alias_name": name}))
        .await;
    let alias: RoomAlias = format!("#{name}:{}", site.server_name).parse().unwrap();
    let join = site.client.rooms().join(&alias, &guest.user_id);
    let joined = join.servers([site.server_name.clone()]).send().await;
    assert_eq!(joined.unwrap(), id);
    assert!(members(&site, &id).await.contains(guest.user_id.as_str()));

    let nobody = site.own_id("facade-nobody");
    let error = site.client.room(&id).join(nobody).send().await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn make_admin_shows_in_the_power_levels() {
    let site = Site::open();
    let (host, guest) = (
        site.account("facade-landlord").await,
        site.account("facade-tenant").await,
    );
    let alias = format!("facade-tenancy-{}", *RUN);
    // From version 12 on creators have power that no event shows.
    let body = json!({"preset": "public_chat", "room_version": "11"});
    let id = host.create_room(body).await;
    guest.join(&id).await;
    let room = site.client.room(&id);
    let before = room.power_levels().await.unwrap().unwrap();
    assert_eq!(before.level_of(&host.user_id), 100);
    assert_eq!(before.level_of(&guest.user_id), 0);
    room.make_admin().user(&guest.user_id).send().await.unwrap();
    let after = room.power_levels().await.unwrap().unwrap();
    assert_eq!(after.level_of(&guest.user_id), 100);

    // Without a name it is the calling admin, who is no member and so is invited where one has to be.
    let body = json!({"preset": "private_chat", "room_version": "11", "room_alias_name": alias});
    let room = site.client.room(host.create_room(body).await);
    let alias: RoomAlias = format!("#{alias}:{}", site.server_name).parse().unwrap();
    site.client.rooms().make_admin(alias).send().await.unwrap();
    let admin = site.manifest.id("/admin");
    let levels = room.power_levels().await.unwrap().unwrap();
    assert_eq!(levels.level_of(&admin), 100);
    let members = room.state().event_type("m.room.member");
    let invited = members.send().await.unwrap().into_iter().any(|event| {
        event.state_key.as_deref() == Some(admin.as_str())
            && event.content["membership"] == "invite"
    });
    assert!(invited);
    let error = site.client.room(nowhere()).make_admin().send().await;
    assert!(error.unwrap_err().is_bad_request());
}
