//! What the server knows about an account, and what it does to the account's messages.

use std::collections::{BTreeMap, BTreeSet};

use chatadm::{
    Timestamp,
    synapse::{RedactionStatus, UserId},
};
use reqwest::Method;
use serde_json::json;

use crate::support::{Site, answer, eventually, from_now, refusal, strings};

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn connections_are_told_to_administrators_and_to_oneself() {
    let site = Site::open();
    let session = site.account("whois").await;
    session.probe().await;
    let id = &session.user_id;
    let info = eventually("the connection to be written down", async || {
        let info = answer(site.raw().whois_user().user_id(id).send()).await;
        info.devices
            .values()
            .any(|device| !device.sessions[0].connections.is_empty())
            .then_some(info)
    })
    .await;
    assert_eq!(&info.user_id, id);
    let connections: Vec<_> = info
        .devices
        .values()
        .flat_map(|device| &device.sessions)
        .flat_map(|session| &session.connections)
        .collect();
    assert!(
        connections
            .iter()
            .all(|connection| connection.ip == "127.0.0.1")
    );
    assert!(
        connections
            .iter()
            .any(|connection| connection.user_agent.starts_with("chatadm/"))
    );

    let same = answer(site.raw().client_whois_user().user_id(id).send()).await;
    assert_eq!(same.user_id, info.user_id);
    answer(session.raw().client_whois_user().user_id(id).send()).await;
    let other = session
        .raw()
        .whois_user()
        .user_id(site.manifest.text("/user"));
    assert_eq!(refusal(other.send()).await, "403 M_FORBIDDEN");
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn account_data_is_shown_as_its_owner_stored_it() {
    let site = Site::open();
    let session = site.account("data").await;
    let id = session.user_id.as_str();
    let room = session.public_room().await;
    let content = json!({"theme": "dark", "nested": {"list": [1, null, "ü"]}});
    session
        .call(
            Method::PUT,
            &["user", id, "account_data", "test.suite/odd type"],
            &content,
        )
        .await;
    let path = [
        "user",
        id,
        "rooms",
        room.as_str(),
        "account_data",
        "test.suite.room",
    ];
    session
        .call(Method::PUT, &path, &json!({"read": true}))
        .await;

    let data = answer(site.raw().get_user_account_data().user_id(id).send())
        .await
        .account_data;
    assert_eq!(data.global["test.suite/odd type"], content);
    assert_eq!(
        data.rooms[room.as_str()]["test.suite.room"],
        json!({"read": true})
    );

    let call = site
        .raw()
        .get_user_account_data()
        .user_id(site.own_id("nobody"));
    assert_eq!(refusal(call.send()).await, "404 M_NOT_FOUND");
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn rooms_and_memberships_follow_what_the_account_does() {
    let site = Site::open();
    let (host, guest) = (site.account("host").await, site.account("roamer").await);
    let before = from_now(-1000);
    let (stays, leaves) = (host.public_room().await, host.public_room().await);
    let invites = host.create_room(json!({"invite": [guest.user_id]})).await;
    for room in [&stays, &leaves] {
        guest.join(room).await;
    }
    guest
        .call(
            Method::POST,
            &["rooms", leaves.as_str(), "leave"],
            &json!({}),
        )
        .await;

    let id = &guest.user_id;
    let joined = answer(site.raw().list_user_joined_rooms().user_id(id).send()).await;
    assert_eq!(
        (strings(&joined.joined_rooms), joined.total),
        (strings(&[&stays]), 1)
    );
    let memberships = answer(site.raw().list_user_memberships().user_id(id).send())
        .await
        .memberships;
    let expected = [(&stays, "join"), (&leaves, "leave"), (&invites, "invite")];
    let expected: BTreeMap<_, _> = expected
        .map(|(room, membership)| (room.to_string(), membership.to_owned()))
        .into();
    assert_eq!(
        memberships.into_iter().collect::<BTreeMap<_, _>>(),
        expected
    );

    let count = |id: &UserId, from: Timestamp| {
        let call = site
            .raw()
            .get_user_cumulative_joined_room_count()
            .user_id(id);
        answer(call.from_ts(from).send())
    };
    assert_eq!(count(id, before).await.cumulative_joined_room_count, 2);
    assert_eq!(
        count(id, from_now(60_000))
            .await
            .cumulative_joined_room_count,
        0
    );
    let call = site
        .raw()
        .get_user_sent_invite_count()
        .user_id(&host.user_id);
    assert_eq!(answer(call.from_ts(before).send()).await.invite_count, 1);
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn pushers_are_listed_with_all_that_their_app_said() {
    let site = Site::open();
    let list = |id: UserId| answer(site.raw().list_user_pushers().user_id(id).send());
    let pushers = list(site.manifest.id("/users/pusher")).await;
    assert_eq!(pushers.total, 2);
    let keys: BTreeSet<_> = pushers
        .pushers
        .iter()
        .map(|pusher| &*pusher.pushkey)
        .collect();
    assert_eq!(keys, ["seed/key+1=", "seed-key-2"].into());
    for pusher in &pushers.pushers {
        assert!(pusher.enabled && pusher.kind == "http");
        assert_eq!(pusher.data.as_ref().unwrap()["format"], "event_id_only");
    }
    let none = list(site.manifest.id("/user")).await;
    assert_eq!((none.total, none.pushers.len()), (0, 0));
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn redaction_takes_the_text_of_an_account_from_the_room_and_leaves_that_of_others() {
    let site = Site::open();
    let (host, spammer) = (
        site.account("moderator").await,
        site.account("spammer").await,
    );
    let room = host.public_room().await;
    spammer.join(&room).await;
    let mut spam = Vec::new();
    for number in 0..3 {
        spam.push(spammer.say(&room, &format!("buy this {number}")).await);
    }
    let innocent = host.say(&room, "please stop").await;
    let call = site.raw().redact_user_events().user_id(&spammer.user_id);
    let started = answer(
        call.body_map(|body| body.rooms([room.clone()]).reason("spam".to_owned()))
            .send(),
    )
    .await;
    let done = eventually("the redaction", async || {
        let call = site
            .raw()
            .get_redact_status()
            .redact_id(&*started.redact_id);
        let progress = answer(call.send()).await;
        let over = !matches!(
            progress.status,
            RedactionStatus::Scheduled | RedactionStatus::Active
        );
        over.then_some(progress)
    })
    .await;
    assert_eq!(done.status, RedactionStatus::Complete);
    assert!(
        done.failed_redactions
            .is_none_or(|failed| failed.is_empty())
    );

    for id in &spam {
        let context = answer(
            site.raw()
                .get_event_context()
                .room_id(&room)
                .event_id(id)
                .send(),
        )
        .await;
        assert!(context.event.content.is_empty(), "{:?}", context.event);
        let redaction = &context.event.redacted_because.as_set().unwrap()["event_id"];
        let redaction = site
            .raw()
            .fetch_event()
            .event_id(redaction.as_str().unwrap());
        let redaction = answer(redaction.send()).await.event;
        assert_eq!(
            (&*redaction.type_, &redaction.content["reason"]),
            ("m.room.redaction", &json!("spam"))
        );
        // The message itself is fetched as it was stored, without a sign of the redaction.
        let fetched = answer(site.raw().fetch_event().event_id(id).send())
            .await
            .event;
        assert!(
            fetched.content["body"]
                .as_str()
                .unwrap()
                .starts_with("buy this"),
            "{fetched:?}"
        );
    }
    let context = answer(
        site.raw()
            .get_event_context()
            .room_id(&room)
            .event_id(&innocent)
            .send(),
    )
    .await;
    assert_eq!(context.event.content["body"], "please stop");

    assert_eq!(
        refusal(site.raw().get_redact_status().redact_id("unknown").send()).await,
        "404 M_NOT_FOUND"
    );
}
