//! What every call has in common: guarded paths, typed failures, secrets that never print.

use chatadm::{Error, Report, synapse};
use reqwest::StatusCode;
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::any};

use crate::support::api;

async fn answering(template: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(template)
        .mount(&server)
        .await;
    server
}

#[tokio::test]
async fn path_arguments_that_no_url_can_carry_are_refused() {
    let server = answering(ResponseTemplate::new(200)).await;
    let client = api::synapse(&server);
    for token in ["", ".", ".."] {
        let result = client
            .raw()
            .get_registration_token()
            .token(token)
            .send()
            .await;
        assert!(
            matches!(result, Err(synapse::raw::Error::InvalidRequest(_))),
            "{token:?}"
        );
        let result = client
            .raw()
            .delete_media()
            .server_name("h")
            .media_id(token)
            .send()
            .await;
        assert!(
            matches!(result, Err(synapse::raw::Error::InvalidRequest(_))),
            "{token:?}"
        );
    }
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_malformed_identifier_says_what_it_should_be() {
    let server = answering(ResponseTemplate::new(200)).await;
    let error = api::synapse(&server)
        .raw()
        .get_user()
        .user_id("alice")
        .send()
        .await
        .unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("`user_id`") && text.contains("@alice:example.org"),
        "{text}"
    );
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn failures_keep_operation_and_status_whatever_the_body() {
    for (status, body) in [
        (502, "<html><body>Bad Gateway</body></html>"),
        (404, ""),
        (403, r#"{"errcode": "M_FORB"#),
        (302, "moved"),
        (
            500,
            r#"{"errcode": "M_UNKNOWN", "error": "Internal server error"}"#,
        ),
    ] {
        let server = answering(ResponseTemplate::new(status).set_body_string(body)).await;
        let error = api::synapse(&server)
            .users()
            .list()
            .send()
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Api(_)), "{error:?}");
        assert_eq!(error.operation(), Some("list_users_v2"));
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
    }
}

#[tokio::test]
async fn a_success_that_cannot_be_decoded_is_typed_and_keeps_its_status() {
    for (status, body) in [
        (200, r#"{"users": [{"name": "@a:h""#),
        (200, "<html>welcome</html>"),
        (200, ""),
        (203, "null"),
        (200, r#"{"users": [{"name": 7}], "total": 1}"#),
    ] {
        let server = answering(ResponseTemplate::new(status).set_body_string(body)).await;
        let error = api::synapse(&server)
            .users()
            .list()
            .send()
            .await
            .unwrap_err();
        let Error::Decode {
            operation,
            status: kept,
            excerpt,
            ..
        } = &error
        else {
            panic!("{error:?}")
        };
        assert_eq!((*operation, kept.as_u16()), ("list_users_v2", status));
        assert_eq!(excerpt, body);
    }
}

#[tokio::test]
async fn the_raw_client_sees_the_answer_it_cannot_decode() {
    let server = answering(ResponseTemplate::new(200).set_body_string("<html>")).await;
    let result = api::synapse(&server)
        .raw()
        .get_server_version()
        .send()
        .await;
    let Err(synapse::raw::Error::UnexpectedResponse(response)) = result else {
        panic!("{result:?}")
    };
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.text().await.unwrap(), "<html>");
}

#[tokio::test]
async fn an_unreachable_server_is_a_transport_error() {
    // Nothing listens on the discard port of a test machine.
    let client = synapse::Client::builder("http://127.0.0.1:9")
        .retry(chatadm::RetryPolicy::NONE)
        .build()
        .unwrap();
    let error = client.users().list().send().await.unwrap_err();
    assert!(matches!(error, Error::Transport { .. }), "{error:?}");
    assert_eq!(error.operation(), Some("list_users_v2"));
    assert!(
        !Report(&error).to_string().contains("127.0.0.1"),
        "addresses stay out of error texts"
    );
}

#[tokio::test]
async fn secrets_never_print() {
    let body = r#"{"user_id": "@a:h", "access_token": "planted-answer", "device_id": 7}"#;
    let server = answering(
        ResponseTemplate::new(200)
            .set_body_string(body)
            .insert_header("Token", "planted-header"),
    )
    .await;
    let client = api::synapse(&server);
    let request = client.raw().login().body_map(|login| {
        login
            .type_("m.login.password".to_owned())
            .password(Some("planted-password".into()))
    });
    let before = format!("{client:?} {request:?}");
    let error = request.send().await.unwrap_err();
    let printed = format!("{before} {error:?}");
    assert!(printed.contains("authenticated: true"), "{printed}");
    assert!(!printed.contains("planted"), "{printed}");
}
