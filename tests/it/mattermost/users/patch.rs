//! Changing some fields of an account.

use chatadm::{
    Error,
    mattermost::types::{NotifyProps, Timezone},
};
use serde_json::{Value, json};
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{body_json, method, path},
};

use super::{ADA, ada};
use crate::support::{api, verb::mattermost};

const USER: &str = "/api/v4/users/ejtydpp3xirt8ghouk73jpse3o";
const PATCH: &str = "/api/v4/users/ejtydpp3xirt8ghouk73jpse3o/patch";

fn settings(value: Value) -> NotifyProps {
    serde_json::from_value(value).unwrap()
}

fn timezone(value: Value) -> Timezone {
    serde_json::from_value(value).unwrap()
}

/// An account as the server shows it, with these fields besides.
fn account(fields: Value) -> Value {
    let mut account = json!({
        "id": ADA, "create_at": 1, "delete_at": 0, "username": "ada", "auth_service": "",
        "email": "ada@example.org", "nickname": "", "first_name": "", "last_name": "", "position": "",
        "roles": "system_user", "locale": "en", "timezone": {}, "disable_welcome_email": false,
    });
    let Value::Object(fields) = fields else {
        panic!("{fields}")
    };
    account.as_object_mut().unwrap().extend(fields);
    account
}

/// A server that shows this account once, and expects this change of it.
async fn site(account: Value, change: Option<Value>) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path(format!("/prefix{USER}")))
        .respond_with(ResponseTemplate::new(200).set_body_json(&account))
        .expect(1)
        .mount(&server)
        .await;
    if let Some(change) = change {
        Mock::given(method("PUT"))
            .and(path(format!("/prefix{PATCH}")))
            .and(body_json(change))
            .respond_with(ResponseTemplate::new(200).set_body_json(account))
            .expect(1)
            .mount(&server)
            .await;
    }
    server
}

#[tokio::test]
async fn a_patch_of_nothing_is_an_empty_object() {
    mattermost("patch_user", PATCH)
        .body(json!({}))
        .check(async |site| site.mattermost.user(ada()).patch().send().await)
        .await;
}

#[tokio::test]
async fn a_patch_without_entries_of_maps_is_one_request() {
    let (notify, zone) = (
        settings(json!({"email": "false"})),
        timezone(json!({"manualTimezone": "Europe/Paris"})),
    );
    mattermost("patch_user", PATCH)
        .body(json!({
            "username": "ada", "email": "ada@example.org", "password": "planted-password",
            "first_name": "Ada", "last_name": "L", "nickname": "A", "position": "Countess", "locale": "en",
            "remote_id": "r1", "props": {"k": "v"}, "notify_props": {"email": "false"},
            "timezone": {"manualTimezone": "Europe/Paris"},
        }))
        .check(async |site| {
            let user = site.mattermost.user(ada());
            user.patch()
                .username("ada")
                .email("ada@example.org")
                .password("planted-password")
                .first_name("Ada")
                .last_name("L")
                .nickname("A")
                .position("Countess")
                .locale("en")
                .remote_id("r1")
                .prop("gone", "x")
                .replace_props([("k", "v")])
                .replace_notify_props(notify.clone())
                .replace_timezone(zone.clone())
                .send()
                .await
        })
        .await;
}

#[tokio::test]
async fn entries_of_maps_are_changed_and_the_others_kept() {
    let account = account(json!({
        "props": {"kept": "1", "changed": "2", "removed": "3"},
        "notify_props": {"email": "true", "push": "all", "unheard_of": "x"},
        "timezone": {"useAutomaticTimezone": "true", "automaticTimezone": "Europe/Rome"},
    }));
    let server = site(
        account,
        Some(json!({
            "nickname": "A",
            "props": {"kept": "1", "changed": "two", "added": "4"},
            "notify_props": {"email": "false", "push": "all", "unheard_of": "x", "comments": "any"},
            "timezone": {
                "useAutomaticTimezone": "false", "automaticTimezone": "Europe/Rome",
                "manualTimezone": "Europe/Paris",
            },
        })),
    )
    .await;
    let client = api::mattermost(&server);
    let patch = client
        .user(ada())
        .patch()
        .nickname("A")
        .prop("changed", "two")
        .prop("added", "4")
        .remove_prop("removed")
        .remove_prop("never there")
        .notify_props(settings(json!({"email": "false"})))
        .notify_props(settings(json!({"comments": "any"})))
        .timezone(timezone(json!({
            "useAutomaticTimezone": "false", "manualTimezone": "Europe/Paris",
        })));
    assert_eq!(patch.send().await.unwrap().id, ada());
}

#[tokio::test]
async fn maps_that_the_server_leaves_out_are_empty() {
    let server = site(
        account(json!({"timezone": null})),
        Some(json!({"props": {"k": "v"}, "timezone": {"manualTimezone": "Europe/Paris"}})),
    )
    .await;
    let client = api::mattermost(&server);
    let patch = client
        .user(ada())
        .patch()
        .prop("k", "v")
        .timezone(timezone(json!({"manualTimezone": "Europe/Paris"})));
    patch.send().await.unwrap();
}

#[tokio::test]
async fn entries_go_into_a_replacement_without_reading() {
    mattermost("patch_user", PATCH)
        .body(json!({"props": {"k": "v", "added": "1"}}))
        .check(async |site| {
            let patch = site.mattermost.user(ada()).patch();
            let patch = patch.replace_props([("k", "v"), ("removed", "x")]);
            patch.prop("added", "1").remove_prop("removed").send().await
        })
        .await;
}

#[tokio::test]
async fn notification_settings_that_are_not_shown_are_not_reset() {
    let server = site(account(json!({})), None).await;
    let client = api::mattermost(&server);
    let patch = client
        .user(ada())
        .patch()
        .notify_props(settings(json!({"email": "false"})));
    let error = patch.send().await.unwrap_err();
    assert!(matches!(error, Error::Argument { .. }), "{error}");
    assert_eq!(error.operation(), Some("patch_user"));
}

#[tokio::test]
async fn nothing_is_changed_when_reading_fails() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(403))
        .expect(1)
        .mount(&server)
        .await;
    let client = api::mattermost(&server);
    let error = client.user(ada()).patch().prop("k", "v").send().await;
    let error = error.unwrap_err();
    assert!(error.is_forbidden());
    assert_eq!(error.operation(), Some("get_user"));
}

#[tokio::test]
async fn debug_of_a_patch_hides_the_password() {
    let server = MockServer::start().await;
    let client = api::mattermost(&server);
    let patch = client.user(ada()).patch().password("planted-password");
    assert!(!format!("{patch:?}").contains("planted-password"));
}
