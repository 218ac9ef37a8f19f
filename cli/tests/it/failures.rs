//! Each kind of failure has its exit code, and tells what to try.

use serde_json::json;
use wiremock::ResponseTemplate;

use crate::site::{Run, Site};

const ADA: &str = "/_synapse/admin/v2/users/@ada:example.org";
const SHOW: [&str; 6] = [
    "synapse",
    "user",
    "show",
    "@ada:example.org",
    "--retries",
    "0",
];

async fn show(answer: ResponseTemplate) -> Run {
    let site = Site::new().await;
    site.answer("GET", ADA, answer).await;
    site.run(&SHOW)
}

fn said(status: u16, code: &str) -> ResponseTemplate {
    ResponseTemplate::new(status)
        .insert_header("x-request-id", "r-1")
        .set_body_json(json!({"errcode": code, "error": "no"}))
}

#[tokio::test]
async fn statuses_become_exit_codes() {
    for (status, code, exit) in [
        (401, "M_UNKNOWN_TOKEN", 4),
        (403, "M_FORBIDDEN", 4),
        (404, "M_NOT_FOUND", 5),
        (400, "M_INVALID_PARAM", 6),
        (409, "M_UNKNOWN", 6),
        (429, "M_LIMIT_EXCEEDED", 7),
        (500, "M_UNKNOWN", 8),
        (503, "M_UNKNOWN", 8),
    ] {
        let run = show(said(status, code)).await;
        assert_eq!((run.code, run.stdout.as_str()), (exit, ""), "{run:?}");
        let error = run.error();
        assert_eq!(error["operation"], "get_user");
        assert_eq!(error["status"], status);
        assert_eq!(error["code"], code);
        assert_eq!(error["exit_code"], exit);
        assert_eq!(error["request_id"], "r-1");
        assert!(!run.stderr.contains("planted"));
    }
}

#[tokio::test]
async fn an_answer_that_breaks_the_contract_has_its_own_code() {
    let run = show(ResponseTemplate::new(200).set_body_string("<html>")).await;
    assert_eq!(run.code, 13, "{run:?}");
}

#[tokio::test]
async fn a_server_that_is_not_there_has_its_own_code() {
    let site = Site::blank().await;
    let mut command = site.command(&SHOW);
    command.env("SYNAPSE_URL", "http://127.0.0.1:1");
    let run = Run::of(command.output().unwrap());
    assert_eq!(run.code, 9, "{run:?}");
    assert_eq!(run.error()["operation"], "get_user");
}

#[tokio::test]
async fn people_get_a_sentence_and_a_hint() {
    let site = Site::new().await;
    site.answer("GET", ADA, said(403, "M_FORBIDDEN")).await;
    let run = site.run(&[&SHOW[..], &["-o", "table"]].concat());
    assert!(run.stderr.starts_with("error: "), "{}", run.stderr);
    assert!(
        run.stderr
            .contains("hint: the account of this token is no server admin"),
        "{}",
        run.stderr
    );
}

#[tokio::test]
async fn the_document_of_a_failure_has_each_field_whatever_is_known() {
    let fields = [
        "code",
        "exit_code",
        "hint",
        "message",
        "operation",
        "request_id",
        "status",
    ];
    let usage: [&[&str]; 2] = [
        &["synapse", "user", "show", "a:b:c", "-o", "json"],
        &["synapse", "user", "lst", "-o", "json"],
    ];
    let site = Site::new().await;
    let mut runs: Vec<Run> = usage.iter().map(|args| site.run(args)).collect();
    assert!(runs.iter().all(|run| run.code == 2), "{runs:?}");
    runs.push(show(said(500, "M_UNKNOWN")).await);
    for run in runs {
        let error = run.error();
        let names: Vec<&String> = error.as_object().unwrap().keys().collect();
        assert_eq!(names, fields, "{run:?}");
        assert_eq!(error["exit_code"], run.code);
        assert_eq!(run.stdout, "");
    }
}

#[tokio::test]
async fn arguments_that_cannot_be_understood_are_told_in_the_form_that_is_asked_for() {
    let site = Site::blank().await;
    let run = site.run(&["synapse", "user", "lst", "-o", "json"]);
    assert_eq!(run.code, 2);
    let error = run.error();
    assert!(
        error["message"].as_str().unwrap().contains("lst"),
        "{error}"
    );
    assert!(error["hint"].as_str().unwrap().contains("list"), "{error}");
    let run = site.run(&["synapse", "user", "lst"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.starts_with("error: "), "{}", run.stderr);
    assert_eq!(site.run(&["--version", "-o", "json"]).code, 0);
}

#[tokio::test]
async fn a_route_that_is_not_there_has_its_likely_reasons() {
    let absent = || said(404, "M_UNRECOGNIZED");
    let hint = show(absent()).await.error()["hint"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        hint.contains("older version") && hint.contains("worker"),
        "{hint}"
    );
    let site = Site::new().await;
    let tokens = "/_synapse/admin/v1/registration_tokens";
    site.answer("GET", tokens, absent()).await;
    let error = site.run(&["synapse", "regtok", "list"]).error();
    let hint = error["hint"].as_str().unwrap();
    assert!(hint.contains("removed where MAS"), "{hint}");
}
