//! Whom no command of Mattermost touches unless it is told so outright.

use std::fs;

use serde_json::{Value, json};
use wiremock::{
    Mock, ResponseTemplate,
    matchers::{method, path, query_param},
};

use crate::{
    mattermost_user::{ok, user},
    recorded::{ADMIN, ALICE, CAROL, answer},
    site::Site,
};

/// The server says that these are its admins.
async fn admins(site: &Site, admins: &[Value]) {
    let page = Mock::given(method("GET"))
        .and(path("/api/v4/users"))
        .and(query_param("role", "system_admin"))
        .and(query_param("active", "true"));
    page.respond_with(ResponseTemplate::new(200).set_body_json(admins))
        .mount(&site.server)
        .await;
}

fn admin(id: &str, name: &str) -> Value {
    let mut admin = answer("182_pat_enabled_ok");
    admin["id"] = id.into();
    admin["username"] = name.into();
    admin
}

#[tokio::test]
async fn oneself_and_the_last_admin_are_kept() {
    for (args, path, body) in [
        (
            &["deactivate", "admin", "-y"][..],
            "active",
            json!({"active": false}),
        ),
        (
            &["roles", "admin", "--remove", "system_admin", "-y"],
            "roles",
            json!({"roles": "system_user"}),
        ),
        (
            &["roles", "admin", "--set", "system_user", "-y"],
            "roles",
            json!({"roles": "system_user"}),
        ),
        (&["demote", "admin", "-y"], "demote", json!(null)),
        (
            &["convert", "admin", "--bot", "-y"],
            "convert_to_bot",
            json!(null),
        ),
        (&["delete", "admin", "-y"], "", json!(null)),
    ] {
        let site = Site::mattermost().await;
        let at = format!("/api/v4/users/{ADMIN}/{path}");
        let at = at.trim_end_matches('/');
        for verb in ["PUT", "POST", "DELETE"] {
            site.answer(verb, at, ok()).await;
        }
        let robot = {
            let mut robot = admin(CAROL, "robot");
            robot["is_bot"] = true.into();
            robot
        };
        admins(&site, &[admin(ADMIN, "admin"), robot]).await;
        let with = |more: &[&str]| user(&site, &[args, more].concat());
        for (more, flag) in [
            (&[][..], "--allow-self"),
            (&["--allow-self"], "--allow-last-admin"),
        ] {
            let run = with(more);
            assert_eq!(run.code, 2, "{args:?}: {run:?}");
            assert!(run.stderr.contains(flag), "{args:?}: {}", run.stderr);
        }
        assert_eq!(site.changes().await, [""; 0], "{args:?}");
        with(&["--allow-self", "--allow-last-admin"]);
        assert_eq!(site.bodies_at(at).await.last(), Some(&body), "{args:?}");
    }
}

#[tokio::test]
async fn an_admin_may_go_where_another_stays() {
    let site = Site::mattermost().await;
    admins(&site, &[admin(ADMIN, "admin"), admin(CAROL, "carol")]).await;
    let at = format!("/api/v4/users/{ADMIN}/active");
    site.answer("PUT", &at, ok()).await;
    assert_eq!(
        user(&site, &["deactivate", "admin", "--allow-self"]).code,
        0
    );
    // Both at once would leave none.
    site.get("/api/v4/users/username/carol", admin(CAROL, "carol"))
        .await;
    let both = user(
        &site,
        &["deactivate", "admin", "carol", "--allow-self", "-y"],
    );
    assert!(
        both.code == 2 && both.stderr.contains("--allow-last-admin"),
        "{both:?}"
    );
}

#[tokio::test]
async fn protected_users_are_those_of_the_profile_by_name_address_or_id() {
    let site = Site::mattermost().await;
    fs::write(site.path("new"), "secret").unwrap();
    let new = site.path("new").to_str().unwrap().to_owned();
    site.answer("PUT", &format!("/api/v4/users/{ALICE}/mfa"), ok())
        .await;
    for pattern in ["alice", "al.*", "alice@example.test", ALICE] {
        site.profile(&format!("protected_users = [\"{pattern}\"]"));
        for args in [
            &["user", "deactivate", "alice", "-y"][..],
            &["user", "delete", "alice", "--permanent", "--yes-permanent"],
            &["user", "demote", "alice", "-y"],
            &["user", "convert", "alice", "--bot", "-y"],
            &["user", "roles", "alice", "--add", "system_admin", "-y"],
            &["roles", "system-admin", "alice", "-y"],
            &["user", "mfa", "off", "alice", "-y"],
            &["user", "edit", "alice", "--nickname", "x", "-y"],
            &[
                "user",
                "edit",
                "auth",
                "alice",
                "--service",
                "ldap",
                "--auth-data",
                "x",
                "-y",
            ],
            &[
                "user",
                "change-password",
                "alice",
                "--password-file",
                &new,
                "-y",
            ],
        ] {
            let run = site.profiled(args);
            assert_eq!(run.code, 2, "{pattern}, {args:?}: {run:?}");
            assert!(
                run.stderr.contains("--allow-protected"),
                "{args:?}: {}",
                run.stderr
            );
        }
    }
    assert_eq!(site.changes().await, [""; 0]);
    let run = site.profiled(&["user", "mfa", "off", "alice", "-y", "--allow-protected"]);
    assert_eq!(run.code, 0, "{run:?}");
    site.profile("protected_users = [\"lic\"]");
    assert_eq!(
        site.profiled(&["user", "mfa", "off", "alice", "-y"]).code,
        0
    );
}

#[tokio::test]
#[allow(clippy::too_many_lines, reason = "a row for each command")]
async fn where_only_reading_is_allowed_nothing_changes() {
    let site = Site::mattermost().await;
    for name in ["p", "pairs.csv"] {
        fs::write(site.path(name), "email,username\nx@example.test,x\n").unwrap();
    }
    let file = |name: &str| site.path(name).to_str().unwrap().to_owned();
    let (password, pairs) = (file("p"), file("pairs.csv"));
    site.profile("read_only = true");
    let token = "cbxq74uwhfy9zktpkkfhwjp5ao";
    for args in [
        &["user", "activate", "alice"][..],
        &["user", "deactivate", "alice"],
        &["user", "delete", "alice"],
        &[
            "user",
            "delete-all",
            "--unix-socket",
            "/nowhere",
            "--confirm",
        ],
        &[
            "user",
            "create",
            "--username",
            "x",
            "--email",
            "x@example.test",
            "--generate",
        ],
        &[
            "user",
            "create",
            "--from-file",
            &pairs,
            "--generate",
            "--passwords-to",
            "/nowhere/x",
        ],
        &["user", "edit", "alice", "--nickname", "x"],
        &["user", "invite", "x@example.test", ALICE],
        &["user", "reset-password", "alice"],
        &["user", "send-verification", "alice"],
        &[
            "user",
            "change-password",
            "alice",
            "--password-file",
            &password,
        ],
        &["user", "mfa", "off", "alice"],
        &["user", "unlock", "alice"],
        &["user", "verify", "alice"],
        &["user", "promote", "alice"],
        &["user", "demote", "alice"],
        &["user", "convert", "alice", "--bot"],
        &[
            "user",
            "convert",
            "alice",
            "--user",
            "--password-file",
            &password,
        ],
        &["user", "roles", "alice", "--add", "system_admin"],
        &["roles", "system-admin", "alice"],
        &[
            "user",
            "preference",
            "set",
            "alice",
            "-c",
            "a",
            "-n",
            "b",
            "-v",
            "c",
        ],
        &[
            "user",
            "preference",
            "delete",
            "alice",
            "-c",
            "a",
            "-n",
            "b",
        ],
        &["user", "migrate-auth", "ldap", "saml", &pairs, "--confirm"],
        &["user", "image", "set", "alice", &password],
        &["user", "image", "reset", "alice"],
        &["token", "generate", "alice", "x"],
        &["token", "revoke", token],
        &["token", "disable", token],
        &["token", "enable", token],
        &["token", "rotate", token, "--expires", "never"],
        &["token", "non-compliant", "--revoke", "--yes-revoke"],
        &["session", "revoke", "alice", token],
        &["session", "revoke-all", "alice"],
        &["session", "revoke-all", "--all-users"],
    ] {
        let run = site.profiled(&[args, &["-y"]].concat());
        assert_eq!(run.code, 3, "{args:?}: {run:?}");
        assert!(run.stderr.contains("read_only"), "{args:?}: {}", run.stderr);
    }
    assert_eq!(site.changes().await, [""; 0]);
}
