//! Logging in and out.

use chatadm::{
    Error, ErrorCode, RetryPolicy, Secret,
    mattermost::{
        Client, ClientBuilder, DesktopLogin, IntuneLogin, Login, UserId, raw::ClientInfo as _,
    },
};
use serde_json::{Value, json};
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{any, body_string, header, method, path},
};

use crate::support::{
    api::{Api, Site},
    sample,
    verb::mattermost,
};

const ID: &str = "ejtydpp3xirt8ghouk73jpse3o";

/// A builder for the same server whose token, if it sent any, would be noticed.
fn visitor(site: &Site) -> ClientBuilder {
    Client::builder(site.mattermost.raw().baseurl())
        .http_client(site.mattermost.raw().client().clone())
        .retry(RetryPolicy::NONE)
        .access_token("of another session")
}

fn user() -> Value {
    let schema = json!({"$ref": "#/components/schemas/User"});
    sample::for_api("mattermost", Api::Mattermost.document(), &schema)
}

fn session(token: &str) -> ResponseTemplate {
    ResponseTemplate::new(200)
        .insert_header("Token", token)
        .set_body_json(user())
}

fn token(client: &Client) -> Option<String> {
    client.access_token().map(|token| token.expose().to_owned())
}

#[tokio::test]
async fn a_login_says_all_it_was_told_as_text() {
    let client = mattermost("login", "/api/v4/users/login")
        .body(json!({
            "login_id": "ada@example.org", "password": "planted/ü", "token": "123456",
            "device_id": "android:d1", "voip_device_id": "apple:v1", "ldap_only": "true",
        }))
        .answer_with(session("s1"))
        .check(async |site| {
            let login = Login::new("ada@example.org", "planted/ü")
                .mfa_code("123456")
                .device_id("android:d1")
                .voip_device_id("apple:v1")
                .ldap_only(true);
            assert!(!format!("{login:?}").contains("planted"), "{login:?}");
            assert!(!format!("{login:?}").contains("123456"), "{login:?}");
            visitor(site).login(login).await
        })
        .await;
    assert_eq!(token(&client).as_deref(), Some("s1"));
    assert!(!format!("{client:?}").contains("s1"), "{client:?}");
}

#[tokio::test]
async fn a_login_that_need_not_be_ldap_does_not_speak_of_it() {
    mattermost("login", "/api/v4/users/login")
        .body(json!({"id": ID, "password": "p"}))
        .answer_with(session("s1"))
        .check(async |site| {
            let user: UserId = ID.parse().unwrap();
            let login = Login::by_id(user, "p").ldap_only(false);
            visitor(site).login(login).await
        })
        .await;
}

#[tokio::test]
async fn a_magic_link_takes_the_place_of_the_password() {
    mattermost("login", "/api/v4/users/login")
        .body(json!({"login_id": "guest", "password": "", "magic_link_token": "m1"}))
        .answer_with(session("s1"))
        .check(async |site| {
            visitor(site)
                .login(Login::by_magic_link("guest", "m1"))
                .await
        })
        .await;
}

#[tokio::test]
async fn the_next_requests_carry_the_token_of_the_session() {
    let site = Site::start().await;
    Mock::given(path("/prefix/api/v4/users/login"))
        .respond_with(session("s1"))
        .expect(1)
        .mount(&site.server)
        .await;
    Mock::given(path("/prefix/api/v4/users/me"))
        .and(header("authorization", "Bearer s1"))
        .respond_with(ResponseTemplate::new(200).set_body_json(user()))
        .expect(1)
        .mount(&site.server)
        .await;
    let client = visitor(&site).login(Login::new("ada", "p")).await.unwrap();
    assert_eq!(client.me().await.unwrap().id.as_str(), ID);
    let again = Client::builder("https://chat.example.org")
        .access_token(client.access_token().unwrap())
        .build();
    assert_eq!(again.unwrap().access_token(), client.access_token());
}

#[tokio::test]
async fn a_missing_code_of_the_second_factor_is_told_by_its_code() {
    let site = Site::start().await;
    let refusal = json!({
        "id": "mfa.validate_token.authenticate.app_error", "message": "no", "detailed_error": "",
    });
    Mock::given(any())
        .respond_with(ResponseTemplate::new(401).set_body_json(refusal))
        .mount(&site.server)
        .await;
    let error = visitor(&site).login(Login::new("ada", "p")).await;
    assert_eq!(error.unwrap_err().code(), Some(&ErrorCode::BadMfaToken));
}

#[tokio::test]
async fn a_login_without_a_session_token_in_the_answer_is_an_error() {
    let site = Site::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(200).set_body_json(user()))
        .mount(&site.server)
        .await;
    let error = visitor(&site).login(Login::new("ada", "p")).await;
    let error = error.unwrap_err();
    assert!(matches!(error, Error::Decode { .. }), "{error:?}");
    assert_eq!(error.operation(), Some("login"));
}

#[tokio::test]
async fn me_cannot_log_in_by_its_id() {
    let site = Site::start().await;
    let me: UserId = "me".parse().unwrap();
    let error = visitor(&site).login(Login::by_id(&me, "p")).await;
    let error = error.unwrap_err();
    assert!(error.to_string().contains("`me` names nobody"), "{error}");
    let error = site.mattermost.user(me).login_type().send().await;
    assert!(error.unwrap_err().is_bad_request());
    assert!(site.server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_desktop_token_opens_a_session() {
    let client = mattermost(
        "login_with_desktop_token",
        "/api/v4/users/login/desktop_token",
    )
    .body(json!({"token": "planted", "device_id": "d1"}))
    .answer_with(session("s1"))
    .check(async |site| {
        let login = DesktopLogin::new("planted").device_id("d1");
        assert!(!format!("{login:?}").contains("planted"), "{login:?}");
        visitor(site).login_with_desktop_token(login).await
    })
    .await;
    assert_eq!(token(&client).as_deref(), Some("s1"));
}

#[tokio::test]
async fn an_intune_token_opens_a_session() {
    let client = mattermost("login_intune", "/oauth/intune")
        .body(json!({"access_token": "planted", "device_id": "d1", "voip_device_id": "v1"}))
        .answer_with(
            ResponseTemplate::new(200)
                .append_header("Set-Cookie", "MMUSERID=u1; Path=/")
                .append_header("Set-Cookie", "MMAUTHTOKEN=s1; Path=/; HttpOnly")
                .set_body_json(user()),
        )
        .check(async |site| {
            let login = IntuneLogin::new("planted")
                .device_id("d1")
                .voip_device_id("v1");
            assert!(!format!("{login:?}").contains("planted"), "{login:?}");
            visitor(site).login_with_intune(login).await
        })
        .await;
    assert_eq!(token(&client).as_deref(), Some("s1"));
}

#[tokio::test]
async fn a_code_of_a_single_sign_on_opens_the_session_in_the_body() {
    let client = mattermost(
        "login_sso_code_exchange",
        "/api/v4/users/login/sso/code-exchange",
    )
    .body(json!({"login_code": "c1", "code_verifier": "v1", "state": "st1"}))
    .answer(&json!({"token": "s1", "csrf": "x1"}))
    .check(async |site| visitor(site).login_with_sso_code("c1", "v1", "st1").await)
    .await;
    assert_eq!(token(&client).as_deref(), Some("s1"));
}

async fn cws(answer: ResponseTemplate) -> Result<Client, Error> {
    let site = Site::start().await;
    Mock::given(method("POST"))
        .and(path("/prefix/api/v4/users/login/cws"))
        .and(header("content-type", "application/x-www-form-urlencoded"))
        .and(body_string("cws_token=t+%26+t&login_id=ada%40example.org"))
        .respond_with(answer)
        .expect(1)
        .mount(&site.server)
        .await;
    let builder = visitor(&site);
    let result = builder
        .login_with_cws_token("ada@example.org", "t & t")
        .await;
    let request = &site.server.received_requests().await.unwrap()[0];
    assert!(!request.headers.contains_key("authorization"));
    result
}

#[tokio::test]
async fn a_portal_token_opens_the_session_in_the_cookie_of_a_redirect() {
    let answer = ResponseTemplate::new(302)
        .insert_header("Location", "/")
        .append_header("Set-Cookie", "MMAUTHTOKEN=s1; Path=/; HttpOnly")
        .append_header("Set-Cookie", "MMCSRF=x1; Path=/");
    assert_eq!(token(&cws(answer).await.unwrap()).as_deref(), Some("s1"));
}

#[tokio::test]
async fn a_redirect_without_a_session_is_a_refusal() {
    let answer = ResponseTemplate::new(302).insert_header("Location", "/error");
    let error = cws(answer).await.unwrap_err();
    assert_eq!(error.api().unwrap().status(), 302);
    assert_eq!(error.operation(), Some("login_by_cws_token"));
}

#[tokio::test]
async fn refusals_of_portal_tokens_have_their_status() {
    for status in [400, 401, 403, 404, 429, 500] {
        let refusal = json!({"id": "a.b", "message": "no", "detailed_error": ""});
        let answer = ResponseTemplate::new(status).set_body_json(refusal);
        let error = cws(answer).await.unwrap_err();
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(error.code().unwrap().as_str(), "a.b");
    }
}

#[tokio::test]
async fn login_type_asks_by_name_or_by_id() {
    let verb = || mattermost("get_login_type", "/api/v4/users/login/type");
    let found = verb()
        .body(json!({"login_id": "ada", "device_id": "d1"}))
        .answer(&json!({"auth_service": "magic_link", "is_deactivated": true}))
        .check(async |site| {
            site.mattermost
                .login_type("ada")
                .device_id("d1")
                .send()
                .await
        })
        .await;
    assert_eq!(found.is_deactivated, Some(true));
    let user: UserId = ID.parse().unwrap();
    verb()
        .body(json!({"id": ID}))
        .check(async |site| site.mattermost.user(&user).login_type().send().await)
        .await;
}

#[tokio::test]
async fn switching_the_account_type_tells_where_to_go_on() {
    let link = mattermost("switch_account_type", "/api/v4/users/login/switch")
        .body(json!({
            "current_service": "email", "new_service": "ldap", "email": "ada@example.org",
            "password": "planted", "mfa_code": "planted", "ldap_id": "ada", "new_password": "planted",
        }))
        .answer(&json!({"follow_link": "/login?extra=signin_change"}))
        .check(async |site| {
            let switch = site
                .mattermost
                .switch_account_type("email", "ldap")
                .email("ada@example.org")
                .password("planted")
                .mfa_code("planted")
                .ldap_id("ada")
                .new_password("planted");
            assert!(!format!("{switch:?}").contains("planted"), "{switch:?}");
            switch.send().await
        })
        .await;
    assert_eq!(link, "/login?extra=signin_change");
}

#[tokio::test]
async fn me_is_the_user_of_the_session() {
    mattermost("get_user", "/api/v4/users/me")
        .check(async |site| site.mattermost.me().await)
        .await;
}

#[tokio::test]
async fn logout_ends_the_session_of_the_client() {
    mattermost("logout", "/api/v4/users/logout")
        .check(async |site| site.mattermost.logout().await)
        .await;
}

#[tokio::test]
async fn a_login_can_run_in_a_task_of_its_own() {
    let server = MockServer::start().await;
    let builder = Client::builder(server.uri()).retry(RetryPolicy::NONE);
    Mock::given(any())
        .respond_with(session("s1"))
        .mount(&server)
        .await;
    let login = builder.login(Login::new("ada", Secret::from("p")));
    assert!(tokio::spawn(login).await.unwrap().is_ok());
}
