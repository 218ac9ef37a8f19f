//! What an account may do.

use std::collections::BTreeMap;

use chatadm::{Error, Timestamp};
use serde_json::json;
use wiremock::MockServer;

use super::alice;
use crate::support::{api, verb::synapse};

const ADMIN: &str = "/_synapse/admin/v1/users/@a%2Fb:example.org/admin";
const SUSPEND: &str = "/_synapse/admin/v1/suspend/@a%2Fb:example.org";
const SHADOW_BAN: &str = "/_synapse/admin/v1/users/@a%2Fb:example.org/shadow_ban";
const RATELIMIT: &str = "/_synapse/admin/v1/users/@a%2Fb:example.org/override_ratelimit";
const FEATURES: &str = "/_synapse/admin/v1/experimental_features/@a%2Fb:example.org";

#[tokio::test]
async fn is_admin_reads_the_flag() {
    for admin in [true, false] {
        let answer = synapse("get_user_admin", ADMIN)
            .answer(&json!({"admin": admin}))
            .check(async |site| site.synapse.user(alice()).is_admin().await)
            .await;
        assert_eq!(answer, admin);
    }
}

#[tokio::test]
async fn set_admin_sends_a_boolean() {
    for admin in [true, false] {
        synapse("set_user_admin", ADMIN)
            .body(json!({"admin": admin}))
            .check(async |site| site.synapse.user(alice()).set_admin(admin).await)
            .await;
    }
}

#[tokio::test]
async fn suspend_and_unsuspend_send_the_wanted_state() {
    synapse("suspend_user", SUSPEND)
        .body(json!({"suspend": true}))
        .check(async |site| site.synapse.user(alice()).suspend().await)
        .await;
    synapse("suspend_user", SUSPEND)
        .body(json!({"suspend": false}))
        .check(async |site| site.synapse.user(alice()).unsuspend().await)
        .await;
}

#[tokio::test]
async fn shadow_ban_and_unshadow_ban_say_all_by_their_method() {
    synapse("shadow_ban_user", SHADOW_BAN)
        .check(async |site| site.synapse.user(alice()).shadow_ban().await)
        .await;
    synapse("unshadow_ban_user", SHADOW_BAN)
        .check(async |site| site.synapse.user(alice()).unshadow_ban().await)
        .await;
}

#[tokio::test]
async fn allow_cross_signing_replacement_tells_the_end_of_the_window() {
    let end = synapse(
        "allow_cross_signing_replacement",
        "/_synapse/admin/v1/users/@a%2Fb:example.org/_allow_cross_signing_replacement_without_uia",
    )
    .answer(&json!({"updatable_without_uia_before_ms": 1_700_000_000_123_i64}))
    .check(async |site| {
        let user = site.synapse.user(alice());
        user.allow_cross_signing_replacement().await
    })
    .await;
    assert_eq!(end, Timestamp::from_millis(1_700_000_000_123));
}

#[tokio::test]
async fn experimental_features_are_read_and_set_by_name() {
    let features = synapse("get_user_experimental_features", FEATURES)
        .answer(&json!({"features": {"msc3881": true, "msc4222": false}}))
        .check(async |site| site.synapse.user(alice()).experimental_features().await)
        .await;
    let expected = [("msc3881".to_owned(), true), ("msc4222".to_owned(), false)];
    assert_eq!(features, BTreeMap::from(expected));

    synapse("set_user_experimental_features", FEATURES)
        .body(json!({"features": {"msc3881": false}}))
        .check(async |site| {
            let user = site.synapse.user(alice());
            user.set_experimental_features([("msc3881", false)]).await
        })
        .await;
}

#[tokio::test]
async fn ratelimit_keeps_no_override_apart_from_one_of_zeros() {
    for (answer, expected) in [
        (json!({}), None),
        (
            json!({"messages_per_second": 0, "burst_count": 0}),
            Some((0, 0, true)),
        ),
        (
            json!({"messages_per_second": 3, "burst_count": 7}),
            Some((3, 7, false)),
        ),
    ] {
        let limit = synapse("get_user_ratelimit_override", RATELIMIT)
            .answer(&answer)
            .check(async |site| site.synapse.user(alice()).ratelimit().await)
            .await;
        let limit = limit.map(|limit| {
            let numbers = (limit.messages_per_second, limit.burst_count);
            (numbers.0, numbers.1, limit.is_unlimited())
        });
        assert_eq!(limit, expected);
    }
}

#[tokio::test]
async fn set_ratelimit_sends_both_numbers() {
    let set = synapse("set_user_ratelimit_override", RATELIMIT)
        .body(json!({"messages_per_second": 3, "burst_count": 7}))
        .answer(&json!({"messages_per_second": 3, "burst_count": 7}))
        .check(async |site| {
            let set = site.synapse.user(alice()).set_ratelimit();
            set.messages_per_second(3).burst_count(7).send().await
        })
        .await;
    assert_eq!((set.messages_per_second, set.burst_count), (3, 7));
    synapse("set_user_ratelimit_override", RATELIMIT)
        .body(json!({"messages_per_second": 0, "burst_count": 0}))
        .check(async |site| {
            let set = site.synapse.user(alice()).set_ratelimit();
            set.burst_count(7).unlimited().send().await
        })
        .await;
}

#[tokio::test]
async fn a_rate_limit_that_would_lift_all_limits_is_refused_here() {
    let server = MockServer::start().await;
    let client = api::synapse(&server);
    let set = || client.user(alice()).set_ratelimit();
    for request in [
        set(),
        set().burst_count(7),
        set().messages_per_second(3),
        set().messages_per_second(0).burst_count(7),
    ] {
        let error = request.send().await.unwrap_err();
        assert!(matches!(error, Error::Argument { .. }), "{error:?}");
        assert_eq!(error.operation(), Some("set_user_ratelimit_override"));
    }
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn delete_ratelimit_goes_back_to_the_configuration() {
    synapse("delete_user_ratelimit_override", RATELIMIT)
        .check(async |site| site.synapse.user(alice()).delete_ratelimit().await)
        .await;
}
