//! Limits of the server, and wishes to its administrators.

use serde_json::json;

use crate::support::verb::mattermost;

#[tokio::test]
async fn limits_are_one_object() {
    let limits = mattermost("get_server_limits", "/api/v4/limits/server")
        .answer(&json!({"maxUsersLimit": 200, "activeUserCount": 7}))
        .check(async |site| site.mattermost.server_limits().await)
        .await;
    assert_eq!((limits.max_users_limit, limits.active_user_count), (200, 7));
}

#[tokio::test]
async fn a_wish_is_told() {
    mattermost("notify_admin", "/api/v4/users/notify-admin")
        .body(json!({
            "trial_notification": true, "required_plan": "enterprise", "required_feature": "groups",
        }))
        .check(async |site| {
            let wish = site.mattermost.notify_admin();
            wish.trial(true)
                .plan("enterprise")
                .feature("groups")
                .send()
                .await
        })
        .await;
}

#[tokio::test]
async fn wishes_are_sent_at_once() {
    mattermost(
        "trigger_notify_admin_posts",
        "/api/v4/users/trigger-notify-admin-posts",
    )
    .body(json!({
        "trial_notification": false, "required_plan": "enterprise", "required_feature": "groups",
    }))
    .check(async |site| {
        let wishes = site.mattermost.trigger_notify_admin_posts();
        wishes
            .trial(false)
            .plan("enterprise")
            .feature("groups")
            .send()
            .await
    })
    .await;
}
