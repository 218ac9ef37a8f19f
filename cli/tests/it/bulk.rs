//! Changes of many accounts: what is asked, what is guarded, and what is left when it stops.

use std::{fs, path::Path, process::Stdio, time::Duration};

use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::site::{ME, Run, Site, account, report, user};

fn path(name: &str) -> String {
    format!("/_synapse/admin/v1/deactivate/@{name}:example.org")
}

async fn deactivates(site: &Site, name: &str) {
    let done =
        ResponseTemplate::new(200).set_body_json(json!({"id_server_unbind_result": "success"}));
    site.answer("POST", &path(name), done).await;
}

async fn refuses(site: &Site, name: &str, status: u16, code: &str) {
    let answer =
        ResponseTemplate::new(status).set_body_json(json!({"errcode": code, "error": "no"}));
    site.answer("POST", &path(name), answer).await;
}

const DEACTIVATE: [&str; 3] = ["synapse", "user", "deactivate"];

fn deactivate<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&DEACTIVATE, more].concat()
}

#[tokio::test]
async fn localparts_are_completed_and_one_account_needs_a_yes() {
    let site = Site::new().await;
    deactivates(&site, "ada").await;
    let asked = site.run(&deactivate(&["ada"]));
    assert_eq!(asked.code, 2, "{asked:?}");
    assert!(asked.stderr.contains("--yes"), "{}", asked.stderr);
    assert_eq!(site.changes().await, [""; 0]);
    for yes in [
        "-y",
        "--batch",
        "--no-confirm",
        "--non-interactive",
        "--scripting",
    ] {
        let run = site.run(&deactivate(&["ada", yes]));
        assert_eq!(run.code, 0, "{run:?}");
        assert_eq!(
            run.json(),
            json!([{"id": "@ada:example.org", "outcome": "done", "result": {"id_server_unbind_result": "success"}}])
        );
    }
}

#[tokio::test]
async fn erasing_wants_more_than_a_yes() {
    let site = Site::new().await;
    deactivates(&site, "ada").await;
    let run = site.run(&deactivate(&["ada", "--erase", "--yes"]));
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("--yes-erase"), "{}", run.stderr);
    assert_eq!(
        site.run(&deactivate(&["ada", "--erase", "--yes-erase"]))
            .code,
        0
    );
    assert_eq!(site.changes().await.len(), 1);
}

#[tokio::test]
async fn a_dry_run_prints_the_requests_and_sends_none() {
    let site = Site::new().await;
    site.users(&[user("spam1"), user("ada"), user("spam2")])
        .await;
    let run = site.run(&deactivate(&["--match", "@spam[0-9]+:", "-n"]));
    assert_eq!(run.code, 0, "{run:?}");
    let requests = run.json();
    let paths: Vec<&Value> = requests
        .as_array()
        .unwrap()
        .iter()
        .map(|request| &request["path"])
        .collect();
    assert_eq!(paths, [&json!(path("spam1")), &json!(path("spam2"))]);
    assert_eq!(site.changes().await, [""; 0]);
}

#[tokio::test]
async fn a_pattern_means_exactly_the_accounts_that_match() {
    let site = Site::new().await;
    let names = ["spam1", "ada", "spam2", "nospam3"];
    site.users(&names.map(user)).await;
    for name in names {
        deactivates(&site, name).await;
    }
    let run = site.run(&["synapse", "user", "deactivate-regex", "@spam", "-y"]);
    assert_eq!(run.code, 0, "{run:?}");
    let mut changes = site.changes().await;
    changes.sort();
    assert_eq!(
        changes,
        [
            format!("POST {}", path("spam1")),
            format!("POST {}", path("spam2"))
        ]
    );
}

#[tokio::test]
async fn a_partial_failure_is_reported_and_resumed() {
    let site = Site::new().await;
    let file = site.path("report.jsonl");
    let file = file.to_str().unwrap();
    for name in ["a", "c"] {
        deactivates(&site, name).await;
    }
    refuses(&site, "b", 500, "M_UNKNOWN").await;
    let ids = site.path("ids.csv");
    fs::write(
        &ids,
        "name,why\n@a:example.org,x\n@b:example.org,y\n@c:example.org,z\n",
    )
    .unwrap();
    let ids = ids.to_str().unwrap();
    let args = deactivate(&[
        "--from-file",
        ids,
        "--continue-on-error",
        "--yes",
        "--retries",
        "0",
    ]);
    let run = site.run(&[&args[..], &["--report", file]].concat());
    assert_eq!(run.code, 10, "{run:?}");
    assert!(
        run.error()["message"]
            .as_str()
            .unwrap()
            .contains("2 done, 1 failed"),
        "{}",
        run.stderr
    );
    assert_eq!(run.json().as_array().unwrap().len(), 3);
    let outcomes = report(site.path("report.jsonl").as_path());
    assert_eq!(outcomes["@b:example.org"], "failed");
    assert_eq!(outcomes["@c:example.org"], "done");
    assert!(!fs::read_to_string(file).unwrap().contains("planted"));
    // The file is not overwritten by mistake.
    assert_eq!(site.run(&[&args[..], &["--report", file]].concat()).code, 2);

    site.server.reset().await;
    site.get(
        "/_matrix/client/v3/account/whoami",
        json!({"user_id": ME, "is_guest": false}),
    )
    .await;
    deactivates(&site, "b").await;
    let run = site.run(&[&args[..], &["--resume", file]].concat());
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(site.changes().await, [format!("POST {}", path("b"))]);
    assert!(
        report(site.path("report.jsonl").as_path())
            .values()
            .all(|outcome| outcome == "done")
    );
}

#[tokio::test]
async fn a_report_that_was_cut_off_is_resumed() {
    let site = Site::new().await;
    for name in ["a", "b", "c", "d"] {
        deactivates(&site, name).await;
    }
    // What was begun is looked at: the one was cut off before it was done, the other after.
    for (name, is_done) in [("b", false), ("d", true)] {
        let id = format!("@{name}:example.org");
        let mut account = account(name);
        account["deactivated"] = json!(is_done);
        site.get(&format!("/_synapse/admin/v2/users/{id}"), account)
            .await;
    }
    let file = site.path("report.jsonl");
    let line = |id: &str, outcome: &str| {
        format!(
            "{}\n",
            json!({"id": format!("@{id}:example.org"), "outcome": outcome, "verb": "deactivate",
                "noun": "user", "server": site.server.uri()})
        )
    };
    let text = [
        line("a", "started"),
        line("a", "done"),
        line("d", "started"),
        line("b", "started"),
        "{\"id\":\"@b".to_owned(),
    ]
    .concat();
    fs::write(&file, text).unwrap();
    let run = site.run(&deactivate(&[
        "a",
        "b",
        "c",
        "-y",
        "--resume",
        file.to_str().unwrap(),
    ]));
    assert_eq!(run.code, 0, "{run:?}");
    let mut changes = site.changes().await;
    changes.sort();
    assert_eq!(
        changes,
        [format!("POST {}", path("b")), format!("POST {}", path("c"))]
    );
    let outcomes = report(&file);
    assert_eq!(outcomes.len(), 4);
    assert!(outcomes.values().all(|outcome| outcome == "done"));
}

#[tokio::test]
async fn only_a_report_of_the_same_work_is_gone_on_with() {
    let site = Site::new().await;
    deactivates(&site, "a").await;
    let file = site.path("report.jsonl");
    let file = file.to_str().unwrap();
    let resume = |more: &[&str]| {
        site.run(&deactivate(
            &[&["a", "-y", "--resume", file], more].concat(),
        ))
    };
    let run = resume(&[]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("--report"), "{}", run.stderr);
    assert!(!Path::new(file).exists());

    assert_eq!(
        site.run(&deactivate(&["a", "-y", "--report", file])).code,
        0
    );
    // The same server by another name of its address is the same.
    let run = resume(&["--url", &format!("{}/", site.server.uri())]);
    assert_eq!((run.code, run.json()), (0, json!([])), "{run:?}");
    assert!(run.stderr.contains("nothing to do"), "{}", run.stderr);
    let other = Site::new().await;
    let run = Run::of(
        other
            .command(&deactivate(&["a", "-y", "--resume", file]))
            .output()
            .unwrap(),
    );
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains(&site.server.uri()), "{}", run.stderr);
    let run = site.run(&["synapse", "user", "suspend", "a", "-y", "--resume", file]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("deactivate"), "{}", run.stderr);
    assert_eq!(site.changes().await.len(), 1);
}

#[tokio::test]
async fn a_report_is_begun_after_the_answer() {
    let site = Site::new().await;
    let file = site.path("report.jsonl");
    let run = site.run(&deactivate(&["a", "b", "--report", file.to_str().unwrap()]));
    assert_eq!(run.code, 2, "{run:?}");
    assert!(!file.exists());
}

#[tokio::test]
async fn the_output_of_a_list_says_what_to_change() {
    let site = Site::new().await;
    site.users(&[user("a"), user("b")]).await;
    for name in ["a", "b"] {
        deactivates(&site, name).await;
    }
    for format in ["json", "jsonl", "csv", "ids", "pprint", "minified"] {
        let list = site.run(&["synapse", "user", "list", "-o", format]);
        let file = site.path("users");
        fs::write(&file, list.stdout).unwrap();
        let run = site.run(&deactivate(&["--from-file", file.to_str().unwrap(), "-n"]));
        assert_eq!(run.code, 0, "{format}: {run:?}");
        assert_eq!(run.json().as_array().unwrap().len(), 2, "{format}");
    }
}

#[tokio::test]
async fn all_that_was_done_is_summed_up() {
    let site = Site::new().await;
    for name in ["a", "b"] {
        deactivates(&site, name).await;
    }
    let run = site.run(&deactivate(&["a", "b", "-y"]));
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stderr.ends_with("\n2 done\n"), "{}", run.stderr);
    let quiet = site.run(&deactivate(&["a", "b", "-y", "-q"]));
    assert_eq!(quiet.stderr, "");
}

#[tokio::test]
async fn a_refusal_of_the_caller_stops_everything() {
    let site = Site::new().await;
    for name in ["a", "b", "c"] {
        refuses(&site, name, 401, "M_UNKNOWN_TOKEN").await;
    }
    let args = deactivate(&[
        "a",
        "b",
        "c",
        "-y",
        "--continue-on-error",
        "--concurrency",
        "1",
    ]);
    let run = site.run(&args);
    assert_eq!(run.code, 4, "{run:?}");
    assert_eq!(site.changes().await.len(), 1);
}

#[tokio::test]
async fn a_failure_stops_unless_told_otherwise() {
    let site = Site::new().await;
    deactivates(&site, "a").await;
    refuses(&site, "b", 404, "M_NOT_FOUND").await;
    deactivates(&site, "c").await;
    let run = site.run(&deactivate(&["a", "b", "c", "-y", "--concurrency", "1"]));
    assert_eq!(run.code, 10, "{run:?}");
    assert!(run.stderr.contains("1 not begun"), "{}", run.stderr);
    // One account alone fails as itself.
    assert_eq!(site.run(&deactivate(&["b", "-y"])).code, 5);
}

#[tokio::test]
async fn nobody_locks_themselves_out_by_mistake() {
    let site = Site::new().await;
    site.users(&[user("me")]).await;
    deactivates(&site, "me").await;
    let run = site.run(&deactivate(&["a", "me", "-y"]));
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("--allow-self"), "{}", run.stderr);
    let run = site.run(&deactivate(&["me", "-y", "--allow-self"]));
    assert!(run.stderr.contains("--allow-last-admin"), "{}", run.stderr);
    assert_eq!(site.changes().await, [""; 0]);
    assert_eq!(
        site.run(&deactivate(&[
            "me",
            "-y",
            "--allow-self",
            "--allow-last-admin"
        ]))
        .code,
        0
    );
}

#[tokio::test]
async fn protected_users_and_read_only_profiles_are_respected() {
    use std::os::unix::fs::PermissionsExt as _;
    let site = Site::new().await;
    deactivates(&site, "root").await;
    let uri = site.server.uri();
    let config = site.path("config.toml");
    let write = |more: &str| {
        let text = format!(
            "[profiles.p]\napi = \"synapse\"\nserver = \"{uri}\"\ntoken = \"planted\"\n{more}\n"
        );
        fs::write(&config, text).unwrap();
        fs::set_permissions(&config, fs::Permissions::from_mode(0o600)).unwrap();
    };
    let run = |more: &[&str]| Run::of(site.bare(&deactivate(more)).output().unwrap());
    write("protected_users = [\"@root:.*\"]");
    let refused = run(&["root", "-y"]);
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(
        refused.stderr.contains("--allow-protected"),
        "{}",
        refused.stderr
    );
    write("read_only = true");
    let refused = run(&["root", "-y"]);
    assert_eq!(refused.code, 3, "{refused:?}");
    let api = ["api", "POST", &path("root"), "--body", "{}", "-y"];
    assert_eq!(Run::of(site.bare(&api).output().unwrap()).code, 3);
    let api = [
        "api",
        "deactivate_user",
        "-p",
        "user_id=@root:example.org",
        "--body",
        "{}",
        "-y",
    ];
    assert_eq!(Run::of(site.bare(&api).output().unwrap()).code, 3);
    assert_eq!(site.changes().await, [""; 0]);
    write("protected_users = [\"@root:.*\"]");
    assert_eq!(run(&["root", "-y", "--allow-protected"]).code, 0);
}

#[tokio::test]
async fn an_interrupt_finishes_what_is_on_its_way_and_says_how_to_go_on() {
    let site = Site::new().await;
    let names = ["a", "b", "c", "d"];
    for name in names {
        let done = ResponseTemplate::new(200)
            .set_body_json(json!({"id_server_unbind_result": "success"}))
            .set_delay(Duration::from_millis(300));
        site.answer("POST", &path(name), done).await;
    }
    let file = site.path("report.jsonl");
    let args = deactivate(&[
        "a",
        "b",
        "c",
        "d",
        "-y",
        "--concurrency",
        "1",
        "--report",
        file.to_str().unwrap(),
    ]);
    let child = site
        .command(&args)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The first is on its way when the report names it.
    while !fs::read_to_string(&file)
        .unwrap_or_default()
        .contains("started")
    {
        std::thread::yield_now();
    }
    let kill = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(kill.unwrap().success());
    let run = Run::of(child.wait_with_output().unwrap());
    assert_eq!(run.code, 130, "{run:?}");
    assert!(run.stderr.contains("--resume"), "{}", run.stderr);
    let outcomes = report(&file);
    assert!(
        outcomes.len() < names.len() && outcomes.values().all(|outcome| outcome == "done"),
        "{outcomes:?}"
    );
}
