//! Creating accounts.

use chatadm::mattermost::{
    NewUserAuthService,
    types::{NotifyProps, Timezone},
};
use serde_json::json;

use crate::support::verb::mattermost;

#[tokio::test]
async fn an_account_needs_a_name_and_an_address() {
    mattermost("create_user", "/api/v4/users")
        .body(json!({"username": "ada", "email": "ada@example.org"}))
        .check(async |site| {
            let users = site.mattermost.users();
            users.create("ada", "ada@example.org").send().await
        })
        .await;
}

#[tokio::test]
async fn an_account_takes_everything_that_is_known_of_it() {
    let settings: NotifyProps = serde_json::from_value(json!({"email": "false"})).unwrap();
    let timezone: Timezone =
        serde_json::from_value(json!({"manualTimezone": "Europe/Paris"})).unwrap();
    mattermost("create_user", "/api/v4/users")
        .query("t", "a token&")
        .query("iid", "invite+id")
        .query("r", "https://chat.example.org/?a=b")
        .body(json!({
            "username": "ada", "email": "ada@example.org", "password": "planted-password",
            "first_name": "Ada", "last_name": "L", "nickname": "A", "position": "Countess", "locale": "en",
            "props": {"k": "v"}, "notify_props": {"email": "false"},
            "timezone": {"manualTimezone": "Europe/Paris"}, "auth_service": "ldap", "auth_data": "ada-id",
        }))
        .check(async |site| {
            let users = site.mattermost.users();
            users
                .create("ada", "ada@example.org")
                .password("planted-password")
                .first_name("Ada")
                .last_name("L")
                .nickname("A")
                .position("Countess")
                .locale("en")
                .props([("k", "v")])
                .notify_props(settings.clone())
                .timezone(timezone.clone())
                .auth(NewUserAuthService::Ldap, "ada-id")
                .invitation("a token&")
                .team_invite("invite+id")
                .redirect("https://chat.example.org/?a=b")
                .send()
                .await
        })
        .await;
}

#[tokio::test]
async fn debug_of_a_new_account_hides_the_password() {
    let server = wiremock::MockServer::start().await;
    let client = crate::support::api::mattermost(&server);
    let request = client.users().create("ada", "ada@example.org");
    let request = request.password("planted-password");
    assert!(!format!("{request:?}").contains("planted-password"));
}
