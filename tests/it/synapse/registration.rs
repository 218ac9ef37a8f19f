//! Registration with the shared secret.

use std::time::Duration;

use chatadm::{
    RetryPolicy,
    synapse::{Client, DeviceId},
};
use serde_json::{Value, json};
use wiremock::{Mock, ResponseTemplate, matchers::method};

use crate::support::api::Site;

const PATH: &str = "/_synapse/admin/v1/register";

fn registered() -> Value {
    json!({
        "user_id": "@alice:example.org", "home_server": "example.org",
        "access_token": "planted-session", "device_id": "DEVICE",
    })
}

/// A server that hands out this nonce and registers everybody.
async fn open(nonce: &str) -> Site {
    let site = Site::start().await;
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({"nonce": nonce})))
        .mount(&site.server)
        .await;
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(200).set_body_json(registered()))
        .mount(&site.server)
        .await;
    site
}

/// The body of the second request, having looked at both.
async fn body(site: &Site) -> Value {
    let requests = site.server.received_requests().await.unwrap();
    let [nonce, register] = &requests[..] else {
        panic!("{requests:?}")
    };
    for (request, verb) in [(nonce, "GET"), (register, "POST")] {
        assert_eq!(request.method.as_str(), verb);
        assert_eq!(request.url.path(), format!("/prefix{PATH}"));
        assert_eq!(request.url.query(), None);
        assert!(!request.headers.contains_key("authorization"));
    }
    assert!(nonce.body.is_empty());
    serde_json::from_slice(&register.body).unwrap()
}

#[tokio::test]
async fn the_code_is_the_one_that_a_server_accepts() {
    let vectors = include_str!("../../fixtures/registration_mac_vectors.json");
    let vectors: Vec<Value> = serde_json::from_str(vectors).unwrap();
    assert_eq!(vectors.len(), 5);
    for vector in vectors {
        let field = |key: &str| vector[key].as_str().unwrap();
        let site = open(field("nonce")).await;
        let registration = site.synapse.registration(field("shared_secret"));
        let mut request = registration
            .register(field("username"), field("password"))
            .admin(vector["admin"].as_bool().unwrap());
        if let Some(user_type) = vector["user_type"].as_str() {
            request = request.user_type(user_type);
        }
        request.send().await.unwrap();
        let mut expected = vector.clone();
        let fields = expected.as_object_mut().unwrap();
        fields.remove("shared_secret");
        fields.retain(|_, value| !value.is_null());
        assert_eq!(body(&site).await, expected);
    }
}

#[tokio::test]
async fn register_says_how_the_user_is_logged_in() {
    let site = open("n").await;
    let request = site.synapse.registration("secret").register("alice", "pw");
    let user = request
        .displayname("Alice")
        .log_in(false)
        .device_id(DeviceId::try_from("DEV/ICE").unwrap())
        .device_name("first")
        .refresh_token(true)
        .send()
        .await
        .unwrap();
    assert_eq!(user.access_token.unwrap().expose(), "planted-session");
    let mut body = body(&site).await;
    body.as_object_mut().unwrap().remove("mac");
    assert_eq!(
        body,
        json!({
            "nonce": "n", "username": "alice", "password": "pw", "admin": false,
            "displayname": "Alice", "inhibit_login": true, "device_id": "DEV/ICE",
            "initial_device_display_name": "first", "refresh_token": true,
        })
    );
}

#[tokio::test]
async fn a_nonce_that_is_not_to_be_had_ends_it() {
    let site = Site::start().await;
    let refusal = json!({"errcode": "M_UNRECOGNIZED", "error": "no"});
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(404).set_body_json(refusal))
        .expect(1)
        .mount(&site.server)
        .await;
    let registration = site.synapse.registration("secret");
    let error = registration
        .register("alice", "pw")
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.operation(), Some("get_registration_nonce"));
    assert!(error.is_not_found());
}

#[tokio::test]
async fn each_refusal_of_the_account_is_its_error() {
    for (status, code) in [
        (400, "M_USER_IN_USE"),
        (403, "M_UNKNOWN"),
        (404, "M_UNRECOGNIZED"),
        (500, "M_UNKNOWN"),
    ] {
        let site = Site::start().await;
        Mock::given(method("GET"))
            .respond_with(ResponseTemplate::new(200).set_body_json(json!({"nonce": "n"})))
            .mount(&site.server)
            .await;
        let refusal = json!({"errcode": code, "error": "no"});
        Mock::given(method("POST"))
            .respond_with(ResponseTemplate::new(status).set_body_json(refusal))
            .mount(&site.server)
            .await;
        let registration = site.synapse.registration("secret");
        let error = registration
            .register("alice", "pw")
            .send()
            .await
            .unwrap_err();
        assert_eq!(error.operation(), Some("register_user_with_shared_secret"));
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(
            (error.is_bad_request(), error.is_forbidden()),
            (status == 400, status == 403)
        );
    }
}

#[tokio::test]
async fn a_nonce_is_never_used_twice() {
    let site = Site::start().await;
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({"nonce": "n"})))
        .mount(&site.server)
        .await;
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(503))
        .expect(1)
        .mount(&site.server)
        .await;
    let policy = RetryPolicy::default().first_delay(Duration::from_millis(1));
    let client = Client::builder(site.server.uri()).retry(policy).build();
    let client = client.unwrap();
    let registration = client.registration("secret");
    let error = registration
        .register("alice", "pw")
        .send()
        .await
        .unwrap_err();
    assert!(error.is_server_error());
}

#[tokio::test]
async fn neither_secret_nor_password_nor_code_prints() {
    let site = open("n").await;
    let registration = site.synapse.registration("planted-secret");
    let request = registration.register("alice", "planted-password");
    let text = format!("{registration:?} {request:?}");
    assert!(
        text.contains("alice") && !text.contains("planted"),
        "{text}"
    );
    let user = request.send().await.unwrap();
    assert!(!format!("{user:?}").contains("planted"));
    let refusal = json!({"errcode": "M_UNKNOWN", "error": "no"});
    let site = Site::start().await;
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({"nonce": "n"})))
        .mount(&site.server)
        .await;
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(403).set_body_json(refusal))
        .mount(&site.server)
        .await;
    let registration = site.synapse.registration("planted-secret");
    let request = registration.register("alice", "planted-password");
    let error = request.send().await.unwrap_err();
    let mac = body(&site).await["mac"].as_str().unwrap().to_owned();
    let text = format!("{error:?} {error}");
    assert!(!text.contains("planted") && !text.contains(&mac), "{text}");
}
