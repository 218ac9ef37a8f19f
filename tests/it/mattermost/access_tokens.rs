//! Verbs on personal access tokens.

use chatadm::{
    Error, Timestamp,
    mattermost::{TokenId, UserId},
};
use serde_json::{Value, json};
use wiremock::{
    Mock, ResponseTemplate,
    matchers::{any, path, query_param, query_param_is_missing},
};

use crate::support::{api::Site, verb::mattermost};

const USER: &str = "ejtydpp3xirt8ghouk73jpse3o";
const TOKEN: &str = "cbxq74uwhfy9zktpkkfhwjp5ao";

fn ada() -> UserId {
    USER.parse().unwrap()
}

fn id() -> TokenId {
    TOKEN.parse().unwrap()
}

fn listed(id: &str) -> Value {
    json!({"id": id, "user_id": USER, "description": "d", "is_active": true})
}

fn issued(expires_at: Option<i64>) -> Value {
    let mut token = listed(TOKEN);
    token["token"] = "planted".into();
    if let Some(moment) = expires_at {
        token["expires_at"] = moment.into();
    }
    token
}

#[tokio::test]
async fn a_page_of_tokens_is_asked_for_by_number() {
    let page = mattermost("get_user_access_tokens", "/api/v4/users/tokens")
        .query("page", "3")
        .query("per_page", "200")
        .check(async |site| {
            let list = site.mattermost.access_tokens().list();
            list.page_size(1000).start_at("3".into()).send().await
        })
        .await;
    assert_eq!((page.items.len(), page.next), (1, None));
    let path = format!("/api/v4/users/{USER}/tokens");
    let page = mattermost("get_user_access_tokens_for_user", &path)
        .query("per_page", "1")
        .check(async |site| {
            let list = site.mattermost.user(ada()).access_tokens().list();
            list.page_size(1).send().await
        })
        .await;
    assert_eq!(page.next, Some("1".into()));
}

/// The list has no order: the second page repeats a token of the first, and is full all the same.
async fn overlapping(at: &str) -> Site {
    let site = Site::start().await;
    for (number, ids) in [
        ("0", vec!["a", "b"]),
        ("1", vec!["b", "c"]),
        ("2", vec!["a"]),
    ] {
        let tokens: Vec<Value> = ids.into_iter().map(listed).collect();
        let page = Mock::given(path(format!("/prefix{at}")));
        let page = match number {
            "0" => page.and(query_param_is_missing("page")),
            _ => page.and(query_param("page", number)),
        };
        page.and(query_param("per_page", "2"))
            .respond_with(ResponseTemplate::new(200).set_body_json(tokens))
            .mount(&site.server)
            .await;
    }
    site
}

#[tokio::test]
async fn tokens_that_come_on_two_pages_are_given_once() {
    for ahead in [0, 3] {
        let site = overlapping("/api/v4/users/tokens").await;
        let list = || site.mattermost.access_tokens().list().page_size(2);
        let tokens: Vec<_> = list().stream().prefetch(ahead).try_collect().await.unwrap();
        let ids: Vec<&str> = tokens.iter().map(|token| token.id.as_str()).collect();
        assert_eq!(ids, ["a", "b", "c"]);
        let mut pages = list().pages();
        let mut sizes = Vec::new();
        while let Some(page) = pages.try_next().await.unwrap() {
            sizes.push(page.items.len());
        }
        assert_eq!(sizes, [2, 2, 1]);
    }
    let site = overlapping(&format!("/api/v4/users/{USER}/tokens")).await;
    let list = site.mattermost.user(ada()).access_tokens().list();
    let stream = list.page_size(2).stream().limit(3);
    let tokens: Vec<_> = stream.try_collect().await.unwrap();
    assert_eq!(tokens.len(), 3);
}

#[tokio::test]
async fn a_new_token_has_its_secret() {
    let path = format!("/api/v4/users/{USER}/tokens");
    let verb = || mattermost("create_user_access_token", &path);
    let made = verb()
        .body(json!({"description": "nightly export"}))
        .answer(&issued(None))
        .check(async |site| {
            let tokens = site.mattermost.user(ada()).access_tokens();
            tokens.create("nightly export").send().await
        })
        .await;
    assert_eq!(made.token.expose(), "planted");
    assert_eq!((made.id.as_str(), made.expires_at), (TOKEN, None));
    assert!(!format!("{made:?}").contains("planted"), "{made:?}");
    let moment = Timestamp::from_seconds(2_000_000_000);
    let made = verb()
        .body(json!({"description": "d", "expires_at": 2_000_000_000_000_i64}))
        .answer(&issued(Some(2_000_000_000_000)))
        .check(async |site| {
            let tokens = site.mattermost.user(ada()).access_tokens();
            tokens.create("d").expires_at(moment).send().await
        })
        .await;
    assert_eq!(made.expires_at, Some(moment));
}

#[tokio::test]
async fn a_new_token_without_a_secret_is_an_error() {
    let site = Site::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(200).set_body_json(listed(TOKEN)))
        .mount(&site.server)
        .await;
    let tokens = site.mattermost.user(ada()).access_tokens();
    let error = tokens.create("d").send().await.unwrap_err();
    assert!(matches!(error, Error::Decode { .. }), "{error:?}");
}

#[tokio::test]
async fn a_token_is_shown_by_its_id() {
    let path = format!("/api/v4/users/tokens/{TOKEN}");
    let verb = || mattermost("get_user_access_token", &path);
    let token = verb()
        .answer(&listed(TOKEN))
        .check(async |site| site.mattermost.access_tokens().token(id()).get().await)
        .await;
    assert_eq!(token.id, id());
    let token = verb()
        .not_an_error(404)
        .check(async |site| site.mattermost.access_tokens().token(id()).get_opt().await)
        .await;
    assert!(token.is_some());
}

#[tokio::test]
async fn a_token_that_is_not_there_is_none() {
    let site = Site::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(404))
        .mount(&site.server)
        .await;
    let token = site.mattermost.access_tokens().token(id());
    assert_eq!(token.get_opt().await.unwrap(), None);
}

#[tokio::test]
async fn a_token_is_disabled_enabled_and_revoked() {
    let body = || json!({"token_id": TOKEN});
    mattermost("disable_user_access_token", "/api/v4/users/tokens/disable")
        .body(body())
        .check(async |site| site.mattermost.access_tokens().token(id()).disable().await)
        .await;
    mattermost("enable_user_access_token", "/api/v4/users/tokens/enable")
        .body(body())
        .check(async |site| site.mattermost.access_tokens().token(id()).enable().await)
        .await;
    mattermost("revoke_user_access_token", "/api/v4/users/tokens/revoke")
        .body(body())
        .check(async |site| site.mattermost.access_tokens().token(id()).revoke().await)
        .await;
}

#[tokio::test]
async fn a_rotated_token_has_a_new_secret_and_expires_as_told() {
    let verb = || mattermost("rotate_user_access_token", "/api/v4/users/tokens/rotate");
    let made = verb()
        .body(json!({"token_id": TOKEN, "expires_at": 1000}))
        .answer(&issued(Some(1000)))
        .check(async |site| {
            let token = site.mattermost.access_tokens().token(id());
            token.rotate(Timestamp::from_seconds(1)).await
        })
        .await;
    assert_eq!(made.token.expose(), "planted");
    verb()
        .body(json!({"token_id": TOKEN}))
        .answer(&issued(Some(0)))
        .check(async |site| {
            site.mattermost
                .access_tokens()
                .token(id())
                .rotate(None)
                .await
        })
        .await;
}

#[tokio::test]
async fn an_empty_id_is_not_sent_because_the_server_would_say_not_found() {
    let site = Site::start().await;
    let id: TokenId = serde_json::from_value("".into()).unwrap();
    let token = site.mattermost.access_tokens().token(id);
    for result in [
        token.get().await.map(drop),
        token.get_opt().await.map(drop),
        token.enable().await,
        token.disable().await,
        token.revoke().await,
        token.rotate(None).await.map(drop),
    ] {
        let error = result.unwrap_err();
        assert!(matches!(error, Error::Argument { .. }), "{error:?}");
    }
    assert!(site.server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn tokens_are_searched_for_all_at_once() {
    let tokens = mattermost("search_user_access_tokens", "/api/v4/users/tokens/search")
        .body(json!({"term": "ada/ü"}))
        .check(async |site| site.mattermost.access_tokens().search("ada/ü").await)
        .await;
    assert_eq!(tokens.len(), 1);
}

#[tokio::test]
async fn tokens_that_live_too_long_are_counted_and_revoked() {
    let counted = mattermost(
        "get_non_compliant_user_access_token_count",
        "/api/v4/users/tokens/non_compliant/count",
    )
    .check(async |site| site.mattermost.access_tokens().non_compliant_count().await)
    .await;
    let revoked = mattermost(
        "revoke_non_compliant_user_access_tokens",
        "/api/v4/users/tokens/non_compliant/revoke",
    )
    .check(async |site| site.mattermost.access_tokens().revoke_non_compliant().await)
    .await;
    assert_eq!((counted, revoked), (7, 7));
}
