//! The operations that a generator cannot write.

use chatadm::mattermost::{self, types};
use serde_json::{Value, json};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::any};

use crate::support::{
    api::{self, Refusal, TOKEN},
    dispatch::{Body, Reply},
};

/// What is written by hand in the Mattermost client.
pub(crate) const OPERATIONS: &[&str] = &["login_by_cws_token", "set_profile_image"];

/// Calls one of them through the raw client.
pub(crate) async fn call(client: &mattermost::Client, operation: &str) -> Result<Reply, Refusal> {
    let raw = client.raw();
    let (status, body) = if operation == "login_by_cws_token" {
        (
            raw.login_by_cws_token(&login()).await?.status(),
            Value::Null,
        )
    } else {
        let me = "me".parse().unwrap();
        let answer = raw
            .set_profile_image(&me, "a.png", vec![0x89, 0x50])
            .await?;
        (
            answer.status(),
            serde_json::to_value(answer.into_inner()).unwrap(),
        )
    };
    Ok(Reply {
        status: status.as_u16(),
        body: Body::Json(body),
    })
}

fn login() -> types::CwsLogin {
    types::CwsLogin::builder()
        .login_id("ada@example.org".to_owned())
        .cws_token(Some("planted & secret".into()))
        .try_into()
        .unwrap()
}

#[tokio::test]
async fn a_profile_image_is_sent_as_a_file_part_named_image() {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(200).set_body_json(json!({"status": "OK"}));
    Mock::given(any())
        .respond_with(answer)
        .expect(1)
        .mount(&server)
        .await;
    call(&api::mattermost(&server), "set_profile_image")
        .await
        .unwrap();
    let request = &server.received_requests().await.unwrap()[0];
    assert_eq!(request.method.as_str(), "POST");
    assert_eq!(request.url.path(), "/prefix/api/v4/users/me/image");
    assert_eq!(request.headers["authorization"], format!("Bearer {TOKEN}"));
    let kind = request.headers["content-type"].to_str().unwrap();
    assert!(kind.starts_with("multipart/form-data; boundary="), "{kind}");
    let body = String::from_utf8_lossy(&request.body);
    assert!(body.contains(r#"name="image"; filename="a.png""#), "{body}");
}

#[tokio::test]
async fn a_cloud_login_sends_a_form_and_does_not_follow_the_redirect() {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(302)
        .insert_header("location", "/elsewhere")
        .insert_header("set-cookie", "MMAUTHTOKEN=planted-session");
    Mock::given(any())
        .respond_with(answer)
        .expect(1)
        .mount(&server)
        .await;
    let client = api::mattermost(&server);
    let answer = client.raw().login_by_cws_token(&login()).await.unwrap();
    assert_eq!(answer.status(), 302);
    assert!(!format!("{answer:?}").contains("planted"));
    let request = &server.received_requests().await.unwrap()[0];
    assert_eq!(request.url.path(), "/prefix/api/v4/users/login/cws");
    assert_eq!(
        request.headers["content-type"],
        "application/x-www-form-urlencoded"
    );
    assert!(
        !request.headers.contains_key("authorization"),
        "logging in needs no token"
    );
    let body = String::from_utf8_lossy(&request.body);
    assert_eq!(
        body,
        "cws_token=planted+%26+secret&login_id=ada%40example.org"
    );
}
