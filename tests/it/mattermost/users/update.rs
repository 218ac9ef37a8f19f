//! Replacing the profile of an account.

use chatadm::{
    Error, Timestamp,
    mattermost::types::{NotifyProps, UserReplacement},
};
use serde_json::{Value, json};
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{body_json, method, path},
};

use super::{ADA, ada, me};
use crate::support::{api, verb::mattermost};

fn account() -> Value {
    json!({
        "id": ADA, "create_at": 1_795_219_719_040_i64, "update_at": 2, "delete_at": 0, "username": "ada",
        "auth_data": "", "auth_service": "", "email": "ada@example.org", "nickname": "A", "first_name": "Ada",
        "last_name": "L", "position": "", "roles": "system_user", "props": {"k": "v"},
        "notify_props": {"email": "true", "unheard_of": "x"}, "last_password_update": 3, "locale": "en",
        "timezone": {"manualTimezone": "Europe/Paris"}, "disable_welcome_email": false, "unheard_of": [1],
    })
}

async fn site(shown: &Value, replaced: Option<&Value>) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path("/prefix/api/v4/users/me"))
        .respond_with(ResponseTemplate::new(200).set_body_json(shown))
        .expect(1)
        .mount(&server)
        .await;
    if let Some(replaced) = replaced {
        Mock::given(method("PUT"))
            .and(path("/prefix/api/v4/users/me"))
            .and(body_json(replaced))
            .respond_with(ResponseTemplate::new(200).set_body_json(shown))
            .expect(1)
            .mount(&server)
            .await;
    }
    server
}

#[tokio::test]
async fn an_account_is_read_changed_and_sent_back_whole() {
    let mut replaced = account();
    replaced["position"] = "Countess".into();
    replaced["email"] = "new@example.org".into();
    replaced["password"] = "planted-password".into();
    let server = site(&account(), Some(&replaced)).await;
    let client = api::mattermost(&server);
    let me = client.user(me());
    let changed = me.update(|user| {
        "Countess".clone_into(&mut user.position);
        "new@example.org".clone_into(&mut user.email);
        user.password = Some("planted-password".into());
        // Nobody changes these.
        user.create_at = Some(Timestamp::from_millis(0));
        user.id = "53w76pcd1pfe5gcmpqrtfnpjqy".parse().unwrap();
    });
    assert_eq!(changed.await.unwrap().id, ada());
}

#[tokio::test]
async fn settings_that_are_not_shown_are_not_reset() {
    let mut shown = account();
    shown.as_object_mut().unwrap().remove("notify_props");
    let server = site(&shown, None).await;
    let client = api::mattermost(&server);
    let error = client.user(me()).update(|_| {}).await.unwrap_err();
    assert!(matches!(error, Error::Argument { .. }), "{error}");
    assert_eq!(error.operation(), Some("update_user"));
}

#[tokio::test]
async fn settings_that_are_given_need_not_be_shown() {
    let mut shown = account();
    shown.as_object_mut().unwrap().remove("notify_props");
    shown["timezone"] = Value::Null;
    let mut replaced = shown.clone();
    replaced["notify_props"] = json!({"email": "false"});
    replaced.as_object_mut().unwrap().remove("timezone");
    let server = site(&shown, Some(&replaced)).await;
    let client = api::mattermost(&server);
    let settings: NotifyProps = serde_json::from_value(json!({"email": "false"})).unwrap();
    let me = client.user(me());
    let changed = me.update(|user| user.notify_props = Some(settings));
    changed.await.unwrap();
}

#[tokio::test]
async fn a_replacement_is_sent_as_it_is() {
    let body = json!({"id": ADA, "email": "a@example.org", "username": "ada", "create_at": 1});
    let profile: UserReplacement = serde_json::from_value(body.clone()).unwrap();
    mattermost("update_user", &format!("/api/v4/users/{ADA}"))
        .body(body)
        .check(async |site| {
            let user = site.mattermost.user(ada());
            user.replace(profile.clone()).await
        })
        .await;
}
