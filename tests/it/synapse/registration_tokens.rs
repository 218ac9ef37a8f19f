//! Verbs on registration tokens.

use chatadm::{Error, Patch, Timestamp};
use serde_json::json;

use crate::support::{api::Site, verb::synapse};

const LIST: &str = "/_synapse/admin/v1/registration_tokens";
const NEW: &str = "/_synapse/admin/v1/registration_tokens/new";
const ONE: &str = "/_synapse/admin/v1/registration_tokens/a%2Fb";

#[tokio::test]
async fn list_can_be_of_those_that_work() {
    let all = synapse("list_registration_tokens", LIST)
        .check(async |site| site.synapse.registration_tokens().list().send().await)
        .await;
    assert_eq!(all.len(), 1);
    synapse("list_registration_tokens", LIST)
        .query("valid", "false")
        .check(async |site| {
            let list = site.synapse.registration_tokens().list();
            list.valid(false).send().await
        })
        .await;
}

#[tokio::test]
async fn create_sends_the_limits_that_are_named() {
    synapse("create_registration_token", NEW)
        .body(json!({}))
        .check(async |site| site.synapse.registration_tokens().create().send().await)
        .await;
    synapse("create_registration_token", NEW)
        .body(json!({"token": "~invite", "uses_allowed": 3, "expiry_time": 1_700_000_000_000_i64}))
        .check(async |site| {
            let request = site.synapse.registration_tokens().create();
            request
                .token("~invite")
                .uses_allowed(3)
                .expiry_time(Timestamp::from_seconds(1_700_000_000))
                .send()
                .await
        })
        .await;
    synapse("create_registration_token", NEW)
        .body(json!({"length": 33}))
        .check(async |site| {
            let request = site.synapse.registration_tokens().create();
            request.length(33).send().await
        })
        .await;
}

#[tokio::test]
async fn tokens_that_would_be_lost_are_refused_before_anything_is_sent() {
    let site = Site::start().await;
    let create = || site.synapse.registration_tokens().create();
    for request in [
        create().token("new"),
        create().token("."),
        create().token(".."),
        create().token("a").length(3),
    ] {
        let error = request.send().await.unwrap_err();
        assert!(matches!(error, Error::Argument { .. }), "{error:?}");
        assert!(error.is_bad_request());
    }
    for token in [".", "..", ""] {
        let token = site.synapse.registration_token(token);
        for error in [
            token.get().await.unwrap_err(),
            token.update().uses_allowed(1).send().await.unwrap_err(),
            token.delete().await.unwrap_err(),
        ] {
            assert!(error.is_bad_request(), "{error:?}");
        }
    }
    assert!(site.server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn get_asks_for_one_token() {
    synapse("get_registration_token", ONE)
        .check(async |site| site.synapse.registration_token("a/b").get().await)
        .await;
}

#[tokio::test]
async fn get_opt_makes_nothing_of_not_found() {
    synapse("get_registration_token", ONE)
        .not_an_error(404)
        .check(async |site| site.synapse.registration_token("a/b").get_opt().await)
        .await
        .unwrap();
}

#[tokio::test]
async fn update_keeps_clears_and_sets() {
    synapse("update_registration_token", ONE)
        .body(json!({"uses_allowed": 5, "expiry_time": null}))
        .check(async |site| {
            let request = site.synapse.registration_token("a/b").update();
            request.uses_allowed(5).expiry_time(None).send().await
        })
        .await;
    synapse("update_registration_token", ONE)
        .body(json!({"expiry_time": 1500}))
        .check(async |site| {
            let request = site.synapse.registration_token("a/b").update();
            let request = request.uses_allowed(Patch::Keep);
            let moment = Timestamp::from_millis(1500);
            request.expiry_time(moment).send().await
        })
        .await;
}

#[tokio::test]
async fn delete_names_the_token() {
    synapse("delete_registration_token", ONE)
        .check(async |site| site.synapse.registration_token("a/b").delete().await)
        .await;
}
