//! The facade without a runtime at the call site.

use chatadm::{
    RetryPolicy,
    blocking::{Block as _, Iterate as _},
    mattermost, synapse,
};
use serde_json::json;
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{path, query_param, query_param_is_missing},
};

fn answer(body: &serde_json::Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

fn user(name: &str) -> serde_json::Value {
    json!({
        "name": name, "user_type": null, "is_guest": false, "admin": false, "deactivated": false,
        "shadow_banned": false, "displayname": null, "avatar_url": null, "creation_ts": 1000,
        "erased": false, "last_seen_ts": null, "locked": false,
    })
}

#[test]
fn calls_wait_and_streams_are_iterators() {
    let server = MockServer::start().block();
    let list = "/_synapse/admin/v2/users";
    Mock::given(path(list))
        .and(query_param_is_missing("from"))
        .respond_with(answer(
            &json!({"users": [user("@a:h"), user("@b:h")], "next_token": "2", "total": 3}),
        ))
        .expect(1)
        .mount(&server)
        .block();
    Mock::given(path(list))
        .and(query_param("from", "2"))
        .respond_with(answer(&json!({"users": [user("@c:h")], "total": 3})))
        .expect(1)
        .mount(&server)
        .block();
    let client = synapse::Client::builder(server.uri()).build().unwrap();
    let names: Vec<String> = client
        .users()
        .list()
        .stream()
        .iterate()
        .map(|user| user.unwrap().name.to_string())
        .collect();
    assert_eq!(names, ["@a:h", "@b:h", "@c:h"]);
    let missing = client.user("@x:h".parse::<synapse::UserId>().unwrap());
    assert!(missing.get_opt().block().unwrap().is_none());
}

#[test]
fn attempts_pauses_and_bulk_work_need_no_runtime_either() {
    let server = MockServer::start().block();
    Mock::given(path("/api/v4/users"))
        .respond_with(ResponseTemplate::new(503))
        .up_to_n_times(1)
        .mount(&server)
        .block();
    Mock::given(path("/api/v4/users"))
        .respond_with(answer(&json!([])))
        .mount(&server)
        .block();
    let policy = RetryPolicy::default().first_delay(std::time::Duration::from_millis(1));
    let client = mattermost::Client::builder(server.uri())
        .retry(policy)
        .build()
        .unwrap();
    assert!(
        client
            .users()
            .list()
            .send()
            .block()
            .unwrap()
            .items
            .is_empty()
    );
    let run = chatadm::Bulk::new(0..3, |key| async move { Ok(key * 2) }).rate(1000.0);
    let mut outcomes = run.iterate();
    let first = outcomes.next().unwrap();
    assert_eq!(first.result.unwrap(), first.key * 2);
    assert_eq!(outcomes.get_ref().progress().done(), 1);
    outcomes.get_mut().stop();
    assert!(outcomes.count() <= 2);
}

#[test]
fn inside_a_runtime_it_says_that_it_cannot_wait() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let outcome = std::panic::catch_unwind(|| runtime.block_on(async { async {}.block() }));
    assert!(outcome.is_err());
}
