//! One document on standard output, in every format.

use std::process::Stdio;

use serde_json::{Value, json};

use crate::site::{Site, user};

async fn two() -> Site {
    let site = Site::new().await;
    let mut evil = user("evil");
    evil["displayname"] = "=HYPERLINK(\u{1b}[31m)".into();
    site.users(&[user("ada"), evil]).await;
    site
}

fn list<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["synapse", "user", "list"], more].concat()
}

#[tokio::test]
async fn machines_get_one_document_in_each_format() {
    let site = two().await;
    let names = ["@ada:example.org", "@evil:example.org"];
    for format in ["json", "j", "pprint", "p", "minified", "m", "raw"] {
        let run = site.run(&list(&["-o", format]));
        assert_eq!(run.code, 0, "{}", run.stderr);
        let found: Vec<Value> = run
            .json()
            .as_array()
            .unwrap()
            .iter()
            .map(|user| user["name"].clone())
            .collect();
        assert_eq!(found, names, "{format}");
    }
    for format in ["yaml", "y"] {
        let found: Value =
            serde_yaml_ng::from_str(&site.run(&list(&["-o", format])).stdout).unwrap();
        assert_eq!(found[1]["name"], names[1]);
    }
    let lines = site.run(&list(&["-o", "jsonl"])).stdout;
    let found: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(found[0]["name"], names[0]);
    assert_eq!(
        site.run(&list(&["-o", "ids"])).stdout,
        "@ada:example.org\n@evil:example.org\n"
    );
}

#[tokio::test]
async fn a_pipe_gets_json_and_moments_as_numbers() {
    let run = two().await.run(&list(&[]));
    assert_eq!(run.json()[0]["creation_ts"], 1_767_225_600_000_i64);
}

#[tokio::test]
async fn spreadsheets_get_no_formulas() {
    let site = two().await;
    let csv = site
        .run(&list(&["-o", "csv", "--columns", "name,displayname"]))
        .stdout;
    assert_eq!(csv.lines().next(), Some("name,displayname"));
    assert!(csv.contains("@evil:example.org,'=HYPERLINK"), "{csv}");
    let tsv = site
        .run(&list(&[
            "-o",
            "tsv",
            "--no-headers",
            "--columns",
            "name,admin",
        ]))
        .stdout;
    assert_eq!(tsv, "@ada:example.org\tfalse\n@evil:example.org\tfalse\n");
    let raw = site
        .run(&list(&[
            "-o",
            "csv",
            "--columns",
            "displayname",
            "--csv-raw",
        ]))
        .stdout;
    assert_eq!(raw, "displayname\nada\n=HYPERLINK(\u{1b}[31m)\n");
    for format in ["csv", "tsv"] {
        let text = site.run(&list(&["-o", format])).stdout;
        assert!(!text.contains('\u{1b}'), "{text}");
    }
}

#[tokio::test]
async fn fields_that_are_not_there_are_told() {
    let site = two().await;
    for args in [
        &["--columns", "name,display-name", "-o", "csv"][..],
        &["--columns", "names", "-o", "table"],
        &["--json", "Name"],
        &["--columns", "shoe_size", "-o", "table"],
    ] {
        let run = site.run(&list(args));
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{args:?}");
        assert!(run.stderr.contains("displayname"), "{}", run.stderr);
    }
    // Servers leave out what has no value, so scripts get an empty column and a word.
    let run = site.run(&list(&["--columns", "name,suspended", "-o", "csv"]));
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(
        run.stdout,
        "name,suspended\n@ada:example.org,\n@evil:example.org,\n"
    );
    assert!(
        run.stderr.contains("no item has a field `suspended`"),
        "{}",
        run.stderr
    );
    let run = site.run(&list(&["--columns", "name,admin"]));
    assert_eq!(
        run.json()[0],
        json!({"name": "@ada:example.org", "admin": false})
    );
}

#[tokio::test]
async fn no_level_of_detail_shows_the_token() {
    let site = two().await;
    let log = site.path("log");
    for args in [
        &["-vvv"][..],
        &["-vvv", "--log-format", "json"],
        &["-vvv", "--log-file", log.to_str().unwrap()],
    ] {
        let run = site.run(&[args, &["synapse", "user", "list"]].concat());
        assert_eq!(run.code, 0, "{run:?}");
        assert!(!run.stderr.contains("planted"), "{}", run.stderr);
    }
    let log = std::fs::read_to_string(log).unwrap();
    assert!(
        log.contains("list_users_v3") && !log.contains("planted"),
        "{log}"
    );
}

#[tokio::test]
async fn a_terminal_gets_no_control_characters() {
    let site = two().await;
    for format in ["table", "human", "h"] {
        let columns = ["-o", format, "--columns", "name,displayname,creation_ts"];
        let table = site.run(&list(&columns)).stdout;
        assert!(
            table.contains("DISPLAYNAME") && !table.contains('\u{1b}'),
            "{table}"
        );
        assert!(table.contains("2026-01-01 00:00:00"), "{table}");
    }
}

#[tokio::test]
async fn fields_columns_times_and_expressions_are_chosen() {
    let site = two().await;
    let fields = site.run(&list(&["--json", "name,admin"])).json();
    assert_eq!(
        fields[0],
        json!({"name": "@ada:example.org", "admin": false})
    );
    let times = site.run(&list(&["--time", "rfc3339"])).json();
    assert_eq!(times[0]["creation_ts"], "2026-01-01T00:00:00Z");
    let old = site.run(&list(&["--dt"])).json();
    assert_eq!(old[0]["creation_ts"], "2026-01-01 00:00:00");
    assert_eq!(
        site.run(&list(&["--jq", ".[].displayname"]))
            .stdout
            .lines()
            .next(),
        Some("ada")
    );
}

#[tokio::test]
async fn an_empty_list_is_a_document_too() {
    let site = Site::new().await;
    site.users(&[]).await;
    assert_eq!(site.run(&list(&[])).json(), json!([]));
    assert_eq!(site.run(&list(&["-o", "yaml"])).stdout, "[]\n");
    assert_eq!(
        site.run(&list(&["-o", "csv", "--columns", "name"])).stdout,
        "name\n"
    );
    assert_eq!(site.run(&list(&["-o", "jsonl"])).stdout, "");
}

#[tokio::test]
async fn a_reader_that_has_seen_enough_is_no_failure() {
    let site = Site::new().await;
    let users: Vec<Value> = (0..2000)
        .map(|number| user(&format!("user{number}")))
        .collect();
    site.users(&users).await;
    let mut child = site
        .command(&list(&["-o", "jsonl"]))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}
