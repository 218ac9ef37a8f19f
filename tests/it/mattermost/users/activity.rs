//! What a user does.

use serde_json::json;

use super::{ada, channel};
use crate::support::verb::mattermost;

#[tokio::test]
async fn audits_are_asked_for_by_page() {
    let page = mattermost(
        "get_user_audits",
        "/api/v4/users/ejtydpp3xirt8ghouk73jpse3o/audits",
    )
    .query("page", "2")
    .query("per_page", "1")
    .check(async |site| {
        let audits = site.mattermost.user(ada()).audits();
        audits.page_size(1).start_at("2".into()).send().await
    })
    .await;
    // The page is full, so there may be another.
    assert_eq!((page.items.len(), page.next), (1, Some("3".into())));
}

#[tokio::test]
async fn channel_members_are_asked_for_by_page() {
    let page = mattermost(
        "get_channel_members_with_team_data_for_user",
        "/api/v4/users/ejtydpp3xirt8ghouk73jpse3o/channel_members",
    )
    .query("per_page", "100")
    .check(async |site| site.mattermost.user(ada()).channel_members().send().await)
    .await;
    assert_eq!((page.items.len(), page.next), (1, None));
}

#[tokio::test]
async fn a_page_below_zero_is_never_asked_for() {
    // The server would answer one stream of lines, which no page is.
    let server = wiremock::MockServer::start().await;
    let client = crate::support::api::mattermost(&server);
    let members = client.user(ada()).channel_members();
    let error = members.start_at("-1".into()).send().await.unwrap_err();
    assert!(
        error.is_bad_request() && error.status().is_none(),
        "{error}"
    );
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn unfinished_uploads_are_listed() {
    let uploads = mattermost("get_uploads_for_user", "/api/v4/users/me/uploads")
        .check(async |site| site.mattermost.user(super::me()).uploads().await)
        .await;
    assert_eq!(uploads.len(), 1);
}

#[tokio::test]
async fn typing_names_the_channel() {
    mattermost(
        "publish_user_typing",
        "/api/v4/users/ejtydpp3xirt8ghouk73jpse3o/typing",
    )
    .body(json!({"channel_id": "h68ckm5mibybugyme5cqzfykye"}))
    .check(async |site| site.mattermost.user(ada()).typing(channel()).await)
    .await;
}

#[tokio::test]
async fn typing_in_a_thread_names_its_first_post() {
    mattermost(
        "publish_user_typing",
        "/api/v4/users/ejtydpp3xirt8ghouk73jpse3o/typing",
    )
    .body(json!({
        "channel_id": "h68ckm5mibybugyme5cqzfykye", "parent_id": "qqqqqqqqqqqqqqqqqqqqqqqqqq",
    }))
    .check(async |site| {
        let user = site.mattermost.user(ada());
        user.typing_in_thread(channel(), "qqqqqqqqqqqqqqqqqqqqqqqqqq")
            .await
    })
    .await;
}
