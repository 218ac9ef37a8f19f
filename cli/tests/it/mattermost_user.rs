//! `chatadm mattermost user`, against what was recorded.

use std::fs;

use serde_json::{Value, json};
use wiremock::{
    Mock, ResponseTemplate,
    matchers::{method, path, query_param},
};

use crate::{
    recorded::{ALICE, CAROL, answer},
    site::{Run, Site},
};

pub(crate) fn user(site: &Site, args: &[&str]) -> Run {
    site.run(&[&["mm", "user"], args].concat())
}

pub(crate) fn ok() -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(json!({"status": "OK"}))
}

#[tokio::test]
async fn nothing_is_lost_without_an_answer() {
    let site = Site::mattermost().await;
    fs::write(site.path("new"), "x").unwrap();
    let new = site.path("new").to_str().unwrap().to_owned();
    for (args, needed) in [
        (&["delete", "alice"][..], "--yes"),
        (&["delete", "alice", "--permanent", "-y"], "--yes-permanent"),
        (&["mfa", "off", "alice"], "--yes"),
        (&["verify", "alice"], "--yes"),
        (&["reset-password", "a@example.test"], "--yes"),
        (
            &["change-password", "alice", "--password-file", &new],
            "--yes",
        ),
        (&["image", "reset", "alice"], "--yes"),
        (&["deactivate", "alice", CAROL], "--yes"),
        (
            &["migrate-auth", "email", "saml", "--auto", "-y"],
            "--yes-migrate",
        ),
        (
            &["delete-all", "-y", "--unix-socket", "/nowhere"],
            "--yes-delete-all",
        ),
        (&["delete-all", "-y"], "--unix-socket"),
        (&["deactivate", "admin", "-y"], "--allow-self"),
        (&["deactivate", "-y"], "--match"),
        (&["deactivate", "alice", "--match", "a", "-y"], "not both"),
    ] {
        let run = user(&site, args);
        assert_eq!(run.code, 2, "{args:?}: {run:?}");
        assert!(run.stderr.contains(needed), "{args:?}: {}", run.stderr);
    }
    assert_eq!(site.changes().await, [""; 0]);
}

#[tokio::test]
async fn dry_runs_show_the_requests() {
    let site = Site::mattermost().await;
    let alice = format!("/api/v4/users/{ALICE}");
    for (args, path, body) in [
        (
            &["delete", "alice", "--permanent", "-n"][..],
            format!("{alice}?permanent=true"),
            json!(null),
        ),
        (
            &["roles", "alice", "--add", "system_manager", "-n"],
            format!("{alice}/roles"),
            json!({"roles": "system_user system_manager"}),
        ),
        (
            &["mfa", "off", "alice", "-n"],
            format!("{alice}/mfa"),
            json!({"activate": false}),
        ),
        (
            &["reset-password", "alice", "-n"],
            "/api/v4/users/password/reset/send".to_owned(),
            json!({"email": "alice@example.test"}),
        ),
        (
            &["invite", "x@example.test", ALICE, "-n"],
            format!("/api/v4/teams/{ALICE}/invite/email"),
            json!(["x@example.test"]),
        ),
        (
            &["convert", "alice", "--bot", "-n"],
            format!("{alice}/convert_to_bot"),
            json!(null),
        ),
    ] {
        let run = user(&site, args);
        assert_eq!(run.code, 0, "{args:?}: {run:?}");
        assert_eq!(
            (&run.json()[0]["path"], &run.json()[0]["body"]),
            (&json!(path), &body),
            "{args:?}"
        );
    }
    assert_eq!(site.changes().await, [""; 0]);
}

/// Users on one page, and who was seen when.
pub(crate) async fn crowd(site: &Site) {
    let one = |id: &str, name: &str, more: Value| {
        let mut user = answer("077_get_user_by_username");
        user["id"] = format!("{id:a<26}").into();
        user["username"] = name.into();
        user["create_at"] = 1_600_000_000_000_i64.into();
        for (field, value) in more.as_object().unwrap() {
            user[field] = value.clone();
        }
        user
    };
    let users = json!([
        one(
            "z1",
            "ada",
            json!({"mfa_active": true, "create_at": 1_700_000_000_000_i64})
        ),
        one("z2", "bot", json!({"is_bot": true})),
        one("z3", "ldap", json!({"auth_service": "ldap"})),
        one("z4", "old", json!({"roles": "system_guest"})),
    ]);
    site.get("/api/v4/users", users).await;
    let seen = |id: &str, at: i64| json!({"user_id": format!("{id:a<26}"), "last_activity_at": at, "status": "offline"});
    let seen = json!([
        seen("z1", 1_790_000_000_000),
        seen("z2", 0),
        seen("z3", 1_650_000_000_000)
    ]);
    let seen = ResponseTemplate::new(200).set_body_json(seen);
    site.answer("POST", "/api/v4/users/status/ids", seen).await;
}

#[tokio::test]
async fn lists_are_narrowed_and_sorted() {
    let site = Site::mattermost().await;
    crowd(&site).await;
    for (args, names) in [
        (&[][..], "ada bot ldap old"),
        (&["--mfa", "on"], "ada"),
        (&["--no-bots", "--exclude", "a"], "ldap old"),
        (&["--bots"], "bot"),
        (&["--guests"], "old"),
        (&["--auth-service", "email"], "ada bot old"),
        (&["--match", "l|o"], "ldap old"),
        (&["--created-after", "2022-01-01"], "ada"),
        (&["--inactive-for", "@1700000000000"], "bot ldap old"),
        (&["--last-active-before", "@1640000000000"], "bot old"),
        (&["--never-seen"], "bot old"),
        (&["--sort", "username", "--reverse"], "old ldap bot ada"),
        (&["--sort", "create_at", "-r", "--limit", "1"], "ada"),
        (&["--limit", "2"], "ada bot"),
    ] {
        let run = user(
            &site,
            &[&["list", "--jq", "[.[].username] | join(\" \")"], args].concat(),
        );
        assert_eq!(run.stdout, format!("{names}\n"), "{args:?}: {run:?}");
    }
}

#[tokio::test]
async fn the_server_narrows_what_it_can() {
    let site = Site::mattermost().await;
    site.get(
        "/api/v4/teams/name/core",
        json!({"id": "adourity3tfdjcygcc5d7rzptw", "name": "core"}),
    )
    .await;
    for (args, name, value) in [
        (
            &["--team", "core"][..],
            "in_team",
            "adourity3tfdjcygcc5d7rzptw",
        ),
        (
            &["--not-in-team", "adourity3tfdjcygcc5d7rzptw"],
            "not_in_team",
            "adourity3tfdjcygcc5d7rzptw",
        ),
        (&["--no-team"], "without_team", "true"),
        (&["--inactive"], "inactive", "true"),
        (&["--active"], "active", "true"),
        (&["--role", "system_admin"], "role", "system_admin"),
        (&["--page", "3", "--per-page", "7"], "page", "3"),
    ] {
        let page = Mock::given(method("GET"))
            .and(path("/api/v4/users"))
            .and(query_param(name, value));
        let page = page.respond_with(ResponseTemplate::new(200).set_body_json(json!([])));
        let _page = page.expect(1).mount_as_scoped(&site.server).await;
        assert_eq!(user(&site, &[&["list"], args].concat()).code, 0, "{args:?}");
    }
    let missing = user(&site, &["list", "--team", "nowhere"]);
    assert_eq!(missing.code, 5, "{missing:?}");
}

#[tokio::test]
async fn a_filter_selects_exactly_whom_it_lists() {
    let site = Site::mattermost().await;
    crowd(&site).await;
    for id in ["z2", "z4"] {
        site.answer("PUT", &format!("/api/v4/users/{id:a<26}/active"), ok())
            .await;
    }
    let run = user(&site, &["deactivate", "--never-seen", "-y"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(run.json().as_array().unwrap().len(), 2, "{run:?}");
    assert_eq!(
        site.bodies_at(&format!("/api/v4/users/{:a<26}/active", "z2"))
            .await,
        [json!({"active": false})]
    );
    assert_eq!(
        site.bodies_at(&format!("/api/v4/users/{:a<26}/active", "z1"))
            .await,
        [json!(null); 0]
    );
}

#[tokio::test]
async fn a_search_merges_its_terms() {
    let site = Site::mattermost().await;
    let found = ResponseTemplate::new(200).set_body_json(answer("095_search_users"));
    site.answer("POST", "/api/v4/users/search", found).await;
    let run = user(
        &site,
        &[
            "search",
            "ali",
            "alice",
            "--allow-inactive",
            "--role",
            "system_user",
        ],
    );
    assert_eq!(
        run.json().as_array().unwrap().len(),
        answer("095_search_users").as_array().unwrap().len()
    );
    let sent = site.bodies_at("/api/v4/users/search").await;
    assert_eq!(
        (&sent[0]["term"], &sent[1]["term"]),
        (&json!("ali"), &json!("alice"))
    );
    assert_eq!(
        (&sent[0]["allow_inactive"], &sent[0]["role"]),
        (&json!(true), &json!("system_user"))
    );
}
