//! What an administrator allows an account to do.

use chatadm::{
    Error, RetryPolicy,
    synapse::{Client, RatelimitOverride, RoomId, UserId},
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Session, Site, answer, now};

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn the_admin_flag_is_set_and_taken_away() {
    let site = Site::open();
    let user = site.made("promoted").await;
    for admin in [true, false] {
        user.set_admin(admin).await.unwrap();
        assert_eq!(user.is_admin().await.unwrap(), admin);
        assert_eq!(user.get().await.unwrap().admin, admin);
    }
    let nobody = site.user_of("nobody");
    assert!(!nobody.is_admin().await.unwrap(), "nobody is no admin");
    let error = nobody.set_admin(true).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    let oneself: UserId = site.manifest.id("/admin");
    let oneself = site.client.user(oneself);
    assert!(oneself.set_admin(false).await.unwrap_err().is_bad_request());
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn suspension_and_shadow_ban_show_until_they_are_lifted() {
    let site = Site::open();
    let user = site.made("restricted").await;
    user.suspend().await.unwrap();
    user.shadow_ban().await.unwrap();
    let seen = user.get().await.unwrap();
    assert_eq!((seen.suspended, seen.shadow_banned), (Some(true), true));
    user.unsuspend().await.unwrap();
    let seen = user.get().await.unwrap();
    assert_eq!((seen.suspended, seen.shadow_banned), (Some(false), true));
    user.unshadow_ban().await.unwrap();
    user.unshadow_ban().await.unwrap();
    assert!(!user.get().await.unwrap().shadow_banned);

    let nobody = site.user_of("nobody");
    for error in [
        nobody.suspend().await,
        nobody.unsuspend().await,
        nobody.shadow_ban().await,
        nobody.unshadow_ban().await,
    ] {
        assert!(error.unwrap_err().is_not_found());
    }
}

/// Sends messages as fast as it goes, each once.
async fn flood(site: &Site, session: &Session, room: &RoomId) -> Result<(), Error> {
    let client = Client::builder(&*site.url)
        .access_token(session.token.clone())
        .retry(RetryPolicy::NONE)
        .build()?;
    let path = "/_matrix/client/v3/rooms/{room}/send/m.room.message";
    for number in 0..30 {
        let message = json!({"msgtype": "m.text", "body": number.to_string()});
        let request = client.request(Method::POST, path).param("room", room);
        request.json(&message).send::<Value>().await?;
    }
    Ok(())
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_rate_limit_is_set_read_lifted_and_removed() {
    let site = Site::open();
    let session = site.account("verb-limits").await;
    let user = site.client.user(&session.user_id);
    let numbers = |limit: RatelimitOverride| (limit.messages_per_second, limit.burst_count);
    assert_eq!(user.ratelimit().await.unwrap(), None);
    let set = user.set_ratelimit().messages_per_second(1).burst_count(2);
    assert_eq!(numbers(set.send().await.unwrap()), (1, 2));
    let limit = user.ratelimit().await.unwrap().unwrap();
    assert_eq!((numbers(limit), limit.is_unlimited()), ((1, 2), false));

    let room = session.public_room().await;
    let error = flood(&site, &session, &room).await.unwrap_err();
    assert!(error.is_rate_limited(), "{error}");

    user.set_ratelimit().unlimited().send().await.unwrap();
    let limit = user.ratelimit().await.unwrap().unwrap();
    assert_eq!((numbers(limit), limit.is_unlimited()), ((0, 0), true));
    flood(&site, &session, &room).await.unwrap();
    // A rate of 0 alone means no limit.
    let call = site.raw().set_user_ratelimit_override().user_id(user.id());
    answer(call.body_map(|body| body.burst_count(1)).send()).await;
    assert!(user.ratelimit().await.unwrap().unwrap().is_unlimited());
    flood(&site, &session, &room).await.unwrap();

    user.delete_ratelimit().await.unwrap();
    assert_eq!(user.ratelimit().await.unwrap(), None);
    let error = site.user_of("nobody").ratelimit().await.unwrap_err();
    assert!(error.is_not_found());
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn experimental_features_are_switched_one_by_one() {
    let site = Site::open();
    let user = site.made("features").await;
    let off = user.experimental_features().await.unwrap();
    let name = off.keys().next().unwrap().clone();
    let features = [(name.clone(), true)];
    user.set_experimental_features(features).await.unwrap();
    let mut expected = off.clone();
    expected.insert(name.clone(), true);
    assert_eq!(user.experimental_features().await.unwrap(), expected);
    let features = [(name, false)];
    user.set_experimental_features(features).await.unwrap();
    assert_eq!(user.experimental_features().await.unwrap(), off);
    let none: [(&str, bool); 0] = [];
    for error in [
        user.set_experimental_features([("msc0000", true)]).await,
        user.set_experimental_features(none).await,
    ] {
        assert!(error.unwrap_err().is_bad_request());
    }
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn the_window_for_replacing_keys_ends_in_ten_minutes() {
    let site = Site::open();
    let session = site.account("verb-signing").await;
    let user = site.client.user(&session.user_id);
    let error = user.allow_cross_signing_replacement().await.unwrap_err();
    assert!(error.is_not_found(), "there is no key yet");
    let key = "K2eVcDlBAhPtRNwmg6DSXQp4Kfz1DOjv4Ft8B6mm2hQ";
    let keys = json!({"master_key": {
        "user_id": session.user_id,
        "usage": ["master"],
        "keys": {format!("ed25519:{key}"): key},
    }});
    let path = ["keys", "device_signing", "upload"];
    session.call(Method::POST, &path, &keys).await;
    let end = user.allow_cross_signing_replacement().await.unwrap();
    let left = end.as_millis() - now().as_millis();
    assert!((540_000..=600_000).contains(&left), "{left} ms");
}
