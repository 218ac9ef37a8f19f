//! Listing and counting users.

use chatadm::mattermost::UserSort;
use serde_json::json;
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{method, path, query_param, query_param_is_missing},
};

use super::{ada, channel, team};
use crate::support::{api, verb::mattermost};

#[tokio::test]
async fn a_page_of_users_is_asked_for_by_number() {
    let page = mattermost("get_users", "/api/v4/users")
        .query("page", "3")
        .query("per_page", "50")
        .check(async |site| {
            let users = site.mattermost.users().list().page_size(50);
            users.start_at("3".into()).send().await
        })
        .await;
    assert_eq!((page.items.len(), page.next), (1, None));
}

#[tokio::test]
async fn what_the_server_assumes_is_not_sent() {
    mattermost("get_users", "/api/v4/users")
        .check(async |site| site.mattermost.users().list().page_size(60).send().await)
        .await;
}

#[tokio::test]
async fn a_page_is_never_larger_than_the_server_makes_it() {
    // The server would cut 500 to 200 without a word, and the list would seem to end.
    mattermost("get_users", "/api/v4/users")
        .query("per_page", "200")
        .check(async |site| site.mattermost.users().list().page_size(500).send().await)
        .await;
}

#[tokio::test]
async fn users_are_narrowed_by_every_filter() {
    mattermost("get_users", "/api/v4/users")
        .query("per_page", "100")
        .query("in_team", "adourity3tfdjcygcc5d7rzptw")
        .query("not_in_team", "adourity3tfdjcygcc5d7rzptw")
        .query("in_channel", "h68ckm5mibybugyme5cqzfykye")
        .query("not_in_channel", "h68ckm5mibybugyme5cqzfykye")
        .query("in_group", "g1")
        .query("not_in_group", "g2")
        .query("group_constrained", "true")
        .query("abac_match_only", "true")
        .query("without_team", "false")
        .query("inactive", "true")
        .query("role", "system_admin")
        .query("roles", "system_admin,system_user")
        .query("team_roles", "team_admin")
        .query("channel_roles", "channel_admin,channel_user")
        .query("sort", "last_activity_at")
        .check(async |site| {
            let users = site.mattermost.users().list();
            users
                .not_in_team(team())
                .in_team(team())
                .in_channel(channel())
                .not_in_channel(team(), channel())
                .in_group("g1")
                .not_in_group("g2")
                .group_constrained(true)
                .abac_match_only(true)
                .without_team(false)
                .active(true)
                .active(false)
                .role("system_admin")
                .roles(["system_admin", "system_user"])
                .team_roles(["team_admin"])
                .channel_roles(["channel_admin", "channel_user"])
                .sort(UserSort::LastActivityAt)
                .send()
                .await
        })
        .await;
}

#[tokio::test]
async fn active_users_are_asked_for_alone() {
    mattermost("get_users", "/api/v4/users")
        .query("per_page", "100")
        .query("active", "true")
        .check(async |site| {
            let users = site.mattermost.users().list();
            users.active(false).active(true).send().await
        })
        .await;
}

#[tokio::test]
async fn not_in_channel_brings_the_team_that_the_server_needs() {
    mattermost("get_users", "/api/v4/users")
        .query("per_page", "100")
        .query("in_team", "adourity3tfdjcygcc5d7rzptw")
        .query("not_in_channel", "h68ckm5mibybugyme5cqzfykye")
        .check(async |site| {
            let users = site.mattermost.users().list();
            users.not_in_channel(team(), channel()).send().await
        })
        .await;
}

#[tokio::test]
async fn invalid_addresses_are_asked_for_by_page() {
    let page = mattermost(
        "get_users_with_invalid_emails",
        "/api/v4/users/invalid_emails",
    )
    .query("page", "1")
    .query("per_page", "2")
    .check(async |site| {
        let users = site.mattermost.users().with_invalid_emails().page_size(2);
        users.start_at("1".into()).send().await
    })
    .await;
    assert_eq!((page.items.len(), page.next), (1, None));
}

#[tokio::test]
async fn users_are_counted() {
    let count = mattermost("get_total_users_stats", "/api/v4/users/stats")
        .answer(&json!({"total_users_count": 7}))
        .check(async |site| site.mattermost.users().stats().await)
        .await;
    assert_eq!(count, 7);
}

#[tokio::test]
async fn users_are_counted_by_conditions() {
    let count = mattermost(
        "get_total_users_stats_filtered",
        "/api/v4/users/stats/filtered",
    )
    .query("in_team", "adourity3tfdjcygcc5d7rzptw")
    .query("in_channel", "h68ckm5mibybugyme5cqzfykye")
    .query("include_deleted", "true")
    .query("include_bots", "true")
    .query("include_remote_users", "false")
    .query("roles", "system_admin,system_user")
    .query("team_roles", "team_admin")
    .query("channel_roles", "channel_admin")
    .answer(&json!({"total_users_count": 7}))
    .check(async |site| {
        let stats = site.mattermost.users().stats_filtered();
        stats
            .in_team(team())
            .in_channel(channel())
            .deactivated(true)
            .bots(true)
            .remote_users(false)
            .roles(["system_admin", "system_user"])
            .team_roles(["team_admin"])
            .channel_roles(["channel_admin"])
            .send()
            .await
    })
    .await;
    assert_eq!(count, 7);
}

#[tokio::test]
async fn all_users_can_be_deleted() {
    mattermost("permanent_delete_all_users", "/api/v4/users")
        .check(async |site| site.mattermost.users().delete_all_permanently().await)
        .await;
}

#[tokio::test]
async fn one_verb_runs_for_each_of_many() {
    let server = MockServer::start().await;
    let bob = "53w76pcd1pfe5gcmpqrtfnpjqy".parse().unwrap();
    for (id, status) in [(ada(), 200), (bob, 403)] {
        Mock::given(method("DELETE"))
            .and(path(format!("/prefix/api/v4/users/{id}")))
            .respond_with(ResponseTemplate::new(status).set_body_json(json!({"status": "OK"})))
            .expect(1)
            .mount(&server)
            .await;
    }
    let client = api::mattermost(&server);
    let bob = "53w76pcd1pfe5gcmpqrtfnpjqy".parse().unwrap();
    let run = client
        .users()
        .each([ada(), bob], |user| async move { user.delete().await });
    let summary = run.concurrency(2).finish().await;
    assert_eq!((summary.succeeded.len(), summary.failed.len()), (1, 1));
}

#[tokio::test]
async fn audits_are_read_until_a_page_is_short() {
    let server = MockServer::start().await;
    let audit = json!({
        "id": "a", "create_at": 1, "user_id": ada(), "action": "/api/v4/users/login", "extra_info": "",
        "ip_address": "127.0.0.1", "session_id": "",
    });
    let first = Mock::given(path(format!("/prefix/api/v4/users/{}/audits", ada())))
        .and(query_param("per_page", "1"))
        .and(query_param_is_missing("page"));
    first
        .respond_with(ResponseTemplate::new(200).set_body_json([&audit]))
        .expect(1)
        .mount(&server)
        .await;
    Mock::given(query_param("page", "1"))
        .and(query_param("per_page", "1"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!([])))
        .expect(1)
        .mount(&server)
        .await;
    let client = api::mattermost(&server);
    let audits = client.user(ada()).audits().page_size(1).stream();
    assert_eq!(audits.try_collect::<Vec<_>>().await.unwrap().len(), 1);
}
