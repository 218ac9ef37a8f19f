//! Commands against a server that plays its part, each with what it sends.

use serde_json::{Value, json};
use wiremock::{
    Mock, ResponseTemplate,
    matchers::{body_json, method, path, query_param},
};

use crate::site::{Site, account, user};

const ADA: &str = "/_synapse/admin/v2/users/@ada:example.org";

#[tokio::test]
async fn details_have_milliseconds_like_lists() {
    let site = Site::new().await;
    site.get(ADA, account("ada")).await;
    let run = site.run(&["synapse", "user", "show", "ada"]);
    assert_eq!(run.json()["creation_ts"], 1_767_225_600_000_i64, "{run:?}");
}

#[tokio::test]
async fn all_pages_of_a_list_are_read_and_filters_are_sent() {
    let site = Site::new().await;
    let page = |from: Option<&str>, users: Value, next: Option<&str>| {
        let mut mock = Mock::given(method("GET"))
            .and(path("/_synapse/admin/v3/users"))
            .and(query_param("admins", "false"))
            .and(query_param("deactivated", "true"));
        if let Some(from) = from {
            mock = mock.and(query_param("from", from));
        }
        let mut body = json!({"users": users, "total": 2});
        if let Some(next) = next {
            body["next_token"] = next.into();
        }
        mock.respond_with(ResponseTemplate::new(200).set_body_json(body))
    };
    page(Some("1"), json!([user("b")]), None)
        .mount(&site.server)
        .await;
    page(None, json!([user("a")]), Some("1"))
        .mount(&site.server)
        .await;
    let run = site.run(&[
        "syn",
        "user",
        "list",
        "-A",
        "--deactivated",
        "only",
        "-o",
        "ids",
        "--page-size",
        "1",
    ]);
    assert_eq!(run.stdout, "@a:example.org\n@b:example.org\n", "{run:?}");
    let first = site.run(&["syn", "user", "list", "-A", "-d=only", "--limit", "1"]);
    assert!(first.stderr.contains("--from 1"), "{first:?}");
}

#[tokio::test]
async fn guests_are_not_asked_for_where_that_is_a_mistake() {
    let site = Site::new().await;
    let page = json!({"users": [user("a")], "total": 1});
    Mock::given(method("GET"))
        .and(path("/_synapse/admin/v3/users"))
        .and(query_param("guests", "false"))
        .respond_with(ResponseTemplate::new(200).set_body_json(page))
        .with_priority(1)
        .mount(&site.server)
        .await;
    let refused = json!({"errcode": "M_INVALID_PARAM", "error": "guests"});
    site.answer(
        "GET",
        "/_synapse/admin/v3/users",
        ResponseTemplate::new(400).set_body_json(refused),
    )
    .await;
    let run = site.run(&["syn", "user", "list"]);
    assert_eq!(run.json()[0]["name"], "@a:example.org", "{run:?}");
}

#[tokio::test]
async fn a_change_names_only_what_was_said() {
    let site = Site::new().await;
    let mut ada = account("ada");
    ada["threepids"] = json!([
        {"medium": "email", "address": "ada@example.org", "added_at": 1, "validated_at": 1},
    ]);
    site.get(ADA, ada.clone()).await;
    let body = json!({"displayname": "", "threepids": [
        {"medium": "email", "address": "ada@example.org"},
        {"medium": "msisdn", "address": "4366"},
    ]});
    Mock::given(method("PUT"))
        .and(path(ADA))
        .and(body_json(body))
        .respond_with(ResponseTemplate::new(200).set_body_json(ada))
        .mount(&site.server)
        .await;
    let args = [
        "syn",
        "user",
        "modify",
        "ada",
        "-n",
        "",
        "--add-threepid",
        "msisdn",
        "4366",
        "-y",
    ];
    let run = site.run(&args);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(
        run.stderr.contains("displayname: \"ada\" -> \"\""),
        "{}",
        run.stderr
    );
}

#[tokio::test]
async fn a_new_password_can_leave_the_user_logged_in() {
    let site = Site::new().await;
    std::fs::write(site.path("password"), "hunter2\n").unwrap();
    let password = site.path("password").to_str().unwrap().to_owned();
    Mock::given(method("POST"))
        .and(path("/_synapse/admin/v1/reset_password/@ada:example.org"))
        .and(body_json(
            json!({"new_password": "hunter2", "logout_devices": false}),
        ))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({})))
        .mount(&site.server)
        .await;
    let args = [
        "syn",
        "user",
        "password",
        "ada",
        "--no-logout",
        "--password-file",
        &password,
        "-y",
    ];
    let run = site.run(&[&args[..], &["--verbose", "--verbose", "--verbose"]].concat());
    assert_eq!(run.code, 0, "{run:?}");
    for secret in ["hunter2", "planted"] {
        assert!(
            !run.stdout.contains(secret) && !run.stderr.contains(secret),
            "{}",
            run.stderr
        );
    }
}

#[tokio::test]
async fn an_account_that_exists_is_not_created_again() {
    let site = Site::new().await;
    site.get(ADA, account("ada")).await;
    let run = site.run(&["syn", "user", "create", "ada"]);
    assert_eq!(run.code, 6, "{run:?}");
    assert_eq!(site.changes().await, [""; 0]);
}

#[tokio::test]
async fn suspending_and_its_old_form_of_the_contrary_send_what_they_say() {
    let site = Site::new().await;
    for (args, suspend) in [
        (&["suspend", "ada"][..], true),
        (&["unsuspend", "ada"], false),
        (&["suspend", "-U", "ada"], false),
    ] {
        let sent = Mock::given(method("PUT"))
            .and(path("/_synapse/admin/v1/suspend/@ada:example.org"))
            .and(body_json(json!({"suspend": suspend})))
            .respond_with(
                ResponseTemplate::new(200)
                    .set_body_json(json!({"user_@ada:example.org_suspended": suspend})),
            )
            .mount_as_scoped(&site.server)
            .await;
        let run = site.run(&[&["syn", "user"], args].concat());
        assert_eq!(run.code, 0, "{run:?}");
        drop(sent);
    }
}

#[tokio::test]
async fn devices_are_pruned_for_the_full_id_and_only_after_a_yes() {
    let site = Site::new().await;
    let device = |id: &str, seen: Option<i64>| json!({"device_id": id, "display_name": null, "last_seen_ip": null, "last_seen_ts": seen, "last_seen_user_agent": null, "user_id": "@ada:example.org"});
    let devices = [
        device("NEW", Some(1_790_000_000_000)),
        device("OLD", Some(1_000_000_000_000)),
        device("NEVER", None),
    ];
    site.get(
        &format!("{ADA}/devices"),
        json!({"devices": devices, "total": 3}),
    )
    .await;
    Mock::given(method("POST"))
        .and(path(format!("{ADA}/delete_devices")))
        .and(body_json(json!({"devices": ["OLD"]})))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({})))
        .mount(&site.server)
        .await;
    let prune = ["syn", "user", "devices", "prune", "ada"];
    let listed = site.run(&[&prune[..], &["--list-only", "-o", "ids"]].concat());
    assert_eq!(listed.stdout, "OLD\n", "{listed:?}");
    assert_eq!(site.run(&prune).code, 2);
    assert_eq!(site.changes().await, [""; 0]);
    let run = site.run(&[&prune[..], &["-y"]].concat());
    assert_eq!(
        run.json()[0]["result"]["devices"],
        json!(["OLD"]),
        "{run:?}"
    );
}

#[tokio::test]
async fn mattermost_users_are_found_by_name_and_switched_off() {
    let site = Site::blank().await;
    let id = "m5n9h1q33bgr8jh76h5umt669o";
    let recorded = include_str!("../../../tests/fixtures/mattermost/077_get_user_by_username.json");
    let recorded: Value = serde_json::from_str(recorded).unwrap();
    let ada = recorded["response"]["body"].clone();
    site.get("/api/v4/users/username/ada", ada).await;
    site.get(
        "/api/v4/users/me",
        crate::recorded::answer("182_pat_enabled_ok"),
    )
    .await;
    Mock::given(method("PUT"))
        .and(path(format!("/api/v4/users/{id}/active")))
        .and(body_json(json!({"active": false})))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({"status": "OK"})))
        .mount(&site.server)
        .await;
    let run = site.run(&["mm", "user", "deactivate", "ada", "-y"]);
    assert_eq!(run.json()[0]["outcome"], "done", "{run:?}");
    let missing = site.run(&["mattermost", "user", "show", "nobody"]);
    assert_eq!(missing.code, 5, "{missing:?}");
}
