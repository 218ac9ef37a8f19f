//! Sending notices, once each.

use std::time::Duration;

use chatadm::{
    RetryPolicy,
    synapse::{Client, NoticeContent, UserId},
};
use serde_json::{Value, json};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::method};

use crate::support::verb::synapse;

const PATH: &str = "/_synapse/admin/v1/send_server_notice/t%2F1";

fn alice() -> UserId {
    "@a/b:example.org".parse().unwrap()
}

#[tokio::test]
async fn a_text_is_an_ordinary_message() {
    let event = synapse("send_server_notice_txn", PATH)
        .body(json!({
            "user_id": "@a/b:example.org", "content": {"msgtype": "m.text", "body": "hello"},
        }))
        .answer(&json!({"event_id": "$event"}))
        .check(async |site| {
            let notice = site.synapse.server_notices().send(alice(), "hello");
            notice.transaction("t/1").send().await
        })
        .await;
    assert_eq!(event.as_str(), "$event");
}

#[tokio::test]
async fn html_comes_with_its_plain_text() {
    synapse("send_server_notice_txn", PATH)
        .body(json!({
            "user_id": "@a/b:example.org",
            "content": {
                "msgtype": "m.text", "body": "hello", "format": "org.matrix.custom.html",
                "formatted_body": "<b>hello</b>",
            },
        }))
        .check(async |site| {
            let content = NoticeContent::html("hello", "<b>hello</b>");
            let notice = site.synapse.server_notices().send(alice(), content);
            notice.transaction("t/1").send().await
        })
        .await;
}

#[tokio::test]
async fn any_event_can_be_sent() {
    synapse("send_server_notice_txn", PATH)
        .body(json!({
            "user_id": "@a/b:example.org", "content": {"any": [1]}, "type": "org.example",
            "state_key": "",
        }))
        .check(async |site| {
            let Value::Object(content) = json!({"any": [1]}) else {
                unreachable!()
            };
            let notice = site.synapse.server_notices().send(alice(), content);
            let notice = notice.event_type("org.example").state_key("");
            notice.transaction("t/1").send().await
        })
        .await;
}

#[tokio::test]
async fn a_repeat_has_the_same_transaction_id_and_another_notice_has_another() {
    let server = MockServer::start().await;
    Mock::given(method("PUT"))
        .respond_with(ResponseTemplate::new(503))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(method("PUT"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({"event_id": "$event"})))
        .mount(&server)
        .await;
    let policy = RetryPolicy::default().first_delay(Duration::from_millis(1));
    let client = Client::builder(server.uri()).retry(policy).build().unwrap();
    let notice = client.server_notices().send(alice(), "hello");
    let id = notice.transaction_id().to_owned();
    notice.clone().send().await.unwrap();
    notice.send().await.unwrap();
    let other = client.server_notices().send(alice(), "hello");
    assert_ne!(other.transaction_id(), id);

    let requests = server.received_requests().await.unwrap();
    let paths: Vec<&str> = requests.iter().map(|request| request.url.path()).collect();
    let path = format!("/_synapse/admin/v1/send_server_notice/{id}");
    assert_eq!(paths, [&*path; 3], "once refused, once sent, once again");
}
