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
#[allow(clippy::too_many_lines, reason = "a row for each verb")]
async fn each_verb_sends_what_was_recorded() {
    let site = Site::mattermost().await;
    for id in [
        "p85noe3bspg79p8qbwmghw8mzc",
        "kyqk5ja6up84jnqzjqt4ckb4zy",
        "5zb3tyyhq38wxcjxj9fgeookuw",
    ] {
        site.user_with_id(id).await;
    }
    site.user_with_id("53w76pcd1pfe5gcmpqrtfnpjqy").await;
    fs::write(site.path("new"), "<NEW_PASSWORD>\n").unwrap();
    fs::write(site.path("now"), "<USER_PASSWORD>\n").unwrap();
    let file = |name: &str| site.path(name).to_str().unwrap().to_owned();
    let (new, now) = (file("new"), file("now"));
    for (name, args, code) in [
        (
            "135_update_user_active_off",
            &["deactivate", "p85noe3bspg79p8qbwmghw8mzc"][..],
            0,
        ),
        (
            "279_delete_user_again",
            &["delete", "kyqk5ja6up84jnqzjqt4ckb4zy", "-y"],
            0,
        ),
        (
            "279_delete_user_again",
            &["delete", "kyqk5ja6up84jnqzjqt4ckb4zy", "--confirm"],
            0,
        ),
        (
            "280_delete_user_permanent",
            &[
                "delete",
                "kyqk5ja6up84jnqzjqt4ckb4zy",
                "--permanent",
                "--confirm",
            ],
            0,
        ),
        (
            "322_r_delete_permanent_401",
            &["delete", "alice", "--permanent", "--yes-permanent"],
            4,
        ),
        (
            "129_update_user_roles",
            &["roles", CAROL, "--add", "system_admin"],
            0,
        ),
        (
            "129_update_user_roles",
            &["roles", CAROL, "--set", "system_user,system_admin"],
            0,
        ),
        (
            "145_update_password_admin",
            &[
                "change-password",
                "53w76pcd1pfe5gcmpqrtfnpjqy",
                "--password-file",
                &new,
                "-y",
            ],
            0,
        ),
        (
            "142_update_password_self",
            &[
                "change-password",
                "alice",
                "--current-file",
                &now,
                "--password-file",
                &new,
                "-y",
            ],
            0,
        ),
        (
            "212_update_mfa_deactivate",
            &["mfa", "off", "5zb3tyyhq38wxcjxj9fgeookuw", "-y"],
            0,
        ),
        (
            "212_update_mfa_deactivate",
            &["resetmfa", "5zb3tyyhq38wxcjxj9fgeookuw", "-y"],
            0,
        ),
        ("227_verify_email_member", &["verify", CAROL, "-y"], 0),
        (
            "245_demote_user_501",
            &["demote", CAROL, "--retries", "0"],
            8,
        ),
        (
            "247_promote_non_guest_501",
            &["promote", CAROL, "--retries", "0"],
            8,
        ),
        (
            "214_send_password_reset_unknown",
            &["reset-password", "ghost@example.test", "-y"],
            0,
        ),
        (
            "241_migrate_auth_saml_501",
            &[
                "migrate-auth",
                "email",
                "saml",
                "--auto",
                "--confirm",
                "--retries",
                "0",
            ],
            8,
        ),
        (
            "158_set_default_profile_image",
            &["image", "reset", "alice", "-y"],
            0,
        ),
        ("197_get_user_audits", &["audits", "alice"], 0),
    ] {
        let _played = site.plays(name).await;
        let run = user(&site, args);
        assert_eq!(run.code, code, "{name}: {run:?}");
        for secret in ["<NEW_PASSWORD>", "<USER_PASSWORD>", "<BCRYPT_HASH>"] {
            assert!(
                !run.stdout.contains(secret) && !run.stderr.contains(secret),
                "{run:?}"
            );
        }
    }
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

#[tokio::test]
async fn users_are_created_with_a_password_that_no_argument_holds() {
    let site = Site::mattermost().await;
    fs::write(site.path("p"), "<USER_PASSWORD>\n").unwrap();
    let file = site.path("p").to_str().unwrap().to_owned();
    let create = ["create", "--username", "bob", "--email", "bob@example.test"];
    assert_eq!(user(&site, &create).code, 2);
    let dry = user(&site, &[&create[..], &["-n"]].concat()).json();
    assert_eq!(dry["body"]["password"], "..");
    assert_eq!(site.changes().await, [""; 0]);
    {
        let _played = site.plays("029_create_user_open_signup_201").await;
        let run = user(&site, &[&create[..], &["--password-file", &file]].concat());
        assert_eq!(
            (run.code, &run.json()["username"]),
            (0, &json!("bob")),
            "{run:?}"
        );
        assert!(!run.stdout.contains("USER_PASSWORD"), "{run:?}");
    }
    {
        let _played = site.plays("029_create_user_open_signup_201").await;
        let run = user(
            &site,
            &[&create[..], &["--password", "<USER_PASSWORD>"]].concat(),
        );
        assert!(run.code == 0 && run.stderr.contains("everybody"), "{run:?}");
    }
    let made = ResponseTemplate::new(201).set_body_json(answer("029_create_user_open_signup_201"));
    site.answer("POST", "/api/v4/users", made).await;
    let run = user(
        &site,
        &[&create[..], &["--generate", "--disable-welcome-email"]].concat(),
    );
    let sent = site.bodies_at("/api/v4/users").await.pop().unwrap();
    assert_eq!(run.json()["password"], sent["password"], "{run:?}");
    assert_eq!(sent["disable_welcome_email"], true);
}

#[tokio::test]
async fn many_users_are_created_from_a_file_and_their_passwords_kept() {
    let site = Site::mattermost().await;
    let made = |name: &str, id: &str| {
        let mut user = answer("029_create_user_open_signup_201");
        user["username"] = name.into();
        user["id"] = id.into();
        ResponseTemplate::new(201).set_body_json(user)
    };
    site.answer("POST", "/api/v4/users", made("bob", CAROL))
        .await;
    site.answer("PUT", &format!("/api/v4/users/{CAROL}/roles"), ok())
        .await;
    let file = |name: &str| site.path(name).to_str().unwrap().to_owned();
    fs::write(site.path("users.csv"), "username,email,roles,firstname\nbob,b@example.test,system_user system_manager,Bob\neve,e@example.test,,\n").unwrap();
    let (users, passwords, report) = (
        file("users.csv"),
        file("passwords.csv"),
        file("report.jsonl"),
    );
    let create = ["create", "--from-file", &users, "-y"];
    assert_eq!(user(&site, &create).code, 2);
    assert_eq!(
        user(&site, &[&create[..], &["--generate"]].concat()).code,
        2
    );
    let dry = user(&site, &[&create[..], &["--generate", "-n"]].concat());
    assert_eq!(dry.json()[0]["body"]["first_name"], "Bob", "{dry:?}");
    assert_eq!(site.changes().await, [""; 0]);
    let run = user(
        &site,
        &[
            &create[..],
            &[
                "--generate",
                "--passwords-to",
                &passwords,
                "--report",
                &report,
            ],
        ]
        .concat(),
    );
    assert_eq!(run.code, 0, "{run:?}");
    let kept = fs::read_to_string(&passwords).unwrap();
    let sent = site.bodies_at("/api/v4/users").await;
    assert_eq!(sent.len(), 2);
    for body in &sent {
        let password = body["password"].as_str().unwrap();
        assert!(kept.contains(password), "{kept}");
        assert!(
            !run.stdout.contains(password)
                && !fs::read_to_string(&report).unwrap().contains(password)
        );
    }
    fs::write(site.path("bad.csv"), "username\nbob\n").unwrap();
    assert_eq!(
        user(&site, &["create", "--from-file", &file("bad.csv"), "-y"]).code,
        2
    );
}

#[tokio::test]
async fn a_user_who_exists_is_changed_only_when_that_is_wanted() {
    let site = Site::mattermost().await;
    fs::write(site.path("p"), "<USER_PASSWORD>").unwrap();
    let file = site.path("p").to_str().unwrap().to_owned();
    {
        let taken = ResponseTemplate::new(400)
            .set_body_json(answer("030_create_user_duplicate_username_400"));
        site.answer("POST", "/api/v4/users", taken).await;
    }
    let create = [
        "create",
        "--username",
        "alice",
        "--email",
        "new@example.test",
        "--password-file",
        &file,
    ];
    assert_eq!(user(&site, &create).code, 6);
    let patched = ResponseTemplate::new(200).set_body_json(answer("121_patch_user"));
    site.answer("PUT", &format!("/api/v4/users/{ALICE}/patch"), patched)
        .await;
    assert_eq!(user(&site, &[&create[..], &["--upsert"]].concat()).code, 0);
    let sent = site
        .bodies_at(&format!("/api/v4/users/{ALICE}/patch"))
        .await;
    assert_eq!(
        sent,
        [json!({"username": "alice", "email": "new@example.test"})]
    );
}
