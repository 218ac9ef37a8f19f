//! Verbs on users.

use chatadm::synapse::UserId;
use serde_json::json;

use crate::support::verb::synapse;

fn alice() -> UserId {
    "@a/b:example.org".parse().unwrap()
}

#[tokio::test]
async fn get_asks_for_one_account() {
    let user = synapse("get_user", "/_synapse/admin/v2/users/@a%2Fb:example.org")
        .check(async |site| site.synapse.user(alice()).get().await)
        .await;
    assert!(user.admin);
}

#[tokio::test]
async fn get_opt_makes_nothing_of_not_found() {
    let verb = synapse("get_user", "/_synapse/admin/v2/users/@a%2Fb:example.org");
    let user = verb
        .not_an_error(404)
        .check(async |site| site.synapse.user(alice()).get_opt().await)
        .await;
    assert!(user.is_some());
}

#[tokio::test]
async fn deactivate_says_what_is_to_be_erased() {
    synapse(
        "deactivate_user",
        "/_synapse/admin/v1/deactivate/@a%2Fb:example.org",
    )
    .body(json!({"erase": true}))
    .check(async |site| {
        site.synapse
            .user(alice())
            .deactivate()
            .erase(true)
            .send()
            .await
    })
    .await;
}
