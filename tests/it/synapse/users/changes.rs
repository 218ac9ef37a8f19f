//! Accounts that are made, and accounts that are changed.

use chatadm::{Error, synapse};
use serde_json::{Value, json};
use wiremock::MockServer;

use super::{ALICE, account, alice, bodies, expect};
use crate::support::{api, verb};

fn unknown() -> Value {
    json!({"errcode": "M_NOT_FOUND", "error": "User not found"})
}

/// A server that finds the account or does not, and takes changes as often as said.
async fn server(found: bool, changes: u64) -> (MockServer, synapse::Client) {
    let server = MockServer::start().await;
    let (status, body) = if found {
        (200, account())
    } else {
        (404, unknown())
    };
    expect(&server, "GET", ALICE, 1, status, body).await;
    let status = if found { 200 } else { 201 };
    expect(&server, "PUT", ALICE, changes, status, account()).await;
    let client = api::synapse(&server);
    (server, client)
}

#[tokio::test]
async fn create_asks_whether_there_is_an_account_and_sends_what_was_named() {
    let (server, client) = server(false, 1).await;
    let create = client
        .user(alice())
        .create()
        .password("hunter2")
        .displayname("Ada")
        .avatar_url("mxc://example.org/ada")
        .threepids([("email", "ada@example.org"), ("msisdn", "4915100")])
        .external_ids([("oidc-google", "1/2")])
        .admin(true)
        .user_type("bot")
        .approved(true);
    assert!(!format!("{create:?}").contains("hunter2"));
    let user = create.send().await.unwrap();
    assert_eq!(user.name, alice());
    assert_eq!(
        bodies(&server, "PUT").await,
        [json!({
            "password": "hunter2",
            "displayname": "Ada",
            "avatar_url": "mxc://example.org/ada",
            "threepids": [
                {"medium": "email", "address": "ada@example.org"},
                {"medium": "msisdn", "address": "4915100"},
            ],
            "external_ids": [{"auth_provider": "oidc-google", "external_id": "1/2"}],
            "admin": true,
            "user_type": "bot",
            "approved": true,
        })]
    );
}

#[tokio::test]
async fn create_of_nothing_but_a_name_sends_an_empty_object() {
    let (server, client) = server(false, 1).await;
    client.user(alice()).create().send().await.unwrap();
    assert_eq!(bodies(&server, "PUT").await, [json!({})]);
}

#[tokio::test]
async fn create_leaves_an_account_that_exists_alone() {
    let (_server, client) = server(true, 0).await;
    let create = client.user(alice()).create().admin(false);
    let error = create.send().await.unwrap_err();
    assert!(matches!(error, Error::Argument { .. }), "{error:?}");
    assert!(error.is_bad_request());
    assert_eq!(error.operation(), Some("create_or_modify_user"));
    assert_eq!(
        error.to_string(),
        "`create_or_modify_user` was not sent: the account `@a/b:example.org` exists already"
    );
}

#[tokio::test]
async fn create_makes_nothing_when_the_question_fails() {
    let server = MockServer::start().await;
    expect(&server, "GET", ALICE, 1, 403, unknown()).await;
    expect(&server, "PUT", ALICE, 0, 201, account()).await;
    let client = api::synapse(&server);
    let error = client.user(alice()).create().send().await.unwrap_err();
    assert!(error.is_forbidden());
    assert_eq!(error.operation(), Some("get_user"));
}

#[tokio::test]
async fn modify_sends_what_was_named_and_nothing_else() {
    let (server, client) = server(true, 1).await;
    let modify = client.user(alice()).modify().displayname("Ada");
    modify.send().await.unwrap();
    assert_eq!(
        bodies(&server, "PUT").await,
        [json!({"displayname": "Ada"})]
    );
}

#[tokio::test]
async fn modify_can_clear_what_can_be_cleared() {
    let (server, client) = server(true, 1).await;
    let none: [(&str, &str); 0] = [];
    client
        .user(alice())
        .modify()
        .clear_displayname()
        .clear_avatar()
        .clear_user_type()
        .threepids(none)
        .external_ids(none)
        .send()
        .await
        .unwrap();
    assert_eq!(
        bodies(&server, "PUT").await,
        [json!({
            "displayname": "", "avatar_url": "", "user_type": null,
            "threepids": [], "external_ids": [],
        })]
    );
}

#[tokio::test]
async fn modify_creates_nothing_unless_it_is_told_not_to_look() {
    let (_server, client) = server(false, 0).await;
    let modify = client.user(alice()).modify().locked(false);
    let error = modify.send().await.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(error.operation(), Some("get_user"));
}

#[tokio::test]
async fn modify_without_looking_is_one_request_with_all_options() {
    verb::synapse("create_or_modify_user", ALICE)
        .body(json!({
            "password": "hunter2", "logout_devices": false, "displayname": "Ada",
            "avatar_url": "mxc://example.org/ada", "threepids": [], "external_ids": [],
            "admin": false, "user_type": "support", "approved": false, "locked": true,
            "deactivated": true,
        }))
        .check(async |site| {
            let none: [(&str, &str); 0] = [];
            site.synapse
                .user(alice())
                .modify()
                .password("hunter2")
                .logout_devices(false)
                .displayname("Ada")
                .avatar_url("mxc://example.org/ada")
                .threepids(none)
                .external_ids(none)
                .admin(false)
                .user_type("support")
                .approved(false)
                .locked(true)
                .deactivate()
                .check_exists(false)
                .send()
                .await
        })
        .await;
}

#[tokio::test]
async fn reactivation_brings_a_password_or_says_that_there_is_none() {
    for (with_password, body) in [
        (true, json!({"deactivated": false, "password": "hunter2"})),
        (false, json!({"deactivated": false})),
    ] {
        let (server, client) = server(true, 1).await;
        let modify = client.user(alice()).modify();
        let modify = if with_password {
            modify.reactivate("hunter2")
        } else {
            modify.reactivate_without_password()
        };
        modify.send().await.unwrap();
        assert_eq!(bodies(&server, "PUT").await, [body]);
    }
}

#[tokio::test]
async fn logging_out_without_a_new_password_is_refused_because_the_server_would_ignore_it() {
    let server = MockServer::start().await;
    let client = api::synapse(&server);
    let modify = client.user(alice()).modify().logout_devices(true);
    let error = modify.send().await.unwrap_err();
    assert!(matches!(error, Error::Argument { .. }), "{error:?}");
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn lock_and_unlock_change_accounts_that_exist_and_create_none() {
    for locked in [true, false] {
        let (server, client) = server(true, 1).await;
        let user = client.user(alice());
        let result = if locked {
            user.lock().await
        } else {
            user.unlock().await
        };
        result.unwrap();
        assert_eq!(bodies(&server, "PUT").await, [json!({"locked": locked})]);
    }
    let (_server, client) = server(false, 0).await;
    assert!(
        client
            .user(alice())
            .lock()
            .await
            .unwrap_err()
            .is_not_found()
    );
    let (_server, client) = server(false, 0).await;
    assert!(
        client
            .user(alice())
            .unlock()
            .await
            .unwrap_err()
            .is_not_found()
    );
}
