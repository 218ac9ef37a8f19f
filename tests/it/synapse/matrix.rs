//! Logging in and out, and finding rooms.

use chatadm::{
    Error, RetryPolicy,
    synapse::{Client, DeviceId, Login, RoomAlias},
};
use serde_json::{Value, json};
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{header, method, path},
};

use crate::support::{
    api::{Site, TOKEN},
    verb::synapse,
};

const LOGIN: &str = "/_matrix/client/v3/login";

#[tokio::test]
async fn whoami_asks_whose_the_token_is() {
    synapse("whoami", "/_matrix/client/v3/account/whoami")
        .check(async |site| site.synapse.whoami().await)
        .await;
}

#[tokio::test]
async fn logout_sends_no_body() {
    synapse("logout", "/_matrix/client/v3/logout")
        .check(async |site| site.synapse.logout().await)
        .await;
}

fn session() -> Value {
    json!({
        "user_id": "@a/b:example.org", "access_token": "planted-session",
        "home_server": "example.org", "device_id": "DEV/ICE",
    })
}

async fn log_in(site: &Site, login: Login) -> Result<chatadm::synapse::Session, Error> {
    let builder = Client::builder(format!("{}/prefix", site.server.uri()));
    // The token is one of before, and not for this request.
    let builder = builder.access_token(TOKEN).retry(RetryPolicy::NONE);
    builder.login(login).await
}

#[tokio::test]
async fn a_login_names_user_password_and_device() {
    let device = || DeviceId::try_from("DEV/ICE").unwrap();
    let session = synapse("login", LOGIN)
        .body(json!({
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": "@a/b:example.org"},
            "password": "planted-password",
            "device_id": "DEV/ICE",
            "initial_device_display_name": "nightly",
        }))
        .answer(&session())
        .check(async |site| {
            let login = Login::new("@a/b:example.org", "planted-password");
            log_in(site, login.device_id(device()).device_name("nightly")).await
        })
        .await;
    assert_eq!(session.user_id.as_str(), "@a/b:example.org");
    assert_eq!(session.device_id, device());
    assert_eq!(session.access_token.expose(), "planted-session");
}

#[tokio::test]
async fn a_local_part_is_enough_to_log_in() {
    synapse("login", LOGIN)
        .body(json!({
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": "alice"},
            "password": "planted-password",
        }))
        .answer(&session())
        .check(async |site| log_in(site, Login::new("alice", "planted-password")).await)
        .await;
}

#[tokio::test]
async fn the_client_of_a_session_sends_its_token() {
    let site = Site::start().await;
    Mock::given(path(format!("/prefix{LOGIN}")))
        .respond_with(ResponseTemplate::new(200).set_body_json(session()))
        .mount(&site.server)
        .await;
    let owner = json!({"user_id": "@a/b:example.org", "is_guest": false});
    Mock::given(path("/prefix/_matrix/client/v3/account/whoami"))
        .and(header("authorization", "Bearer planted-session"))
        .respond_with(ResponseTemplate::new(200).set_body_json(owner))
        .expect(1)
        .mount(&site.server)
        .await;
    let session = log_in(&site, Login::new("alice", "x")).await.unwrap();
    let owner = session.client.whoami().await.unwrap();
    assert_eq!(owner.user_id, session.user_id);
}

#[tokio::test]
async fn a_login_whose_fate_is_unknown_is_sent_once() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(503))
        .expect(1)
        .mount(&server)
        .await;
    let builder = Client::builder(server.uri());
    let error = builder.login(Login::new("alice", "x")).await.unwrap_err();
    assert!(error.is_server_error(), "{error}");
}

#[tokio::test]
async fn passwords_and_tokens_of_sessions_never_print() {
    let login = Login::new("alice", "planted-password");
    let text = format!("{login:?}");
    assert!(
        text.contains("alice") && !text.contains("planted"),
        "{text}"
    );
    let site = Site::start().await;
    Mock::given(path(format!("/prefix{LOGIN}")))
        .respond_with(ResponseTemplate::new(200).set_body_json(session()))
        .mount(&site.server)
        .await;
    let session = log_in(&site, login).await.unwrap();
    let text = format!("{session:?}");
    assert!(
        text.contains("DEV/ICE") && !text.contains("planted"),
        "{text}"
    );
}

#[tokio::test]
async fn an_alias_is_resolved_by_its_one_segment() {
    let site = Site::start().await;
    Mock::given(method("GET"))
        .and(path(
            "/prefix/_matrix/client/v3/directory/room/%23al%2Fias%3F%C3%BC:example.org",
        ))
        .and(header("authorization", format!("Bearer {TOKEN}")))
        .respond_with(
            ResponseTemplate::new(200)
                .set_body_json(json!({"room_id": "!room:example.org", "servers": ["example.org"]})),
        )
        .expect(1)
        .mount(&site.server)
        .await;
    let alias: RoomAlias = "#al/ias?ü:example.org".parse().unwrap();
    let room = site.synapse.resolve_alias(&alias).await.unwrap();
    assert_eq!(room.as_str(), "!room:example.org");
    site.server.reset().await;
    let missing = json!({"errcode": "M_NOT_FOUND", "error": "no"});
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(404).set_body_json(missing))
        .mount(&site.server)
        .await;
    let error = site.synapse.resolve_alias(&alias).await.unwrap_err();
    assert!(error.is_not_found() && error.code().is_some(), "{error}");
}
