//! Finding users, and names that are free.

use chatadm::ErrorCode;
use serde_json::json;
use wiremock::MockServer;

use super::{alice, expect};
use crate::support::{api, verb::synapse};

const THREEPID: &str = "/_synapse/admin/v1/threepid/email/users/a%2Fb+c@example.org";
const EXTERNAL: &str = "/_synapse/admin/v1/auth_providers/oidc-x%2Fy/users/1%2F2%3F";
const AVAILABLE: &str = "/_synapse/admin/v1/username_available";

#[tokio::test]
async fn a_user_is_found_by_an_address() {
    let answer = json!({"user_id": alice()});
    let found = synapse("find_user_by_threepid", THREEPID)
        .answer(&answer)
        .check(async |site| {
            let users = site.synapse.users();
            users.find_by_threepid("email", "a/b+c@example.org").await
        })
        .await;
    assert_eq!(found, alice());
    let found = synapse("find_user_by_threepid", THREEPID)
        .answer(&answer)
        .not_an_error(404)
        .check(async |site| {
            let users = site.synapse.users();
            users
                .find_by_threepid_opt("email", "a/b+c@example.org")
                .await
        })
        .await;
    assert_eq!(found, Some(alice()));
}

#[tokio::test]
async fn a_user_is_found_by_an_external_id() {
    let answer = json!({"user_id": alice()});
    let found = synapse("find_user_by_external_id", EXTERNAL)
        .answer(&answer)
        .check(async |site| {
            let users = site.synapse.users();
            users.find_by_external_id("oidc-x/y", "1/2?").await
        })
        .await;
    assert_eq!(found, alice());
    let found = synapse("find_user_by_external_id", EXTERNAL)
        .answer(&answer)
        .not_an_error(404)
        .check(async |site| {
            let users = site.synapse.users();
            users.find_by_external_id_opt("oidc-x/y", "1/2?").await
        })
        .await;
    assert_eq!(found, Some(alice()));
}

#[tokio::test]
async fn nobody_found_is_nothing_for_the_optional_verbs() {
    let server = MockServer::start().await;
    let refusal = json!({"errcode": "M_NOT_FOUND", "error": "User not found"});
    expect(&server, "GET", THREEPID, 1, 404, refusal.clone()).await;
    expect(&server, "GET", EXTERNAL, 1, 404, refusal).await;
    let client = api::synapse(&server);
    let users = client.users();
    let found = users
        .find_by_threepid_opt("email", "a/b+c@example.org")
        .await;
    assert_eq!(found.unwrap(), None);
    let found = users.find_by_external_id_opt("oidc-x/y", "1/2?").await;
    assert_eq!(found.unwrap(), None);
}

#[tokio::test]
async fn a_name_is_available_when_the_server_says_so() {
    let available = synapse("check_username_available", AVAILABLE)
        .query("username", "a&b")
        .answer(&json!({"available": true}))
        .check(async |site| site.synapse.users().is_username_available("a&b").await)
        .await;
    assert!(available);
}

#[tokio::test]
async fn of_the_reasons_against_a_name_only_taken_is_an_answer() {
    for (code, expected) in [
        ("M_USER_IN_USE", None),
        ("M_INVALID_USERNAME", Some(ErrorCode::InvalidUsername)),
        ("M_EXCLUSIVE", Some(ErrorCode::Exclusive)),
    ] {
        let server = MockServer::start().await;
        let refusal = json!({"errcode": code, "error": "no"});
        expect(&server, "GET", AVAILABLE, 1, 400, refusal).await;
        let client = api::synapse(&server);
        match client.users().is_username_available("ada").await {
            Ok(available) => assert!(!available && expected.is_none(), "{code}"),
            Err(error) => assert_eq!(error.code(), expected.as_ref()),
        }
    }
}

#[tokio::test]
async fn search_sends_a_user_and_a_text_and_hides_hashes() {
    let hits = synapse(
        "search_users",
        "/_synapse/admin/v1/search_users/@a%2Fb:example.org",
    )
    .query("term", "a%b")
    .answer(&json!([{
        "name": alice(), "password_hash": "$2b$12$abc", "is_guest": false, "admin": true,
        "user_type": null,
    }]))
    .check(async |site| site.synapse.users().search(alice(), "a%b").await)
    .await;
    assert!(hits[0].admin);
    assert!(!format!("{hits:?}").contains("$2b$"));
}
