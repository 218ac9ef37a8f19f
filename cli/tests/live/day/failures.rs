//! What goes wrong, with the exit code and the document that say so.

use std::thread;

use serde_json::json;

use crate::site::{Run, Site};

pub(super) fn script(site: &Site) {
    let list = ["synapse", "user", "list", "-o", "json"];
    let wrong = site.run_as("not-a-token", &list).failed(4);
    assert_eq!(
        (&wrong["status"], &wrong["code"]),
        (&json!(401), &json!("M_UNKNOWN_TOKEN"))
    );
    assert!(wrong["hint"].is_string(), "{wrong}");
    let refused = site.run_as(site.user_token(), &list).failed(4);
    assert_eq!(
        (&refused["status"], &refused["code"]),
        (&json!(403), &json!("M_FORBIDDEN"))
    );
    assert!(
        refused["hint"].as_str().unwrap().contains("admin"),
        "{refused}"
    );
    let nobody = site.bad(5, &["synapse", "user", "details", &site.id("nobody")]);
    assert_eq!(
        (&nobody["status"], &nobody["operation"]),
        (&json!(404), &json!("get_user"))
    );
    let words = site.run(&[
        "synapse",
        "user",
        "details",
        &site.id("nobody"),
        "-o",
        "table",
    ]);
    assert_eq!((words.code, words.stdout.as_str()), (5, ""));
    assert!(
        words.stderr.starts_with("error: ") && words.stderr.contains("404"),
        "{words:?}"
    );

    too_fast(site);

    let bad = site.run(&["synapse", "user", "details", "@no colon"]);
    assert_eq!((bad.code, bad.stdout.as_str()), (2, ""), "{bad:?}");
    let seconds = site.run(&[
        "synapse",
        "media",
        "purge",
        "--before-ts",
        "1700000000",
        "-y",
    ]);
    assert_eq!(seconds.code, 2, "{seconds:?}");
    assert!(seconds.stderr.contains("1700000000000"), "{seconds:?}");
    let output = site
        .command(&list)
        .env_remove("SYNAPSE_TOKEN")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3), "no token");
    let output = site
        .command(&list)
        .env("SYNAPSE_URL", "http://127.0.0.1:1")
        .args(["--retries", "0"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(9), "no server");

    // A part of many fails: the rest is done, and the report names each.
    let (real, ghost) = (site.id("part"), site.id("ghost"));
    site.accounts(vec![real.clone()]);
    let input = format!("{real}\n{ghost}\n");
    let args = [
        "synapse",
        "user",
        "lock",
        "--from-file",
        "-",
        "-y",
        "--continue-on-error",
        "-o",
        "json",
    ];
    let part = site.run_with_input(&args, &input);
    assert_eq!(part.code, 10, "{part:?}");
    let outcomes = part.json();
    let outcome = |id: &str| {
        let line = outcomes
            .as_array()
            .unwrap()
            .iter()
            .find(|line| line["id"] == id);
        line.unwrap()["outcome"].clone()
    };
    assert_eq!(
        (outcome(&real), outcome(&ghost)),
        (json!("done"), json!("failed"))
    );
}

/// An account that may send one message in a long while is told to wait, and the program gives up in time.
fn too_fast(site: &Site) {
    // A token that the admin makes has the admin's limits, so the account logs in by itself.
    let name = site.name("fast");
    let password = site.file("password", "correct horse battery staple");
    site.good(&[
        "synapse",
        "user",
        "create",
        &name,
        "--password-file",
        &password,
    ]);
    let login = json!({
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": name},
        "password": "correct horse battery staple",
    });
    let args = ["api", "POST", "/_matrix/client/v3/login", "--body", "-"];
    let login = site.run_with_input(&args, &login.to_string()).json();
    let token = login["access_token"].as_str().unwrap().to_owned();
    let room = site.run_as(
        &token,
        &[
            "api",
            "POST",
            "/_matrix/client/v3/createRoom",
            "--body",
            "{}",
        ],
    );
    let room = room.json()["room_id"].as_str().unwrap().to_owned();
    let limit = ["--messages-per-second", "1", "--burst-count", "1"];
    site.good(&[&["synapse", "user", "ratelimit", "set", &name][..], &limit].concat());
    let say = |number: usize| {
        let path = format!("/_matrix/client/v3/rooms/{room}/send/m.room.message/{number}");
        let body = r#"{"msgtype": "m.text", "body": "quick"}"#;
        let send = ["api", "PUT", &path, "--body", body];
        site.run_as(
            &token,
            &[&send[..], &["--retries", "0", "-o", "json"]].concat(),
        )
    };
    let runs: Vec<Run> = thread::scope(|scope| {
        let say = &say;
        let started: Vec<_> = (0..12)
            .map(|number| scope.spawn(move || say(number)))
            .collect();
        started.into_iter().map(|run| run.join().unwrap()).collect()
    });
    let refused = runs.into_iter().find(|run| run.code != 0);
    let error = refused.expect("twelve at once are too many").failed(7);
    assert_eq!(
        (&error["status"], &error["code"]),
        (&json!(429), &json!("M_LIMIT_EXCEEDED"))
    );
}
