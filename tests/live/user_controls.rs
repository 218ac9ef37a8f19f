//! What an administrator allows an account to do.

use std::collections::BTreeMap;

use chatadm::synapse::types;
use reqwest::Method;
use serde_json::json;

use crate::support::{Session, Site, answer, from_now, now, refusal};

async fn user(site: &Site, session: &Session) -> types::User {
    answer(site.raw().get_user().user_id(&session.user_id).send()).await
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_suspended_account_shows_as_suspended_until_it_is_released() {
    let site = Site::open();
    let session = site.account("suspended").await;
    for suspend in [true, false] {
        let call = site.raw().suspend_user().user_id(&session.user_id);
        let answer = answer(call.body_map(|body| body.suspend(suspend)).send()).await;
        let expected = BTreeMap::from([(format!("user_{}_suspended", session.user_id), suspend)]);
        assert_eq!(answer.into_iter().collect::<BTreeMap<_, _>>(), expected);
        assert_eq!(user(&site, &session).await.suspended, Some(suspend));
    }
    let call = site.raw().suspend_user().user_id(site.own_id("nobody"));
    assert_eq!(
        refusal(call.body_map(|body| body.suspend(true)).send()).await,
        "404 M_NOT_FOUND"
    );
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_shadow_ban_shows_in_the_list_and_only_there_until_it_is_lifted() {
    let site = Site::open();
    let session = site.account("shadow").await;
    let id = &session.user_id;
    let listed = async || {
        let page = answer(site.raw().list_users_v2().user_id(id.as_str()).send()).await;
        assert_eq!(page.total, 1);
        page.users[0].shadow_banned
    };
    assert!(!listed().await);
    answer(site.raw().shadow_ban_user().user_id(id).send()).await;
    assert!(listed().await && user(&site, &session).await.shadow_banned);
    assert_eq!(session.probe().await, "200", "the account must not notice");
    answer(site.raw().unshadow_ban_user().user_id(id).send()).await;
    assert!(!listed().await);

    let nobody = site.own_id("nobody");
    assert_eq!(
        refusal(site.raw().shadow_ban_user().user_id(&nobody).send()).await,
        "404 M_UNKNOWN"
    );
    assert_eq!(
        refusal(site.raw().unshadow_ban_user().user_id(&nobody).send()).await,
        "404 M_UNKNOWN"
    );
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn a_rate_limit_override_is_set_read_and_removed() {
    let site = Site::open();
    let session = site.account("limits").await;
    let id = &session.user_id;
    let read = || answer(site.raw().get_user_ratelimit_override().user_id(id).send());
    let none = read().await;
    assert_eq!((none.messages_per_second, none.burst_count), (None, None));

    let call = site.raw().set_user_ratelimit_override().user_id(id);
    let set = answer(
        call.body_map(|body| body.messages_per_second(3).burst_count(7))
            .send(),
    )
    .await;
    assert_eq!((set.messages_per_second, set.burst_count), (3, 7));
    let some = read().await;
    assert_eq!(
        (some.messages_per_second, some.burst_count),
        (Some(3), Some(7))
    );

    let call = site.raw().set_user_ratelimit_override().user_id(id);
    let unlimited = answer(call.send()).await;
    assert_eq!(
        (unlimited.messages_per_second, unlimited.burst_count),
        (0, 0)
    );

    answer(
        site.raw()
            .delete_user_ratelimit_override()
            .user_id(id)
            .send(),
    )
    .await;
    assert_eq!(read().await, none);

    let call = site.raw().set_user_ratelimit_override().user_id(id);
    let negative = call.body_map(|body| body.messages_per_second(-1).burst_count(1));
    assert_eq!(refusal(negative.send()).await, "400 M_INVALID_PARAM");
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn an_account_becomes_an_administrator_and_stops_being_one() {
    let site = Site::open();
    let session = site.account("promoted").await;
    let id = &session.user_id;
    let list = || session.raw().list_users_v2().limit(1).send();
    assert_eq!(refusal(list()).await, "403 M_FORBIDDEN");
    for admin in [true, false] {
        answer(
            site.raw()
                .set_user_admin()
                .user_id(id)
                .body_map(|body| body.admin(admin))
                .send(),
        )
        .await;
        assert_eq!(
            answer(site.raw().get_user_admin().user_id(id).send())
                .await
                .admin,
            admin
        );
        assert_eq!(user(&site, &session).await.admin, admin);
        assert_eq!(list().await.is_ok(), admin);
    }
    let call = site
        .raw()
        .set_user_admin()
        .user_id(site.manifest.text("/admin"));
    let oneself = call.body_map(|body| body.admin(false));
    assert_eq!(refusal(oneself.send()).await, "400 M_UNKNOWN");
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn experimental_features_are_switched_for_one_account() {
    let site = Site::open();
    let session = site.account("features").await;
    let id = &session.user_id;
    let read = || {
        answer(
            site.raw()
                .get_user_experimental_features()
                .user_id(id)
                .send(),
        )
    };
    let features: Vec<_> = read().await.features.into_iter().collect();
    assert!(
        !features.is_empty() && features.iter().all(|(_, enabled)| !enabled),
        "{features:?}"
    );
    let (name, _) = &features[0];

    let call = site.raw().set_user_experimental_features().user_id(id);
    let on = std::iter::once((name.clone(), true)).collect();
    answer(
        call.body_map(|body| body.features::<BTreeMap<_, _>>(on))
            .send(),
    )
    .await;
    let enabled: Vec<_> = read()
        .await
        .features
        .into_iter()
        .filter(|(_, enabled)| *enabled)
        .collect();
    assert_eq!(enabled, [(name.clone(), true)]);

    let call = site.raw().set_user_experimental_features().user_id(id);
    let unknown = BTreeMap::from([("msc0000".to_owned(), true)]);
    assert_eq!(
        refusal(call.body_map(|body| body.features(unknown)).send()).await,
        "400 M_UNKNOWN"
    );
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn account_validity_takes_a_date_although_the_feature_is_off() {
    let site = Site::open();
    let session = site.account("validity").await;
    let date = from_now(86_400_000);
    let renew = || {
        site.raw()
            .renew_account_validity()
            .body_map(|body| body.user_id(&session.user_id))
    };
    let validity = answer(renew().body_map(|body| body.expiration_ts(date)).send()).await;
    assert_eq!(validity.expiration_ts, date);
    // Without a date the server wants its configured period, and it has none.
    assert_eq!(refusal(renew().send()).await, "500 M_UNKNOWN");
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn the_window_for_replacing_cross_signing_keys_moves_forward() {
    let site = Site::open();
    let session = site.account("signing").await;
    let allow = || {
        site.raw()
            .allow_cross_signing_replacement()
            .user_id(&session.user_id)
            .send()
    };
    assert_eq!(
        refusal(allow()).await,
        "404 M_NOT_FOUND",
        "there is no key yet"
    );

    let key = "K2eVcDlBAhPtRNwmg6DSXQp4Kfz1DOjv4Ft8B6mm2hQ";
    let keys = json!({"master_key": {
        "user_id": session.user_id,
        "usage": ["master"],
        "keys": {format!("ed25519:{key}"): key},
    }});
    session
        .call(Method::POST, &["keys", "device_signing", "upload"], &keys)
        .await;
    // NB: only servers that delegate authentication look at the window.
    let minutes = |window: types::CrossSigningReplacementWindow| {
        (window.updatable_without_uia_before_ms.as_millis() - now().as_millis()) / 60_000
    };
    let first = answer(allow()).await;
    assert!((9..=10).contains(&minutes(first.clone())), "{first:?}");
    let second = answer(allow()).await;
    assert!(second.updatable_without_uia_before_ms >= first.updatable_without_uia_before_ms);
}
