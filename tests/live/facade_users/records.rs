//! What the server has recorded of a user.

use std::collections::BTreeMap;

use chatadm::synapse::UserId;
use reqwest::Method;
use serde_json::json;

use crate::support::{Site, eventually, from_now};

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn connections_are_seen_through_either_api() {
    let site = Site::open();
    let session = site.account("verb-whois").await;
    session.probe().await;
    let user = site.client.user(&session.user_id);
    let connections = eventually("the connection", async || {
        let connections = user.whois().await.unwrap();
        (!connections.is_empty()).then_some(connections)
    })
    .await;
    assert!(connections.iter().all(|seen| seen.ip == "127.0.0.1"));
    assert!(!user.client_whois().await.unwrap().is_empty());
    let oneself = session.client.user(&session.user_id);
    assert!(!oneself.client_whois().await.unwrap().is_empty());
    let other = session.client.user(site.manifest.id::<UserId>("/user"));
    assert!(other.whois().await.unwrap_err().is_forbidden());
    assert_eq!(site.user_of("nobody").whois().await.unwrap(), []);
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn pushers_and_account_data_are_those_that_clients_stored() {
    let site = Site::open();
    let pushers = site
        .client
        .user(site.manifest.id::<UserId>("/users/pusher"));
    let pushers = pushers.pushers().await.unwrap();
    assert_eq!(pushers.len(), 2);
    assert!(pushers.iter().all(|pusher| pusher.kind == "http"));

    let session = site.account("verb-data").await;
    let content = json!({"theme": "dark"});
    let path = ["user", session.user_id.as_str(), "account_data", "test/odd"];
    session.call(Method::PUT, &path, &content).await;
    let user = site.client.user(&session.user_id);
    let data = user.account_data().await.unwrap();
    assert_eq!(data.global["test/odd"], content);
    assert!(user.pushers().await.unwrap().is_empty());
    let nobody = site.user_of("nobody");
    assert!(nobody.account_data().await.unwrap_err().is_not_found());
    assert!(nobody.pushers().await.unwrap_err().is_not_found());
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn rooms_and_counts_follow_what_the_user_does() {
    let site = Site::open();
    let host = site.account("verb-host").await;
    let guest = site.account("verb-guest").await;
    let before = from_now(-60_000);
    let (stays, leaves) = (host.public_room().await, host.public_room().await);
    let invites = host.create_room(json!({"invite": [guest.user_id]})).await;
    for room in [&stays, &leaves] {
        guest.join(room).await;
    }
    let path = ["rooms", leaves.as_str(), "leave"];
    guest.call(Method::POST, &path, &json!({})).await;

    let user = site.client.user(&guest.user_id);
    assert_eq!(
        user.joined_rooms().await.unwrap(),
        std::slice::from_ref(&stays)
    );
    let expected = [(&stays, "join"), (&leaves, "leave"), (&invites, "invite")];
    let expected = expected.map(|(room, state)| (room.clone(), state.to_owned()));
    assert_eq!(user.memberships().await.unwrap(), BTreeMap::from(expected));
    let host = site.client.user(&host.user_id);
    for (from, joins, invites) in [
        (None, 2, 1),
        (Some(before), 2, 1),
        (Some(from_now(60_000)), 0, 0),
    ] {
        let joined = user.cumulative_joined_room_count(from).await.unwrap();
        let sent = host.sent_invite_count(from).await.unwrap();
        assert_eq!((joined, sent), (joins, invites));
    }
    let nobody = site.user_of("nobody");
    assert!(nobody.memberships().await.unwrap().is_empty());
    assert!(nobody.joined_rooms().await.unwrap().is_empty());
}
