//! What is sent again, how often, and what is never sent twice.

use std::time::Duration;

use chatadm::{Error, RetryPolicy, mattermost, synapse};
use serde_json::json;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate, matchers::any};

/// Answers the given statuses in turn, and 200 from then on.
struct Script(std::sync::Mutex<Vec<ResponseTemplate>>);

impl Respond for Script {
    fn respond(&self, _: &Request) -> ResponseTemplate {
        let mut left = self.0.lock().unwrap();
        if left.is_empty() {
            let body = json!({"users": [], "total": 0, "server_version": "1", "event_id": "$a"});
            return ResponseTemplate::new(200).set_body_json(body);
        }
        left.remove(0)
    }
}

async fn scripted(answers: impl IntoIterator<Item = ResponseTemplate>) -> MockServer {
    let server = MockServer::start().await;
    let script = Script(std::sync::Mutex::new(answers.into_iter().collect()));
    Mock::given(any()).respond_with(script).mount(&server).await;
    server
}

fn patient(server: &MockServer) -> synapse::Client {
    let policy = RetryPolicy::default().first_delay(Duration::from_millis(1));
    synapse::Client::builder(server.uri())
        .access_token("t")
        .retry(policy)
        .build()
        .unwrap()
}

async fn sent(server: &MockServer) -> usize {
    server.received_requests().await.unwrap().len()
}

fn status(status: u16) -> ResponseTemplate {
    ResponseTemplate::new(status)
}

fn limited() -> ResponseTemplate {
    let body = json!({"errcode": "M_LIMIT_EXCEEDED", "error": "x", "retry_after_ms": 1});
    status(429).set_body_json(body)
}

#[tokio::test]
async fn reads_survive_gateways_that_fail_and_limits() {
    let server = scripted([status(502), limited(), status(504)]).await;
    patient(&server).users().list().send().await.unwrap();
    assert_eq!(sent(&server).await, 4);
}

#[tokio::test]
async fn the_last_answer_is_given_when_attempts_run_out() {
    let server = scripted([
        status(503),
        status(503),
        status(503),
        status(502),
        status(200),
    ])
    .await;
    let error = patient(&server).users().list().send().await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(502));
    assert_eq!(sent(&server).await, 4);
}

#[tokio::test]
async fn an_unsafe_write_is_sent_once_when_its_fate_is_unknown() {
    for answer in [502, 503, 504] {
        let server = scripted([status(answer)]).await;
        let result = patient(&server)
            .raw()
            .send_server_notice()
            .body_map(|notice| notice.user_id("@a:h").content(serde_json::Map::new()))
            .send()
            .await;
        assert!(result.is_err());
        assert_eq!(sent(&server).await, 1, "{answer}");
    }
}

#[tokio::test]
async fn an_unsafe_write_is_sent_again_for_callers_who_say_that_it_is_harmless() {
    let server = scripted([status(503)]).await;
    let policy = RetryPolicy::default()
        .first_delay(Duration::from_millis(1))
        .danger_assume_idempotent();
    let client = synapse::Client::builder(server.uri())
        .access_token("t")
        .retry(policy)
        .build()
        .unwrap();
    let request = client.raw().send_server_notice();
    let notice = request
        .body_map(|notice| notice.user_id("@a:h").content(serde_json::Map::new()))
        .send();
    notice.await.unwrap();
    assert_eq!(sent(&server).await, 2);
}

#[tokio::test]
async fn an_unsafe_write_that_was_refused_for_its_pace_is_sent_again() {
    let server = scripted([limited(), limited()]).await;
    patient(&server)
        .raw()
        .send_server_notice()
        .body_map(|notice| notice.user_id("@a:h").content(serde_json::Map::new()))
        .send()
        .await
        .unwrap();
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 3);
    assert!(
        requests
            .iter()
            .all(|request| request.body == requests[0].body),
        "no body is lost"
    );
    assert!(!requests[0].body.is_empty());
}

#[tokio::test]
async fn a_wait_longer_than_anybody_wants_is_an_error_at_once() {
    let server = scripted([status(429).insert_header("retry-after", "86400")]).await;
    let error = patient(&server).users().list().send().await.unwrap_err();
    assert!(error.is_rate_limited(), "{error:?}");
    assert_eq!(sent(&server).await, 1);
}

#[tokio::test]
async fn other_failures_are_not_tried_again() {
    for answer in [400, 401, 403, 404, 500, 501] {
        let server = scripted([status(answer)]).await;
        patient(&server).users().list().send().await.unwrap_err();
        assert_eq!(sent(&server).await, 1, "{answer}");
    }
}

#[tokio::test]
async fn a_body_that_streams_is_never_replaced_by_an_empty_one() {
    let server = scripted([status(429), status(200)]).await;
    let client = mattermost::Client::builder(server.uri())
        .access_token("t")
        .build()
        .unwrap();
    let chunks = wiremock_stream(vec!["first", "second"]);
    let result = client
        .raw()
        .set_profile_image(
            &"me".parse().unwrap(),
            "a.png",
            reqwest::Body::wrap_stream(chunks),
        )
        .await;
    assert!(result.is_err());
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 1);
    assert!(String::from_utf8_lossy(&requests[0].body).contains("firstsecond"));
}

fn wiremock_stream(
    chunks: Vec<&'static str>,
) -> impl futures_core::Stream<Item = Result<&'static str, std::io::Error>> + Send + 'static {
    struct Chunks(std::vec::IntoIter<&'static str>);
    impl futures_core::Stream for Chunks {
        type Item = Result<&'static str, std::io::Error>;
        fn poll_next(
            mut self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            std::task::Poll::Ready(self.0.next().map(Ok))
        }
    }
    Chunks(chunks.into_iter())
}

#[tokio::test]
async fn an_answer_over_the_limit_is_refused() {
    let body = json!({"users": [], "total": 0, "padding": "x".repeat(2000)});
    let server = scripted([status(200).set_body_json(body)]).await;
    let client = synapse::Client::builder(server.uri())
        .body_limit(1000)
        .build()
        .unwrap();
    let error = client.users().list().send().await.unwrap_err();
    assert!(matches!(error, Error::Decode { .. }), "{error:?}");
    assert!(
        chatadm::Report(&error).to_string().contains("1000 bytes"),
        "{}",
        chatadm::Report(&error)
    );
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_carries_nothing_elsewhere() {
    let elsewhere = scripted([]).await;
    let server = scripted([status(307).insert_header("location", elsewhere.uri())]).await;
    let error = patient(&server).users().list().send().await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(307));
    assert_eq!(sent(&elsewhere).await, 0);
}
