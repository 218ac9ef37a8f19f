//! `chatadm mattermost user create`: one user, many, and those who exist already.

use std::fs;

use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::{
    mattermost_user::{ok, user},
    recorded::{ALICE, BOB, CAROL, answer},
    site::Site,
};

const CREATE: [&str; 5] = ["create", "--username", "bob", "--email", "bob@example.test"];

fn made(name: &str, id: &str) -> ResponseTemplate {
    let mut user = answer("029_create_user_open_signup_201");
    user["username"] = name.into();
    user["id"] = id.into();
    ResponseTemplate::new(201).set_body_json(user)
}

fn write(site: &Site, name: &str, text: &str) -> String {
    fs::write(site.path(name), text).unwrap();
    site.path(name).to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_password_is_no_argument_and_is_not_shown() {
    let site = Site::mattermost().await;
    let create = |more: &[&str]| user(&site, &[&CREATE[..], more].concat());
    assert_eq!(create(&[]).code, 2);
    let refused = create(&["--password", "hunter2"]);
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.stderr.contains("--password-stdin"), "{refused:?}");
    assert!(!refused.stderr.contains("hunter2"), "{refused:?}");
    let dry = create(&["-n", "--system-admin", "--email-verified"]).json();
    assert_eq!(
        dry,
        json!([
            {"method": "POST", "path": "/api/v4/users",
                "body": {"username": "bob", "email": "bob@example.test", "password": ".."}},
            {"method": "PUT", "path": "/api/v4/users/{user_id}/roles", "body": {"roles": "system_user system_admin"}},
            {"method": "POST", "path": "/api/v4/users/{user_id}/email/verify/member", "body": null},
        ])
    );
    assert_eq!(site.changes().await, [""; 0]);

    site.answer("POST", "/api/v4/users", made("bob", BOB)).await;
    let run = create(&[
        "--generate",
        "--disable-welcome-email",
        "--firstname",
        "Bob",
        "--locale",
        "de",
    ]);
    let sent = site.bodies_at("/api/v4/users").await.pop().unwrap();
    assert_eq!(run.json()["password"], sent["password"], "{run:?}");
    let with = |field: &str| sent[field].clone();
    assert_eq!(
        (
            with("disable_welcome_email"),
            with("first_name"),
            with("locale")
        ),
        (json!(true), json!("Bob"), json!("de"))
    );
    let file = site.path("passwords").to_str().unwrap().to_owned();
    let run = create(&["--generate", "--passwords-to", &file]);
    let sent = site.bodies_at("/api/v4/users").await.pop().unwrap();
    let password = sent["password"].as_str().unwrap();
    assert!(run.code == 0 && !run.stdout.contains(password), "{run:?}");
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        format!("username,password\nbob,{password}\n")
    );
}

#[tokio::test]
async fn an_account_that_is_only_half_made_is_told_of() {
    let site = Site::mattermost().await;
    site.answer("POST", "/api/v4/users", made("bob", BOB)).await;
    let refused = ResponseTemplate::new(403).set_body_json(answer("134_update_user_roles_403"));
    site.answer("PUT", &format!("/api/v4/users/{BOB}/roles"), refused)
        .await;
    let verify = format!("/api/v4/users/{BOB}/email/verify/member");
    site.answer("POST", &verify, ok()).await;
    let args = ["--generate", "--system-admin", "--email-verified"];
    let run = user(&site, &[&CREATE[..], &args].concat());
    assert_eq!(run.code, 4, "{run:?}");
    // The account exists, so its password is not lost, and what else was wanted is done.
    let sent = site.bodies_at("/api/v4/users").await.pop().unwrap();
    assert_eq!(run.json()["password"], sent["password"]);
    assert!(
        run.stderr
            .contains("user roles bob --set system_user,system_admin"),
        "{}",
        run.stderr
    );
    assert_eq!(site.bodies_at(&verify).await.len(), 1);

    let users = write(
        &site,
        "users.csv",
        "username,email,password\nbob,b@example.test,secret\neve,e@example.test,secret\n",
    );
    let run = user(
        &site,
        &["create", "--from-file", &users, "--system-admin", "-y"],
    );
    assert_eq!(run.code, 4, "{run:?}");
    assert!(run.stderr.contains("bob exists now"), "{}", run.stderr);

    let guest = ResponseTemplate::new(501).set_body_json(answer("245_demote_user_501"));
    site.answer("POST", &format!("/api/v4/users/{BOB}/demote"), guest)
        .await;
    let run = user(
        &site,
        &[&CREATE[..], &["--generate", "--guest", "--retries", "0"]].concat(),
    );
    assert_eq!(run.code, 8, "{run:?}");
    assert!(run.stderr.contains("user demote bob"), "{}", run.stderr);
}

#[tokio::test]
async fn many_come_from_a_file_and_their_passwords_are_kept() {
    let site = Site::mattermost().await;
    site.answer("POST", "/api/v4/users", made("bob", CAROL))
        .await;
    site.answer("PUT", &format!("/api/v4/users/{CAROL}/roles"), ok())
        .await;
    let users = write(
        &site,
        "users.csv",
        "username,email,roles,firstname\nbob,b@example.test,system_user system_manager,Bob\neve,e@example.test,,\n",
    );
    let path = |name: &str| site.path(name).to_str().unwrap().to_owned();
    let (passwords, report) = (path("passwords.csv"), path("report.jsonl"));
    let create = |more: &[&str]| user(&site, &[&["create", "--from-file", &users], more].concat());
    assert_eq!(create(&["-y"]).code, 2);
    assert_eq!(create(&["-y", "--generate"]).code, 2);
    let dry = create(&["--generate", "-n"]).json();
    assert_eq!(dry[0]["body"]["first_name"], "Bob", "{dry}");
    assert_eq!(dry.as_array().unwrap().len(), 3, "{dry}");
    // Nobody says yes, so there is nothing to keep.
    assert_eq!(
        create(&["--generate", "--passwords-to", &passwords]).code,
        2
    );
    assert!(!site.path("passwords.csv").exists());
    assert_eq!(site.changes().await, [""; 0]);
    let run = create(&[
        "-y",
        "--generate",
        "--passwords-to",
        &passwords,
        "--report",
        &report,
    ]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(run.json()[0]["result"]["change"], "created");
    let kept = fs::read_to_string(&passwords).unwrap();
    let sent = site.bodies_at("/api/v4/users").await;
    assert_eq!(sent.len(), 2);
    for body in &sent {
        let password = body["password"].as_str().unwrap();
        assert!(kept.contains(&format!(
            "{},{password}\n",
            body["username"].as_str().unwrap()
        )));
        let report = fs::read_to_string(&report).unwrap();
        assert!(!run.stdout.contains(password) && !report.contains(password));
    }
    let again = create(&["-y", "--generate", "--passwords-to", &passwords]);
    assert_eq!(again.code, 2, "{again:?}");
    for text in [
        "username\nbob\n",
        "username,email\nbob,\n",
        "{\"username\": 1}\n",
        "username,email\nbob,b@x\nbob,b@y\n",
    ] {
        let bad = write(&site, "bad.csv", text);
        let run = user(&site, &["create", "--from-file", &bad, "-y"]);
        assert_eq!(run.code, 2, "{text}: {run:?}");
    }
}

#[tokio::test]
async fn resumed_work_keeps_the_passwords_of_before() {
    let site = Site::mattermost().await;
    let users = write(
        &site,
        "users.csv",
        "username,email\nbob,b@example.test\neve,e@example.test\n",
    );
    let passwords = write(
        &site,
        "passwords.csv",
        "username,password\nbob,old-bob\neve,old-eve\n",
    );
    let line = |id: &str, outcome: &str| {
        let server = site.server.uri();
        json!({"id": id, "outcome": outcome, "verb": "create", "noun": "user", "server": server})
    };
    let past = format!("{}\n{}\n", line("bob", "done"), line("eve", "failed"));
    let report = write(&site, "report.jsonl", &past);
    site.answer("POST", "/api/v4/users", made("eve", CAROL))
        .await;
    let run = user(
        &site,
        &[
            "create",
            "--from-file",
            &users,
            "--generate",
            "--passwords-to",
            &passwords,
            "--resume",
            &report,
            "-y",
        ],
    );
    assert_eq!(run.code, 0, "{run:?}");
    let sent = site.bodies_at("/api/v4/users").await;
    assert_eq!(
        sent,
        [json!({"username": "eve", "email": "e@example.test", "password": "old-eve"})]
    );
}

#[tokio::test]
async fn who_exists_already_is_changed_when_that_is_wanted() {
    let site = Site::mattermost().await;
    let taken =
        ResponseTemplate::new(400).set_body_json(answer("030_create_user_duplicate_username_400"));
    site.answer("POST", "/api/v4/users", taken).await;
    let alice = answer("077_get_user_by_username");
    let found = ResponseTemplate::new(200).set_body_json(json!([alice]));
    site.answer("POST", "/api/v4/users/usernames", found).await;
    let at = format!("/api/v4/users/{ALICE}/patch");
    let patched = ResponseTemplate::new(200).set_body_json(answer("121_patch_user"));
    site.answer("PUT", &at, patched).await;
    let create = |more: &[&str]| {
        let create = [
            "create",
            "--username",
            "alice",
            "--email",
            "new@example.test",
            "--generate",
        ];
        user(&site, &[&create[..], more].concat())
    };
    assert_eq!(create(&[]).code, 6);
    let dry = create(&["--upsert", "-n"]).json();
    assert_eq!(
        dry,
        json!([{"method": "PUT", "path": at, "body": {"username": "alice", "email": "new@example.test"}}])
    );
    let run = create(&["--upsert"]);
    assert_eq!(run.code, 0, "{run:?}");
    // The password stays, so none is told.
    assert_eq!(run.json().get("password"), None::<&Value>);
    let sent = site.bodies_at(&at).await;
    assert_eq!(
        sent,
        [json!({"username": "alice", "email": "new@example.test"})]
    );

    site.profile("protected_users = [\"al.*\"]");
    let create = [
        "user",
        "create",
        "--username",
        "alice",
        "--email",
        "new@example.test",
        "--generate",
        "--upsert",
    ];
    let refused = site.profiled(&create);
    assert!(
        refused.code == 2 && refused.stderr.contains("--allow-protected"),
        "{refused:?}"
    );
    let allowed = site.profiled(&[&create[..], &["--allow-protected"]].concat());
    assert_eq!(allowed.code, 0, "{allowed:?}");
}
