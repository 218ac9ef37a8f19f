//! What the server has recorded of a user.

use std::collections::BTreeMap;

use chatadm::{Timestamp, synapse::types::WhoisConnection};
use serde_json::{Value, json};

use super::alice;
use crate::support::verb::synapse;

fn info() -> Value {
    let connection = |ip: &str| json!({"ip": ip, "last_seen": 5, "user_agent": "x"});
    json!({
        "user_id": alice(),
        "devices": {"": {"sessions": [
            {"connections": [connection("10.0.0.1"), connection("::1")]},
        ]}},
    })
}

fn addresses(connections: &[WhoisConnection]) -> Vec<&str> {
    connections
        .iter()
        .map(|connection| connection.ip.as_str())
        .collect()
}

#[tokio::test]
async fn whois_gives_connections_without_the_groups_that_mean_nothing() {
    let connections = synapse("whois_user", "/_synapse/admin/v1/whois/@a%2Fb:example.org")
        .answer(&info())
        .check(async |site| site.synapse.user(alice()).whois().await)
        .await;
    assert_eq!(addresses(&connections), ["10.0.0.1", "::1"]);
    let connections = synapse(
        "client_whois_user",
        "/_matrix/client/v3/admin/whois/@a%2Fb:example.org",
    )
    .answer(&info())
    .check(async |site| site.synapse.user(alice()).client_whois().await)
    .await;
    assert_eq!(addresses(&connections), ["10.0.0.1", "::1"]);
}

#[tokio::test]
async fn pushers_and_account_data_come_without_their_envelopes() {
    let pushers = synapse(
        "list_user_pushers",
        "/_synapse/admin/v1/users/@a%2Fb:example.org/pushers",
    )
    .check(async |site| site.synapse.user(alice()).pushers().await)
    .await;
    assert_eq!(pushers.len(), 1);
    let data = synapse(
        "get_user_account_data",
        "/_synapse/admin/v1/users/@a%2Fb:example.org/accountdata",
    )
    .answer(&json!({"account_data": {"global": {"x": {"y": 1}}, "rooms": {}}}))
    .check(async |site| site.synapse.user(alice()).account_data().await)
    .await;
    assert_eq!(data.global["x"], json!({"y": 1}));
}

#[tokio::test]
async fn rooms_come_by_id() {
    let memberships = synapse(
        "list_user_memberships",
        "/_synapse/admin/v1/users/@a%2Fb:example.org/memberships",
    )
    .answer(&json!({"memberships": {"!a:h": "join", "!b": "ban"}}))
    .check(async |site| site.synapse.user(alice()).memberships().await)
    .await;
    let expected = [("!a:h", "join"), ("!b", "ban")];
    let expected = expected.map(|(room, state)| (room.parse().unwrap(), state.to_owned()));
    assert_eq!(memberships, BTreeMap::from(expected));
    let rooms = synapse(
        "list_user_joined_rooms",
        "/_synapse/admin/v1/users/@a%2Fb:example.org/joined_rooms",
    )
    .answer(&json!({"joined_rooms": ["!a:h", "!b"], "total": 2}))
    .check(async |site| site.synapse.user(alice()).joined_rooms().await)
    .await;
    let expected = ["!a:h", "!b"].map(|room| room.parse().unwrap());
    assert_eq!(rooms, expected);
}

#[tokio::test]
async fn counts_begin_at_a_moment_or_at_the_beginning() {
    for (from, sent) in [(None, "0"), (Some(Timestamp::from_millis(1500)), "1500")] {
        let count = synapse(
            "get_user_sent_invite_count",
            "/_synapse/admin/v1/users/@a%2Fb:example.org/sent_invite_count",
        )
        .query("from_ts", sent)
        .answer(&json!({"invite_count": 4}))
        .check(async |site| site.synapse.user(alice()).sent_invite_count(from).await)
        .await;
        assert_eq!(count, 4);
        let count = synapse(
            "get_user_cumulative_joined_room_count",
            "/_synapse/admin/v1/users/@a%2Fb:example.org/cumulative_joined_room_count",
        )
        .query("from_ts", sent)
        .answer(&json!({"cumulative_joined_room_count": 9}))
        .check(async |site| {
            let user = site.synapse.user(alice());
            user.cumulative_joined_room_count(from).await
        })
        .await;
        assert_eq!(count, 9);
    }
}
