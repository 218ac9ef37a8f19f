//! Searching users by part of a name.

use serde_json::json;

use super::{channel, team};
use crate::support::verb::mattermost;

#[tokio::test]
async fn a_search_needs_a_term() {
    mattermost("search_users", "/api/v4/users/search")
        .body(json!({"term": "ada"}))
        .check(async |site| site.mattermost.users().search("ada").send().await)
        .await;
}

#[tokio::test]
async fn a_search_takes_every_condition() {
    mattermost("search_users", "/api/v4/users/search")
        .body(json!({
            "term": "ada", "team_id": "adourity3tfdjcygcc5d7rzptw",
            "not_in_team_id": "adourity3tfdjcygcc5d7rzptw", "in_channel_id": "h68ckm5mibybugyme5cqzfykye",
            "not_in_channel_id": "h68ckm5mibybugyme5cqzfykye", "in_group_id": "g1", "not_in_group_id": "g2",
            "group_constrained": true, "allow_inactive": true, "without_team": false, "limit": 1000,
            "role": "system_admin", "roles": ["system_user", "system_admin"], "team_roles": ["team_admin"],
            "channel_roles": ["channel_admin"],
        }))
        .check(async |site| {
            let search = site.mattermost.users().search("ada");
            search
                .in_team(team())
                .not_in_team(team())
                .in_channel(channel())
                .not_in_channel(team(), channel())
                .in_group("g1")
                .not_in_group("g2")
                .group_constrained(true)
                .deactivated(true)
                .without_team(false)
                .limit(1000)
                .role("system_admin")
                .roles(["system_user", "system_admin"])
                .team_roles(["team_admin"])
                .channel_roles(["channel_admin"])
                .send()
                .await
        })
        .await;
}

#[tokio::test]
async fn suggestions_use_the_names_that_the_server_reads() {
    mattermost("autocomplete_users", "/api/v4/users/autocomplete")
        .query("name", "ad")
        .query("in_team", "adourity3tfdjcygcc5d7rzptw")
        .query("in_channel", "h68ckm5mibybugyme5cqzfykye")
        .query("limit", "5")
        .check(async |site| {
            let users = site.mattermost.users().autocomplete("ad");
            users.in_channel(team(), channel()).limit(5).send().await
        })
        .await;
    mattermost("autocomplete_users", "/api/v4/users/autocomplete")
        .query("name", "")
        .query("in_team", "adourity3tfdjcygcc5d7rzptw")
        .check(async |site| {
            let users = site.mattermost.users().autocomplete("");
            users.in_team(team()).send().await
        })
        .await;
}
