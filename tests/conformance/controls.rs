//! What an account may do beyond or below others: rate limits, trials, validity, a new identity.

use reqwest::Method;
use serde_json::json;

use crate::talk::Talk;

scenarios!(
    a_rate_limit_is_set_read_and_removed,
    a_rate_limit_that_makes_no_sense_is_refused,
    a_rate_limit_of_nobody_is_refused,
    experimental_features_are_switched,
    experimental_features_that_nobody_knows_are_refused,
    experimental_features_of_nobody,
    validity_is_extended_to_a_time,
    validity_that_makes_no_sense,
    a_new_identity_needs_an_old_one,
    a_new_identity_may_follow_an_old_one,
);

async fn a_rate_limit_is_set_read_and_removed(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    talk.call("get_user_ratelimit_override").at(&alice).await;
    for body in [
        json!({"messages_per_second": 3, "burst_count": 7}),
        json!({"messages_per_second": 5}),
        json!({"burst_count": 9}),
        json!({"messages_per_second": 0, "burst_count": 0}),
        json!({}),
    ] {
        talk.call("set_user_ratelimit_override")
            .at(&alice)
            .body(body)
            .await;
        talk.call("get_user_ratelimit_override").at(&alice).await;
    }
    talk.call("delete_user_ratelimit_override").at(&alice).await;
    talk.call("get_user_ratelimit_override").at(&alice).await;
    talk.call("delete_user_ratelimit_override").at(&alice).await;
}

async fn a_rate_limit_that_makes_no_sense_is_refused(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    for body in [
        json!({"messages_per_second": -1}),
        json!({"burst_count": -1}),
        json!({"messages_per_second": 0.5}),
        json!({"messages_per_second": "3"}),
        json!({"burst_count": true}),
        json!({"burst_count": null}),
        json!([]),
    ] {
        talk.call("set_user_ratelimit_override")
            .at(&alice)
            .body(body)
            .await;
    }
    talk.call("set_user_ratelimit_override")
        .at(&alice)
        .text("{")
        .await;
    talk.call("set_user_ratelimit_override").at(&alice).await;
}

async fn a_rate_limit_of_nobody_is_refused(talk: &mut Talk) {
    let nobody = talk.id("nobody");
    for id in [&*nobody, "nonsense", "@alice:elsewhere.example"] {
        talk.call("get_user_ratelimit_override").at(id).await;
        talk.call("set_user_ratelimit_override")
            .at(id)
            .body(json!({}))
            .await;
        talk.call("delete_user_ratelimit_override").at(id).await;
    }
}

async fn experimental_features_are_switched(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    talk.call("get_user_experimental_features").at(&alice).await;
    for body in [
        json!({"features": {"msc3881": true}}),
        json!({"features": {"msc3881": false, "msc3575": true}}),
        json!({"features": {}}),
    ] {
        talk.call("set_user_experimental_features")
            .at(&alice)
            .body(body)
            .await;
        talk.call("get_user_experimental_features").at(&alice).await;
    }
}

async fn experimental_features_that_nobody_knows_are_refused(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    for text in [
        r#"{"features": {"msc1": true}}"#,
        r#"{"features": {"msc3881": "yes"}}"#,
        r#"{"features": []}"#,
        "{}",
        "[]",
        "",
    ] {
        talk.call("set_user_experimental_features")
            .at(&alice)
            .text(text)
            .await;
    }
    talk.call("get_user_experimental_features").at(&alice).await;
}

async fn experimental_features_of_nobody(talk: &mut Talk) {
    let nobody = talk.id("nobody");
    let body = json!({"features": {"msc3881": true}});
    for id in [&*nobody, "nonsense", "@alice:elsewhere.example"] {
        talk.call("get_user_experimental_features").at(id).await;
        talk.call("set_user_experimental_features")
            .at(id)
            .body(body.clone())
            .await;
    }
}

async fn validity_is_extended_to_a_time(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    // Beyond what the placeholders take for a time, so that it shows.
    let body = json!({"user_id": alice, "expiration_ts": 4_102_444_800_000_i64});
    talk.call("renew_account_validity").body(body).await;
    let body = json!({
        "user_id": alice,
        "expiration_ts": 4_102_444_900_000_i64,
        "enable_renewal_emails": false,
    });
    talk.call("renew_account_validity").body(body).await;
}

async fn validity_that_makes_no_sense(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    talk.call("renew_account_validity")
        .body(json!({"user_id": alice}))
        .await;
    talk.call("renew_account_validity").body(json!({})).await;
    talk.call("renew_account_validity").body(json!([])).await;
    talk.call("renew_account_validity").text("").await;
    let nobody = talk.id("nobody");
    let body = json!({"user_id": nobody, "expiration_ts": 4_102_444_800_000_i64});
    talk.call("renew_account_validity").body(body).await;
}

async fn a_new_identity_needs_an_old_one(talk: &mut Talk) {
    let alice = talk.user("alice").await;
    talk.call("allow_cross_signing_replacement")
        .at(&alice)
        .body(json!({}))
        .await;
    let nobody = talk.id("nobody");
    talk.call("allow_cross_signing_replacement")
        .at(nobody)
        .body(json!({}))
        .await;
    talk.call("allow_cross_signing_replacement")
        .at("nonsense")
        .body(json!({}))
        .await;
}

/// The keys of an account can only be uploaded by itself, so this needs one more route of clients.
async fn a_new_identity_may_follow_an_old_one(talk: &mut Talk) {
    let alice = talk.session("alice").await;
    let key = "a".repeat(43);
    let mut keys = serde_json::Map::new();
    keys.insert(format!("ed25519:{key}"), key.into());
    let body = json!({"master_key": {"user_id": alice, "usage": ["master"], "keys": keys}});
    let upload = talk.plain(
        Method::POST,
        "/_matrix/client/v3/keys/device_signing/upload",
    );
    upload.body(body).by(&alice).step().await;
    talk.call("allow_cross_signing_replacement")
        .at(&alice)
        .body(json!({}))
        .await;
}
