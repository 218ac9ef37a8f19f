//! Finding users.

use chatadm::{
    Error, Timestamp,
    mattermost::{ChannelId, UserId, types::User},
};
use serde_json::json;
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::any};

use super::{ADA, ada, channel};
use crate::support::{api, verb::mattermost};

#[tokio::test]
async fn a_name_is_one_segment_of_the_path() {
    let path = "/api/v4/users/username/a%2Fb%3F..";
    mattermost("get_user_by_username", path)
        .check(async |site| site.mattermost.users().by_username("a/b?..").await)
        .await;
    let user = mattermost("get_user_by_username", path)
        .not_an_error(404)
        .check(async |site| site.mattermost.users().by_username_opt("a/b?..").await)
        .await;
    assert!(user.is_some());
}

#[tokio::test]
async fn an_address_is_one_segment_of_the_path() {
    let path = "/api/v4/users/email/a+b%2Fc@example.org";
    mattermost("get_user_by_email", path)
        .check(async |site| site.mattermost.users().by_email("a+b/c@example.org").await)
        .await;
    let user = mattermost("get_user_by_email", path)
        .not_an_error(404)
        .check(async |site| {
            let users = site.mattermost.users();
            users.by_email_opt("a+b/c@example.org").await
        })
        .await;
    assert!(user.is_some());
}

#[tokio::test]
async fn an_identity_stands_in_the_query() {
    mattermost("get_user_by_auth_data", "/api/v4/users/auth_data")
        .query("value", "uid=a+b&c")
        .check(async |site| site.mattermost.users().by_auth_data("uid=a+b&c").await)
        .await;
    let user = mattermost("get_user_by_auth_data", "/api/v4/users/auth_data")
        .query("value", "uid=a+b&c")
        .not_an_error(404)
        .check(async |site| site.mattermost.users().by_auth_data_opt("uid=a+b&c").await)
        .await;
    assert!(user.is_some());
}

/// What a lookup says when the server answers 404 with this code.
async fn looked_up(
    code: &str,
    look: impl AsyncFn(&chatadm::mattermost::Client) -> Result<Option<User>, Error>,
) -> Result<Option<User>, Error> {
    let server = MockServer::start().await;
    let body = json!({"id": code, "message": "no", "detailed_error": "", "status_code": 404});
    Mock::given(any())
        .respond_with(ResponseTemplate::new(404).set_body_json(body))
        .mount(&server)
        .await;
    look(&api::mattermost(&server)).await
}

#[tokio::test]
async fn a_server_without_the_route_is_not_taken_for_nobody() {
    let (nobody, no_route) = (
        "app.user.missing_account.const",
        "api.context.404.app_error",
    );
    let by_identity =
        async |client: &chatadm::mattermost::Client| client.users().by_auth_data_opt("x").await;
    assert!(looked_up(nobody, by_identity).await.unwrap().is_none());
    let error = looked_up(no_route, by_identity).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    // No user can have such a name, and the server says so by its routes.
    let by_name = async |client: &chatadm::mattermost::Client| {
        client.users().by_username_opt("Bad Name").await
    };
    assert!(looked_up(no_route, by_name).await.unwrap().is_none());
}

#[tokio::test]
async fn ids_are_looked_up_together() {
    mattermost("get_users_by_ids", "/api/v4/users/ids")
        .query("since", "1700000000000")
        .body(json!([ADA]))
        .check(async |site| {
            let users = site.mattermost.users().by_ids([ada()]);
            users
                .since(Timestamp::from_seconds(1_700_000_000))
                .send()
                .await
        })
        .await;
}

#[tokio::test]
async fn names_are_looked_up_together() {
    mattermost("get_users_by_usernames", "/api/v4/users/usernames")
        .body(json!(["ada", "bob"]))
        .check(async |site| site.mattermost.users().by_usernames(["ada", "bob"]).await)
        .await;
}

#[tokio::test]
async fn members_of_group_channels_are_told_by_channel() {
    let user = serde_json::json!({
        "id": ADA, "delete_at": 0, "username": "ada", "auth_service": "", "email": "", "nickname": "",
        "first_name": "", "last_name": "", "position": "", "roles": "", "locale": "en",
        "timezone": null, "disable_welcome_email": false,
    });
    let members = mattermost(
        "get_users_by_group_channel_ids",
        "/api/v4/users/group_channels",
    )
    .body(json!(["h68ckm5mibybugyme5cqzfykye"]))
    .answer(&json!({"h68ckm5mibybugyme5cqzfykye": [user]}))
    .check(async |site| {
        let users = site.mattermost.users();
        users.by_group_channels([channel()]).await
    })
    .await;
    assert_eq!(members[&channel()][0].id, ada());
}

#[tokio::test]
async fn an_empty_list_is_refused_before_anything_is_sent() {
    let server = MockServer::start().await;
    let client = api::mattermost(&server);
    let users = client.users();
    let nobody: [UserId; 0] = [];
    let nowhere: [ChannelId; 0] = [];
    for error in [
        users.by_ids(nobody).send().await.unwrap_err(),
        users.by_usernames([""; 0]).await.unwrap_err(),
        users.by_group_channels(nowhere).await.unwrap_err(),
    ] {
        assert!(matches!(error, Error::Argument { .. }), "{error}");
    }
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn known_users_are_ids() {
    let known = mattermost("get_known_users", "/api/v4/users/known")
        .answer(&json!([ADA, "odd"]))
        .check(async |site| site.mattermost.users().known().await)
        .await;
    let known: Vec<&str> = known.iter().map(UserId::as_str).collect();
    assert_eq!(known, [ADA, "odd"], "what a server sends is not checked");
}
