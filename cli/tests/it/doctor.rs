//! `chatadm doctor`: what it says of servers that are well, and of those that are not.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use wiremock::{
    Mock, ResponseTemplate,
    matchers::{any, method, path_regex},
};

use crate::site::{ME, Run, Site, account};

fn unrecognized(status: u16) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(json!({"errcode": "M_UNRECOGNIZED", "error": "x"}))
}

/// A Synapse server without its admin routes, which belong to the account of the token.
async fn synapse() -> Site {
    let site = Site::new().await;
    site.get(
        "/_matrix/client/versions",
        json!({"versions": ["v1.1", "v1.11"]}),
    )
    .await;
    site.get(
        "/_synapse/admin/v1/server_version",
        json!({"server_version": "1.163.2"}),
    )
    .await;
    let mut me = account("me");
    me["admin"] = true.into();
    site.get(&format!("/_synapse/admin/v2/users/{ME}"), me)
        .await;
    let none = unrecognized(404);
    site.answer("GET", "/_matrix/client/v1/auth_metadata", none)
        .await;
    site
}

/// Answers to the method that no route has, where no other answer is mounted before.
async fn routes(site: &Site, answer: ResponseTemplate) {
    Mock::given(method("PATCH"))
        .and(path_regex("^/_synapse/admin/"))
        .respond_with(answer)
        .mount(&site.server)
        .await;
}

fn checks(run: &Run) -> BTreeMap<String, Value> {
    let list = run.json();
    let list = list.as_array().unwrap();
    let named = |check: &Value| (check["check"].as_str().unwrap().to_owned(), check.clone());
    list.iter().map(named).collect()
}

fn result<'a>(checks: &'a BTreeMap<String, Value>, name: &str) -> &'a str {
    checks[name]["result"].as_str().unwrap()
}

#[tokio::test]
async fn a_server_that_is_well_has_exit_code_0_and_nothing_is_changed() {
    let site = synapse().await;
    routes(&site, unrecognized(405)).await;
    let run = site.run(&["doctor"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    let checks = checks(&run);
    for name in [
        "address",
        "encryption",
        "token source",
        "connection",
        "clock",
        "client API",
        "server version",
        "token",
        "server name",
        "rights",
        "delegated authentication",
        "operations",
    ] {
        assert_eq!(result(&checks, name), "ok", "{name}: {run:?}");
    }
    assert_eq!(checks["server version"]["detail"], "1.163.2");
    assert_eq!(checks["client API"]["detail"], "up to v1.11");
    assert_eq!(checks["server name"]["detail"], "example.org");
    let detail = checks["operations"]["detail"].as_str().unwrap();
    assert!(detail.starts_with("all 10"), "{detail}");
    // The only other method is the one that no route has.
    let changes = site.changes().await;
    assert!(
        changes
            .iter()
            .all(|line| line.starts_with("PATCH /_synapse/admin/")),
        "{changes:?}"
    );
    assert!(!run.stdout.contains("planted"));
}

#[tokio::test]
async fn a_missing_route_is_a_warning_and_all_missing_a_failure() {
    let site = synapse().await;
    Mock::given(method("PATCH"))
        .and(path_regex(
            "^/_synapse/admin/v1/(fetch_event|scheduled_tasks)",
        ))
        .respond_with(unrecognized(404))
        .mount(&site.server)
        .await;
    routes(&site, unrecognized(405)).await;
    let run = site.run(&["doctor", "--routes"]);
    assert_eq!(run.code, 0, "{run:?}");
    let told = checks(&run);
    assert_eq!(result(&told, "operations"), "warning");
    let detail = told["operations"]["detail"].as_str().unwrap();
    assert!(
        detail.contains("missing: fetch_event, list_scheduled_tasks"),
        "{detail}"
    );
    assert_eq!(result(&told, "route fetch_event"), "warning");
    assert_eq!(result(&told, "route list_rooms"), "ok");

    let site = synapse().await;
    routes(&site, unrecognized(404)).await;
    let run = site.run(&["doctor"]);
    assert_eq!(run.code, 5, "{run:?}");
    assert!(
        checks(&run)["operations"]["hint"]
            .as_str()
            .unwrap()
            .contains("worker")
    );
}

#[tokio::test]
async fn an_answer_of_a_proxy_says_nothing_of_the_server() {
    let site = synapse().await;
    routes(&site, ResponseTemplate::new(403).set_body_string("<html>")).await;
    let run = site.run(&["doctor"]);
    assert_eq!(run.code, 0, "{run:?}");
    let told = checks(&run);
    assert_eq!(result(&told, "operations"), "warning");
    assert!(
        told["operations"]["detail"]
            .as_str()
            .unwrap()
            .contains("unclear")
    );
}

#[tokio::test]
async fn delegated_authentication_explains_what_is_missing() {
    let site = Site::blank().await;
    let issuer = json!({"issuer": "https://auth.example.org/"});
    site.get("/_matrix/client/v1/auth_metadata", issuer).await;
    site.get("/_matrix/client/versions", json!({"versions": ["v1.11"]}))
        .await;
    let removed = "registration_tokens|/login|reset_password|/admin$|register|account_validity";
    Mock::given(method("PATCH"))
        .and(path_regex(removed))
        .respond_with(unrecognized(404))
        .mount(&site.server)
        .await;
    routes(&site, unrecognized(405)).await;
    let run = site.run(&["doctor"]);
    let told = checks(&run);
    assert!(
        told["delegated authentication"]["detail"]
            .as_str()
            .unwrap()
            .contains("auth.example.org")
    );
    let detail = told["operations"]["detail"].as_str().unwrap();
    assert!(
        detail.contains("removed by delegation: ") && detail.contains("reset_user_password"),
        "{detail}"
    );
}

#[tokio::test]
async fn the_worst_failure_is_the_exit_code() {
    let site = synapse().await;
    routes(&site, unrecognized(404)).await;
    let refused = json!({"errcode": "M_FORBIDDEN", "error": "You are not a server admin"});
    let refused = ResponseTemplate::new(403).set_body_json(refused);
    Mock::given(method("GET"))
        .and(path_regex("^/_synapse/admin/"))
        .respond_with(refused)
        .with_priority(1)
        .mount(&site.server)
        .await;
    let run = site.run(&["doctor"]);
    assert_eq!(run.code, 4, "{run:?}");
    assert_eq!(result(&checks(&run), "rights"), "failed");
}

#[tokio::test]
async fn no_connection_ends_the_examination() {
    let site = Site::blank().await;
    let mut command = site.bare(&["doctor", "--retries", "0"]);
    command
        .env("SYNAPSE_URL", "http://127.0.0.1:1")
        .env("SYNAPSE_TOKEN", "planted");
    let run = Run::of(command.output().unwrap());
    assert_eq!(run.code, 9, "{run:?}");
    let told = checks(&run);
    assert_eq!(result(&told, "connection"), "failed");
    assert!(!told.contains_key("operations"));
}

#[tokio::test]
async fn a_clock_that_is_off_is_told() {
    let site = Site::new().await;
    let versions = ResponseTemplate::new(200)
        .set_body_json(json!({"versions": ["v1.11"]}))
        .insert_header("date", "Thu, 01 Jan 2015 00:00:00 GMT");
    site.answer("GET", "/_matrix/client/versions", versions)
        .await;
    let told = checks(&site.run(&["doctor"]));
    assert_eq!(result(&told, "clock"), "warning");
    assert!(told["clock"]["detail"].as_str().unwrap().contains("behind"));
}

#[tokio::test]
async fn what_is_no_matrix_server_is_told() {
    let site = Site::blank().await;
    let page = ResponseTemplate::new(200).set_body_string("<html>hello");
    Mock::given(any())
        .respond_with(page)
        .mount(&site.server)
        .await;
    let run = site.run(&["doctor"]);
    assert_ne!(run.code, 0);
    assert_eq!(result(&checks(&run), "client API"), "failed");
}

#[tokio::test]
async fn a_mattermost_server_is_asked_by_reading_only() {
    let site = Site::blank().await;
    let mut me = crate::recorded::answer("071_get_user_me");
    me["roles"] = "system_user system_admin".into();
    let answer = ResponseTemplate::new(200)
        .set_body_json(me)
        .insert_header("x-version-id", "5.37.0.5.37.0.abc.false");
    Mock::given(method("GET"))
        .and(path_regex("^/api/v4/users/me$"))
        .respond_with(answer)
        .with_priority(1)
        .mount(&site.server)
        .await;
    let missing = json!({"id": "api.context.404.app_error", "message": "x", "status_code": 404});
    Mock::given(method("GET"))
        .and(path_regex("drafts|limits"))
        .respond_with(ResponseTemplate::new(404).set_body_json(missing))
        .with_priority(2)
        .mount(&site.server)
        .await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(200).set_body_json(json!([])))
        .mount(&site.server)
        .await;
    let run = site.run(&["doctor", "mattermost"]);
    assert_eq!(run.code, 0, "{run:?}");
    let told = checks(&run);
    assert_eq!(told["server version"]["detail"], "5.37.0");
    assert_eq!(result(&told, "rights"), "ok");
    assert_eq!(result(&told, "operations"), "warning");
    let detail = told["operations"]["detail"].as_str().unwrap();
    assert!(detail.contains("get_server_limits"), "{detail}");
    assert_eq!(site.changes().await, [""; 0]);
}

#[tokio::test]
async fn a_mattermost_token_that_is_refused_is_told() {
    let site = Site::blank().await;
    let expired =
        json!({"id": "api.context.session_expired.app_error", "message": "x", "status_code": 401});
    Mock::given(any())
        .respond_with(ResponseTemplate::new(401).set_body_json(expired))
        .mount(&site.server)
        .await;
    let run = site.run(&["doctor", "mattermost"]);
    assert_eq!(run.code, 4, "{run:?}");
    assert_eq!(result(&checks(&run), "token"), "failed");
}
