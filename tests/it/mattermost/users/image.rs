//! Profile pictures.

use chatadm::Error;
use serde_json::json;
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{any, header, method, path},
};

use super::ada;
use crate::support::{api, verb::mattermost};

const IMAGE: &str = "/api/v4/users/ejtydpp3xirt8ghouk73jpse3o/image";

fn png() -> ResponseTemplate {
    ResponseTemplate::new(200)
        .insert_header("etag", "1795219739370")
        .set_body_raw([0x89, b'P', b'N', b'G'], "image/png")
}

#[tokio::test]
async fn a_picture_comes_with_its_version() {
    let image = mattermost("get_profile_image", IMAGE)
        .answer_with(png())
        .check(async |site| site.mattermost.user(ada()).image().send().await)
        .await;
    assert_eq!(image.etag(), Some("1795219739370"));
    assert_eq!(&image.bytes(4).await.unwrap()[..], b"\x89PNG");
}

#[tokio::test]
async fn a_picture_is_read_piece_by_piece() {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(png()).mount(&server).await;
    let client = api::mattermost(&server);
    let mut image = client.user(ada()).image().send().await.unwrap();
    let mut read = Vec::new();
    while let Some(piece) = image.chunk().await.unwrap() {
        read.extend_from_slice(&piece);
    }
    assert_eq!(read, b"\x89PNG");
}

#[tokio::test]
async fn a_picture_above_the_limit_is_refused() {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(png()).mount(&server).await;
    let client = api::mattermost(&server);
    let image = client.user(ada()).image().send().await.unwrap();
    assert!(format!("{image:?}").contains("1795219739370"));
    let error = image.bytes(3).await.unwrap_err();
    assert!(matches!(error, Error::Decode { .. }), "{error}");
    assert_eq!(error.operation(), Some("get_profile_image"));
}

#[tokio::test]
async fn a_picture_that_is_known_is_not_sent_again() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path(format!("/prefix{IMAGE}")))
        .and(header("if-none-match", "1795219739370"))
        .respond_with(ResponseTemplate::new(304))
        .expect(1)
        .mount(&server)
        .await;
    let client = api::mattermost(&server);
    let image = client.user(ada()).image();
    let image = image.send_if_changed("1795219739370").await.unwrap();
    assert!(image.is_none());
}

#[tokio::test]
async fn a_picture_that_changed_is_sent() {
    let image = mattermost("get_profile_image", IMAGE)
        .answer_with(png())
        .check(async |site| {
            let image = site.mattermost.user(ada()).image();
            image.send_if_changed("1").await
        })
        .await;
    assert_eq!(image.unwrap().etag(), Some("1795219739370"));
}

#[tokio::test]
async fn the_drawn_picture_is_another() {
    let answer = ResponseTemplate::new(200).set_body_raw("png", "image/png");
    let image = mattermost("get_default_profile_image", &format!("{IMAGE}/default"))
        .answer_with(answer)
        .check(async |site| site.mattermost.user(ada()).default_image().await)
        .await;
    assert_eq!(image.etag(), None);
    assert_eq!(&image.bytes(100).await.unwrap()[..], b"png");
}

#[tokio::test]
async fn a_picture_is_sent_as_a_file() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path(format!("/prefix{IMAGE}")))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({"status": "OK"})))
        .expect(1)
        .mount(&server)
        .await;
    let client = api::mattermost(&server);
    let user = client.user(ada());
    user.set_image("a.png", b"\x89PNG".to_vec()).await.unwrap();
    let request = &server.received_requests().await.unwrap()[0];
    let body = String::from_utf8_lossy(&request.body);
    assert!(body.contains(r#"name="image"; filename="a.png""#), "{body}");
}

#[tokio::test]
async fn a_file_that_is_refused_says_why() {
    let server = MockServer::start().await;
    for (status, says) in [
        (400, Error::is_bad_request as fn(&Error) -> bool),
        (401, Error::is_unauthorized),
        (403, Error::is_forbidden),
        (404, Error::is_not_found),
        (413, Error::is_too_large),
        (429, Error::is_rate_limited),
        (500, Error::is_server_error),
        (501, Error::is_not_implemented),
    ] {
        server.reset().await;
        Mock::given(any())
            .respond_with(ResponseTemplate::new(status))
            .mount(&server)
            .await;
        let client = api::mattermost(&server);
        let error = client.user(ada()).set_image("a", "x").await.unwrap_err();
        assert_eq!(error.operation(), Some("set_profile_image"));
        assert!(says(&error), "{error}");
    }
}

#[tokio::test]
async fn a_picture_is_removed() {
    mattermost("set_default_profile_image", IMAGE)
        .check(async |site| site.mattermost.user(ada()).reset_image().await)
        .await;
}
