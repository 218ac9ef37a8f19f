//! New passwords, and tokens that act as a user.

use chatadm::Timestamp;
use serde_json::json;

use super::alice;
use crate::support::verb::synapse;

#[tokio::test]
async fn reset_password_sends_the_password_and_what_becomes_of_devices() {
    synapse(
        "reset_user_password",
        "/_synapse/admin/v1/reset_password/@a%2Fb:example.org",
    )
    .body(json!({"new_password": "hunter2", "logout_devices": false}))
    .check(async |site| {
        let reset = site.synapse.user(alice()).reset_password("hunter2");
        assert!(!format!("{reset:?}").contains("hunter2"));
        reset.logout_devices(false).send().await
    })
    .await;
}

#[tokio::test]
async fn login_as_sends_when_the_token_expires_and_hides_it() {
    let token = synapse(
        "login_as_user",
        "/_synapse/admin/v1/users/@a%2Fb:example.org/login",
    )
    .body(json!({"valid_until_ms": 1_700_000_000_000_i64}))
    .answer(&json!({"access_token": "syt_minted"}))
    .check(async |site| {
        let login = site.synapse.user(alice()).login_as();
        login
            .valid_until(Timestamp::from_seconds(1_700_000_000))
            .send()
            .await
    })
    .await;
    assert_eq!(token.access_token.expose(), "syt_minted");
    assert!(!format!("{token:?}").contains("syt_minted"));
}

#[tokio::test]
async fn login_as_without_an_end_names_none() {
    synapse(
        "login_as_user",
        "/_synapse/admin/v1/users/@a%2Fb:example.org/login",
    )
    .body(json!({}))
    .check(async |site| site.synapse.user(alice()).login_as().send().await)
    .await;
}
