//! What goes wrong, with the exit code and the document that say so.

use serde_json::json;

use crate::site::Site;

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
    let name = site.name("fast");
    site.accounts(vec![site.id("fast")]);
    let limit = [
        "synapse",
        "user",
        "ratelimit",
        "set",
        &name,
        "--messages-per-second",
        "1",
        "--burst-count",
        "1",
    ];
    site.good(&limit);
    let login = site.json(&["synapse", "user", "login", &name, "--expire", "1h"]);
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
    let refused = (0..50).find_map(|number| {
        let path = format!("/_matrix/client/v3/rooms/{room}/send/m.room.message/{number}");
        let body = r#"{"msgtype": "m.text", "body": "quick"}"#;
        let run = site.run_as(
            &token,
            &[
                "api",
                "PUT",
                &path,
                "--body",
                body,
                "--retries",
                "0",
                "-o",
                "json",
            ],
        );
        (run.code != 0).then_some(run)
    });
    let error = refused.expect("fifty messages are too many").failed(7);
    assert_eq!(
        (&error["status"], &error["code"]),
        (&json!(429), &json!("M_LIMIT_EXCEEDED"))
    );
}
