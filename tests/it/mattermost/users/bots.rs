//! Guests, users and bots.

use chatadm::mattermost::types::NotifyProps;
use serde_json::json;

use super::ada;
use crate::support::verb::mattermost;

#[tokio::test]
async fn a_guest_is_promoted() {
    mattermost(
        "promote_guest_to_user",
        "/api/v4/users/ejtydpp3xirt8ghouk73jpse3o/promote",
    )
    .check(async |site| site.mattermost.user(ada()).promote().await)
    .await;
}

#[tokio::test]
async fn a_user_is_demoted() {
    mattermost(
        "demote_user_to_guest",
        "/api/v4/users/ejtydpp3xirt8ghouk73jpse3o/demote",
    )
    .check(async |site| site.mattermost.user(ada()).demote().await)
    .await;
}

#[tokio::test]
async fn a_user_becomes_a_bot() {
    let bot = mattermost(
        "convert_user_to_bot",
        "/api/v4/users/ejtydpp3xirt8ghouk73jpse3o/convert_to_bot",
    )
    .check(async |site| site.mattermost.user(ada()).convert_to_bot().await)
    .await;
    assert!(!bot.username.is_empty());
}

#[tokio::test]
async fn a_bot_becomes_a_user_with_a_password() {
    mattermost(
        "convert_bot_to_user",
        "/api/v4/bots/ejtydpp3xirt8ghouk73jpse3o/convert_to_user",
    )
    .body(json!({"password": "planted-password"}))
    .check(async |site| {
        let bot = site.mattermost.user(ada());
        bot.convert_to_user("planted-password").send().await
    })
    .await;
}

#[tokio::test]
async fn a_bot_becomes_an_administrator_with_a_profile() {
    let settings: NotifyProps = serde_json::from_value(json!({"email": "false"})).unwrap();
    mattermost(
        "convert_bot_to_user",
        "/api/v4/bots/ejtydpp3xirt8ghouk73jpse3o/convert_to_user",
    )
    .query("set_system_admin", "true")
    .body(json!({
        "password": "planted-password", "username": "ada", "email": "ada@example.org", "first_name": "Ada",
        "last_name": "L", "nickname": "A", "position": "Countess", "locale": "en", "props": {"k": "v"},
        "notify_props": {"email": "false"},
    }))
    .check(async |site| {
        let bot = site.mattermost.user(ada());
        bot.convert_to_user("planted-password")
            .set_system_admin(true)
            .username("ada")
            .email("ada@example.org")
            .first_name("Ada")
            .last_name("L")
            .nickname("A")
            .position("Countess")
            .locale("en")
            .replace_props([("k", "v")])
            .replace_notify_props(settings.clone())
            .send()
            .await
    })
    .await;
}

#[tokio::test]
async fn debug_of_a_conversion_hides_the_password() {
    let server = wiremock::MockServer::start().await;
    let client = crate::support::api::mattermost(&server);
    let request = client.user(ada()).convert_to_user("planted-password");
    assert!(!format!("{request:?}").contains("planted-password"));
}
