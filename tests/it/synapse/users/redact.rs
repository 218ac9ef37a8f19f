//! Redacting what a user has sent, and waiting for it.

use std::{collections::BTreeMap, time::Duration};

use chatadm::{
    Error, Timestamp,
    synapse::{Client, RoomId},
};
use serde_json::{Value, json};
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{method, path},
};

use super::alice;
use crate::support::{api, verb::synapse};

const REDACT: &str = "/_synapse/admin/v1/user/@a%2Fb:example.org/redact";
const STATUS: &str = "/_synapse/admin/v1/user/redact_status/r%2F1";
const LIMIT: Duration = Duration::from_secs(60);

#[tokio::test]
async fn redact_works_on_all_rooms_unless_told() {
    let answer = json!({"redact_id": "r/1"});
    synapse("redact_user_events", REDACT)
        .body(json!({"rooms": []}))
        .answer(&answer)
        .check(async |site| {
            let redaction = site.synapse.user(alice()).redact().send().await?;
            assert_eq!(redaction.id(), "r/1");
            Ok(())
        })
        .await;
    synapse("redact_user_events", REDACT)
        .body(json!({
            "rooms": ["!room/+?:example.org"], "reason": "spam", "limit": 5, "use_admin": true,
            "after_ts": 1000, "before_ts": 2000,
        }))
        .answer(&answer)
        .check(async |site| {
            let room: RoomId = "!room/+?:example.org".parse().unwrap();
            site.synapse
                .user(alice())
                .redact()
                .rooms([room])
                .reason("spam")
                .limit(5)
                .use_admin(true)
                .after(Timestamp::from_seconds(1))
                .before(Timestamp::from_seconds(2))
                .send()
                .await
                .map(drop)
        })
        .await;
}

#[tokio::test]
async fn what_the_server_would_take_for_more_is_refused_here() {
    let server = MockServer::start().await;
    let client = api::synapse(&server);
    let redact = || client.user(alice()).redact();
    let none: [RoomId; 0] = [];
    for request in [redact().rooms(none), redact().limit(0)] {
        let error = request.send().await.unwrap_err();
        assert!(matches!(error, Error::Argument { .. }), "{error:?}");
        assert_eq!(error.operation(), Some("redact_user_events"));
    }
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn status_asks_for_the_redaction_by_its_id() {
    synapse("get_redact_status", STATUS)
        .check(async |site| site.synapse.users().redaction("r/1").status().await)
        .await;
}

/// A server where the redaction goes through these states, the last one for ever.
async fn server(states: &[Value]) -> (MockServer, Client) {
    let server = MockServer::start().await;
    for (number, state) in (1..).zip(states) {
        let mock = Mock::given(method("GET"))
            .and(path(format!("/prefix{STATUS}")))
            .respond_with(ResponseTemplate::new(200).set_body_json(state));
        let mock = if number < states.len() {
            mock.up_to_n_times(1)
        } else {
            mock
        };
        mock.expect(1..).mount(&server).await;
    }
    let client = api::synapse(&server);
    (server, client)
}

#[tokio::test]
async fn wait_looks_until_the_redaction_is_complete_and_tells_what_failed() {
    let failed = json!({"$a/+?": "Not allowed"});
    let (server, client) = server(&[
        json!({"status": "scheduled"}),
        json!({"status": "complete", "failed_redactions": failed}),
    ])
    .await;
    let failed = client.users().redaction("r/1").wait(LIMIT).await.unwrap();
    let expected = [("$a/+?".parse().unwrap(), "Not allowed".to_owned())];
    assert_eq!(failed, BTreeMap::from(expected));
    assert_eq!(server.received_requests().await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_redaction_that_failed_tells_the_reason() {
    for (state, reason) in [
        (
            json!({"status": "failed", "error": "database is locked"}),
            "database is locked",
        ),
        (json!({"status": "failed"}), "the server does not say why"),
    ] {
        let (_server, client) = server(&[state]).await;
        let error = client.users().redaction("r/1").wait(LIMIT).await;
        let error = error.unwrap_err();
        assert!(matches!(error, Error::TaskFailed { .. }), "{error:?}");
        assert_eq!(
            error.to_string(),
            format!("redaction `r/1` failed on the server: {reason}")
        );
    }
}

#[tokio::test]
async fn a_redaction_that_takes_too_long_keeps_its_id() {
    let (_server, client) = server(&[json!({"status": "active"})]).await;
    let wait = client.users().redaction("r/1").wait(Duration::ZERO).await;
    let error = wait.unwrap_err();
    let Error::WaitTimedOut { id, polls, .. } = &error else {
        panic!("{error:?}")
    };
    assert_eq!((id.as_str(), *polls), ("r/1", 1));
    assert!(error.is_timeout());
}

#[tokio::test]
async fn a_redaction_that_is_forgotten_is_not_waited_for() {
    let server = MockServer::start().await;
    Mock::given(path(format!("/prefix{STATUS}")))
        .respond_with(
            ResponseTemplate::new(404)
                .set_body_json(json!({"errcode": "M_NOT_FOUND", "error": "no"})),
        )
        .expect(1)
        .mount(&server)
        .await;
    let client = api::synapse(&server);
    let wait = client.users().redaction("r/1").wait(LIMIT).await;
    assert!(wait.unwrap_err().is_not_found());
}
