//! Tokens and passwords of accounts: where they come from, who gets them, and who does not.

use std::{fs, os::unix::fs::PermissionsExt as _};

use serde_json::{Value, json};
use wiremock::{
    Mock, ResponseTemplate,
    matchers::{header, method, path},
};

use crate::site::{Site, user};

const LOGIN: [&str; 4] = ["syn", "user", "login", "ada"];
const AT: &str = "/_synapse/admin/v1/users/@ada:example.org/login";

fn ok(body: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

/// A server that makes tokens.
async fn site() -> Site {
    let site = Site::new().await;
    site.answer("POST", AT, ok(json!({"access_token": "syt_fresh"})))
        .await;
    Mock::given(method("POST"))
        .and(path("/_matrix/client/v3/logout"))
        .and(header("authorization", "Bearer syt_fresh"))
        .respond_with(ok(json!({})))
        .mount(&site.server)
        .await;
    site
}

#[tokio::test]
async fn a_token_is_made_only_for_somebody() {
    let site = site().await;
    let run = site.run(&LOGIN);
    assert_eq!((run.code, site.requests().await), (2, 0), "{run:?}");
    for way in ["--exec", "--export", "--token-out", "--show-token"] {
        assert!(run.stderr.contains(way), "{way}: {run:?}");
    }
    let run = site.run(&[&LOGIN[..], &["--show-token", "--expire-never"]].concat());
    assert_eq!(run.json()["access_token"], "syt_fresh", "{run:?}");
    assert_eq!(site.bodies().await, [(format!("POST {AT}"), json!({}))]);
    let run = site.run(&[&LOGIN[..], &["--export", "--expire-ts", "4102444800000"]].concat());
    assert!(
        run.stdout
            .contains("export MATRIX_ACCESS_TOKEN='syt_fresh'\n"),
        "{run:?}"
    );
    assert!(
        run.stdout
            .contains("export MATRIX_USER_ID='@ada:example.org'\n"),
        "{run:?}"
    );
    assert_eq!(
        site.bodies().await[1].1,
        json!({"valid_until_ms": 4_102_444_800_000_i64})
    );
    let file = site.path("token");
    let out = ["--token-out", file.to_str().unwrap(), "-d", "2"];
    let run = site.run(&[&LOGIN[..], &out].concat());
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{run:?}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "syt_fresh\n");
    assert_eq!(
        fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let made = site.changes().await.len();
    assert_eq!(site.run(&[&LOGIN[..], &out].concat()).code, 2);
    let past = site.run(&[&LOGIN[..], &["--show-token", "--expire", "1d ago"]].concat());
    assert!(
        past.code == 2 && past.stderr.contains("before it begins"),
        "{past:?}"
    );
    assert_eq!(site.changes().await.len(), made);
    let dry = site.run(&[&LOGIN[..], &["-n", "--expire-never"]].concat());
    assert_eq!(
        dry.json(),
        json!({"method": "POST", "path": AT, "body": {}}),
        "{dry:?}"
    );
}

#[tokio::test]
async fn a_command_gets_the_token_in_its_environment_and_it_ends_with_it() {
    let site = site().await;
    let script = "test -z \"$SYNAPSE_TOKEN\" && echo $MATRIX_USER_ID $MATRIX_ACCESS_TOKEN $MTOKEN $1; exit 7";
    let run = site.run(&[&LOGIN[..], &["--exec", "sh", "-c", script, "-", "-y"]].concat());
    assert_eq!(
        (run.code, run.stdout.as_str(), run.stderr.as_str()),
        (7, "@ada:example.org syt_fresh syt_fresh -y\n", ""),
    );
    let changes = [
        format!("POST {AT}"),
        "POST /_matrix/client/v3/logout".to_owned(),
    ];
    assert_eq!(site.changes().await, changes);
    let run = site.run(&[&LOGIN[..], &["--exec", "true"]].concat());
    assert_eq!(
        (run.code, run.stdout.as_str(), run.stderr.as_str()),
        (0, "", "")
    );
    // A command that cannot be run has no use for it either.
    let run = site.run(&[&LOGIN[..], &["--exec", "/nonexistent"]].concat());
    assert!(
        run.code == 1 && run.stderr.contains("/nonexistent"),
        "{run:?}"
    );
    assert_eq!(site.changes().await.len(), 6);
}

#[tokio::test]
async fn a_password_among_the_arguments_is_refused_with_what_to_do() {
    let site = Site::new().await;
    for args in [
        &["password", "ada", "-p", "hunter2"][..],
        &["password", "ada", "--password=hunter2"],
        &["create", "ada", "-P", "hunter2"],
        &["modify", "ada", "-P", "hunter2"],
        &[
            "register",
            "ada",
            "--password",
            "hunter2",
            "--shared-secret-file",
            "x",
        ],
    ] {
        let run = site.run(&[&["syn", "user"], args].concat());
        assert_eq!(run.code, 2, "{args:?}: {run:?}");
        assert!(
            run.stderr.contains("--password-stdin") && run.stderr.contains("--generate"),
            "{run:?}"
        );
        assert!(!run.stderr.contains("hunter2"), "{run:?}");
    }
    // Without a value it asks, and nobody is there.
    let run = site.run(&["syn", "user", "password", "ada", "-p"]);
    assert!(
        run.code == 2 && run.stderr.contains("nobody is at the terminal"),
        "{run:?}"
    );
    assert_eq!(site.changes().await, [""; 0]);
}

fn password_at(name: &str) -> String {
    format!("/_synapse/admin/v1/reset_password/@{name}:example.org")
}

#[tokio::test]
async fn a_generated_password_is_told_once_and_in_no_report() {
    let site = Site::new().await;
    for name in ["ada", "bob"] {
        site.answer("POST", &password_at(name), ok(json!({}))).await;
    }
    let report = site.path("report");
    let password = ["syn", "user", "password", "ada", "--generate", "-n", "-y"];
    let run = site.run(&[&password[..], &["--report", report.to_str().unwrap()]].concat());
    let told = run.json()[0]["result"]["password"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(told.len() >= 20, "{run:?}");
    assert_eq!(
        site.bodies().await[0].1,
        json!({"new_password": told, "logout_devices": false})
    );
    assert!(!run.stderr.contains(&told) && !fs::read_to_string(&report).unwrap().contains(&told));

    let file = site.path("passwords.csv");
    let many = [
        "syn",
        "user",
        "password",
        "ada",
        "bob",
        "--generate",
        "--passwords-file",
        file.to_str().unwrap(),
    ];
    // Declined, it leaves no file behind.
    assert_eq!(site.run(&many).code, 2);
    assert!(!file.exists());
    let run = site.run(&[&many[..], &["-y", "--concurrency", "1"]].concat());
    assert_eq!(run.code, 0, "{run:?}");
    let kept = fs::read_to_string(&file).unwrap();
    assert_eq!(
        fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let bodies = site.bodies().await;
    for (line, (_, body)) in kept.lines().skip(1).zip(&bodies[1..]) {
        let password = body["new_password"].as_str().unwrap();
        assert_eq!(line.split_once(',').unwrap().1, password);
        assert!(!run.stdout.contains(password) && !run.stderr.contains(password));
    }
    assert_eq!(bodies.len(), 3);
    assert_ne!(bodies[1].1["new_password"], bodies[2].1["new_password"]);
    // One password for two accounts is one too few.
    let run = site.run(&[
        "syn",
        "user",
        "password",
        "ada",
        "bob",
        "--password-stdin",
        "-y",
    ]);
    assert!(
        run.code == 2 && run.stderr.contains("--generate"),
        "{run:?}"
    );
}

#[tokio::test]
async fn where_accounts_are_left_to_another_service_it_is_named() {
    let site = Site::new().await;
    let missing = || {
        ResponseTemplate::new(404)
            .set_body_json(json!({"errcode": "M_UNRECOGNIZED", "error": "Unrecognized request"}))
    };
    for at in [&password_at("ada"), AT] {
        site.answer("POST", at, missing()).await;
    }
    let admin = "/_synapse/admin/v1/users/@ada:example.org/admin";
    for verb in ["GET", "PUT"] {
        site.answer(verb, admin, missing()).await;
    }
    let commands = [
        &["password", "ada", "--generate", "-y"][..],
        &["login", "ada", "--show-token"],
        &["admin", "get", "ada"],
        &["admin", "grant", "ada"],
    ];
    // Without the service, it is a path that is missing.
    for args in commands {
        let run = site.run(&[&["syn", "user"], args].concat());
        assert_eq!(run.code, 5, "{args:?}: {run:?}");
    }
    let metadata = json!({"issuer": "https://auth.example.org/"});
    site.get("/_matrix/client/v1/auth_metadata", metadata).await;
    for args in commands {
        let run = site.run(&[&["syn", "user"], args].concat());
        assert_eq!(run.code, 6, "{args:?}: {run:?}");
        assert!(run.stderr.contains("https://auth.example.org/"), "{run:?}");
    }
}

#[tokio::test]
async fn several_admins_are_asked_about_and_changed_alike() {
    let site = Site::new().await;
    let at = |name: &str| format!("/_synapse/admin/v1/users/@{name}:example.org/admin");
    for (name, admin) in [("ada", true), ("bob", false)] {
        site.get(&at(name), json!({"admin": admin})).await;
        site.answer("PUT", &at(name), ok(json!({}))).await;
    }
    site.users(&[user("me")]).await;
    let run = site.run(&["syn", "user", "admin", "get", "bob", "ada", "bob"]);
    let told = json!([{"name": "@bob:example.org", "admin": false}, {"name": "@ada:example.org", "admin": true}]);
    assert_eq!(run.json(), told, "{run:?}");
    for (verb, admin) in [("grant", true), ("revoke", false)] {
        let run = site.run(&[
            "syn",
            "user",
            "admin",
            verb,
            "ada",
            "bob",
            "-y",
            "--concurrency",
            "1",
        ]);
        assert_eq!(run.code, 0, "{run:?}");
        let bodies = site.bodies().await;
        let last: Vec<_> = bodies.iter().rev().take(2).rev().collect();
        let body = json!({"admin": admin});
        assert_eq!(
            last,
            [
                &(format!("PUT {}", at("ada")), body.clone()),
                &(format!("PUT {}", at("bob")), body)
            ]
        );
    }
    let own = site.run(&["syn", "user", "admin", "revoke", "me", "-y", "--allow-self"]);
    assert!(
        own.code == 2 && own.stderr.contains("--allow-last-admin"),
        "{own:?}"
    );
    // To ask for guests is a mistake where authentication is delegated.
    assert!(site.reads().await.last().unwrap().contains("guests=false"));
}
