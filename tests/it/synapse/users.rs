//! Verbs on users.

use chatadm::synapse::UserId;
use serde_json::{Value, json};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers};

use crate::support::verb::synapse;

mod access;
mod changes;
mod controls;
mod devices;
mod find;
mod lists;
mod media;
mod records;
mod redact;

fn alice() -> UserId {
    "@a/b:example.org".parse().unwrap()
}

/// The path of the account, as a URL has it.
const ALICE: &str = "/_synapse/admin/v2/users/@a%2Fb:example.org";

/// The details of an account.
fn account() -> Value {
    json!({
        "name": "@a/b:example.org", "admin": false, "deactivated": false, "locked": false,
        "shadow_banned": false, "creation_ts": 1, "appservice_id": null,
        "consent_server_notice_sent": null, "consent_version": null, "consent_ts": null,
        "user_type": null, "is_guest": false, "displayname": null, "avatar_url": null,
        "threepids": [], "external_ids": [], "erased": false, "last_seen_ts": null,
    })
}

/// Answers each request for a method and path, as often as it is expected.
async fn expect(
    server: &MockServer,
    method: &str,
    path: &str,
    times: u64,
    status: u16,
    body: Value,
) {
    Mock::given(matchers::method(method))
        .and(matchers::path(format!("/prefix{path}")))
        .respond_with(ResponseTemplate::new(status).set_body_json(body))
        .expect(times)
        .mount(server)
        .await;
}

/// The bodies of the requests with this method that a server got.
async fn bodies(server: &MockServer, method: &str) -> Vec<Value> {
    let requests = server.received_requests().await.unwrap();
    requests
        .iter()
        .filter(|request| request.method.as_str() == method)
        .map(|request| serde_json::from_slice(&request.body).unwrap())
        .collect()
}

#[tokio::test]
async fn get_asks_for_one_account() {
    let user = synapse("get_user", ALICE)
        .check(async |site| site.synapse.user(alice()).get().await)
        .await;
    assert!(user.admin);
}

#[tokio::test]
async fn get_opt_makes_nothing_of_not_found() {
    let user = synapse("get_user", ALICE)
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
