//! Notices: who gets what, and that nobody gets it twice.

use std::{collections::BTreeMap, fs};

use serde_json::{Value, json};
use wiremock::{
    Mock, ResponseTemplate,
    matchers::{body_partial_json, method, path_regex},
};

use crate::site::{ME, Site, user};

const SEND: [&str; 4] = ["syn", "notice", "send", "-y"];

async fn sends(site: &Site) {
    let sent = ResponseTemplate::new(200).set_body_json(json!({"event_id": "$e"}));
    Mock::given(method("PUT"))
        .and(path_regex(
            "^/_synapse/admin/v1/send_server_notice/[0-9a-f]{32}$",
        ))
        .respond_with(sent)
        .mount(&site.server)
        .await;
}

#[tokio::test]
async fn each_user_gets_a_notice_under_an_id_of_its_own() {
    let site = Site::new().await;
    sends(&site).await;
    let more = [
        "--to",
        "ada",
        "--to",
        "bob",
        "--text",
        "Hi",
        "--html",
        "<b>Hi</b>",
    ];
    let asked = site.run(&[&["syn", "notice", "send"], &more[..]].concat());
    assert_eq!(asked.code, 2, "{asked:?}");
    assert!(asked.stderr.contains("the text:\nHi"), "{asked:?}");
    let run = site.run(&[&SEND[..], &more].concat());
    assert_eq!(run.json()[0]["result"]["event_id"], "$e", "{run:?}");
    let sent = site.bodies().await;
    assert!(sent.len() == 2 && sent[0].0 != sent[1].0, "{sent:?}");
    let content = json!({
        "msgtype": "m.text", "body": "Hi", "format": "org.matrix.custom.html", "formatted_body": "<b>Hi</b>",
    });
    assert!(
        sent.iter().all(|(_, body)| body["content"] == content),
        "{sent:?}"
    );
}

#[tokio::test]
async fn the_old_form_is_understood() {
    let site = Site::new().await;
    sends(&site).await;
    site.users(&[user("guest1"), user("ada")]).await;
    let file = site.path("text");
    fs::write(&file, "Hi").unwrap();
    let file = file.to_str().unwrap();
    for more in [
        &["@guest1:example.org", "Hi"][..],
        &["-f", "guest1", file],
        &["--from-file", "guest1", file],
        &["-r", "@guest", "Hi", "-p", "100", "-l", "5", "-s"],
        &["--match", "@guest", "--file", file],
    ] {
        let run = site.run(&[&SEND[..], more].concat());
        assert_eq!(run.code, 0, "{more:?}: {run:?}");
    }
    let sent = site.bodies().await;
    let body =
        json!({"user_id": "@guest1:example.org", "content": {"msgtype": "m.text", "body": "Hi"}});
    assert!(
        sent.len() == 5 && sent.iter().all(|(_, sent)| *sent == body),
        "{sent:?}"
    );
}

#[tokio::test]
async fn all_means_all_and_a_dry_run_sends_none() {
    let site = Site::new().await;
    site.users(&[user("ada"), user("bob")]).await;
    let run = site.run(&[&SEND[..], &["--all", "--text", "Hi", "-n"]].concat());
    let requests = run.json();
    assert_eq!(
        requests[1]["body"]["user_id"], "@bob:example.org",
        "{run:?}"
    );
    assert!(
        requests[0]["path"]
            .as_str()
            .unwrap()
            .starts_with("/_synapse/admin/v1/send_server_notice/"),
        "{run:?}"
    );
    assert_eq!(site.changes().await, [""; 0]);
    for args in [
        &["--to", "ada"][..],
        &["--text", "Hi"],
        &["--to", "ada", "--text", ""],
        &["--to", "ada", "--all", "--text", "Hi"],
        &["--to", "ada", "--file", "/nowhere"],
        &["--to", "ada", "--markdown", "Hi", "--html", "Hi"],
        &["--to", "ada", "--html", "<br>"],
    ] {
        assert_eq!(site.run(&[&SEND[..], args].concat()).code, 2, "{args:?}");
    }
}

#[tokio::test]
async fn a_text_comes_in_several_forms() {
    let site = Site::new().await;
    let file = site.path("notice.md");
    fs::write(&file, "We **move**").unwrap();
    let marked = Some("<p>We <strong>move</strong></p>");
    for (more, plain, html) in [
        (&["--markdown", "We **move**"][..], "We **move**", marked),
        (&["--file", file.to_str().unwrap()], "We **move**", marked),
        (
            &["--html", "<p>We <b>move</b></p>"],
            "We move",
            Some("<p>We <b>move</b></p>"),
        ),
        (&["--text", "We **move**"], "We **move**", None),
    ] {
        let run = site.run(&[&SEND[..], &["--to", "ada", "-n"], more].concat());
        let content = run.json()[0]["body"]["content"].clone();
        assert_eq!(content["body"], plain, "{run:?}");
        assert_eq!(content["formatted_body"].as_str(), html, "{run:?}");
    }
}

#[tokio::test]
async fn the_plan_shows_as_many_users_as_are_wanted() {
    let site = Site::new().await;
    sends(&site).await;
    site.users(&[user("ada"), user("bob"), user("eve")]).await;
    let run = site.run(&[&SEND[..], &["-r", "@", "Hi", "-l", "1"]].concat());
    assert!(
        run.stderr.contains("  @ada:example.org\n  and 2 more"),
        "{run:?}"
    );
}

/// The transaction ids in a report, by user.
fn recorded(text: &str) -> BTreeMap<String, String> {
    let lines = text
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    lines
        .filter_map(|line| {
            let text = |name: &str| line[name].as_str().map(str::to_owned);
            Some((text("id")?, text("transaction_id")?))
        })
        .collect()
}

#[tokio::test]
async fn a_run_that_is_resumed_uses_the_ids_of_the_report() {
    let site = Site::new().await;
    let broken =
        ResponseTemplate::new(500).set_body_json(json!({"errcode": "M_UNKNOWN", "error": "no"}));
    Mock::given(method("PUT"))
        .and(body_partial_json(json!({"user_id": "@bob:example.org"})))
        .respond_with(broken)
        .with_priority(1)
        .mount(&site.server)
        .await;
    sends(&site).await;
    let file = site.path("report.jsonl");
    let report = file.to_str().unwrap();
    let more = [
        "--to",
        "ada",
        "--to",
        "bob",
        "--text",
        "Hi",
        "--retries",
        "0",
        "--continue-on-error",
    ];
    let run = site.run(&[&SEND[..], &more, &["--report", report]].concat());
    assert_eq!(run.code, 10, "{run:?}");
    let ids = recorded(&fs::read_to_string(&file).unwrap());
    assert_eq!(ids.len(), 2, "{ids:?}");

    site.server.reset().await;
    site.get(
        "/_matrix/client/v3/account/whoami",
        json!({"user_id": ME, "is_guest": false}),
    )
    .await;
    sends(&site).await;
    let run = site.run(&[&SEND[..], &more, &["--resume", report]].concat());
    assert_eq!(run.code, 0, "{run:?}");
    let id = &ids["@bob:example.org"];
    assert_eq!(
        site.changes().await,
        [format!("PUT /_synapse/admin/v1/send_server_notice/{id}")]
    );
    assert_eq!(recorded(&fs::read_to_string(&file).unwrap()), ids);
}
