//! One account.

use serde_json::json;

use super::{ADA, ada, me};
use crate::support::verb::mattermost;

const PATH: &str = "/api/v4/users/ejtydpp3xirt8ghouk73jpse3o";

#[tokio::test]
async fn get_asks_for_one_account() {
    mattermost("get_user", PATH)
        .check(async |site| site.mattermost.user(ada()).get().await)
        .await;
    mattermost("get_user", "/api/v4/users/me")
        .check(async |site| site.mattermost.user(me()).get().await)
        .await;
}

#[tokio::test]
async fn get_opt_makes_nothing_of_not_found() {
    let user = mattermost("get_user", PATH)
        .not_an_error(404)
        .check(async |site| {
            let user = site.mattermost.user(ada());
            assert_eq!(user.id().as_str(), ADA);
            user.get_opt().await
        })
        .await;
    assert!(user.is_some());
}

#[tokio::test]
async fn roles_are_one_text() {
    mattermost("update_user_roles", &format!("{PATH}/roles"))
        .body(json!({"roles": "system_user system_admin"}))
        .check(async |site| {
            let user = site.mattermost.user(ada());
            user.set_roles(["system_user", "system_admin"]).await
        })
        .await;
}

#[tokio::test]
async fn an_account_is_switched_on_and_off() {
    mattermost("update_user_active", &format!("{PATH}/active"))
        .body(json!({"active": true}))
        .check(async |site| site.mattermost.user(ada()).activate().await)
        .await;
    mattermost("update_user_active", &format!("{PATH}/active"))
        .body(json!({"active": false}))
        .check(async |site| site.mattermost.user(ada()).deactivate().await)
        .await;
}

#[tokio::test]
async fn deleting_keeps_the_account_unless_told() {
    mattermost("delete_user", PATH)
        .check(async |site| site.mattermost.user(ada()).delete().await)
        .await;
    mattermost("delete_user", PATH)
        .query("permanent", "true")
        .check(async |site| site.mattermost.user(ada()).delete_permanently().await)
        .await;
}
