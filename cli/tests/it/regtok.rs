//! Registration tokens: each verb, with what it sends, asks and prints.

use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::site::Site;

const TOKENS: &str = "/_synapse/admin/v1/registration_tokens";

fn token(name: &str) -> Value {
    json!({"token": name, "uses_allowed": null, "pending": 0, "completed": 2, "expiry_time": null})
}

fn ok(body: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

#[tokio::test]
async fn tokens_are_listed_and_shown() {
    let site = Site::new().await;
    site.get(TOKENS, json!({"registration_tokens": [token("a")]}))
        .await;
    site.get(&format!("{TOKENS}/a"), token("a")).await;
    for (more, query) in [
        (&[][..], ""),
        (&["--valid"], "?valid=true"),
        (&["-V"], "?valid=false"),
    ] {
        let run = site.run(&[&["syn", "regtok", "list", "-o", "ids"], more].concat());
        assert_eq!(run.stdout, "a\n", "{run:?}");
        assert_eq!(
            site.reads().await.pop().unwrap(),
            format!("{TOKENS}{query}")
        );
    }
    let run = site.run(&["syn", "regtok", "details", "a"]);
    assert_eq!(run.json(), token("a"), "{run:?}");
    let run = site.run(&["syn", "regtok", "show", "a", "a"]);
    assert_eq!(run.json(), json!([token("a"), token("a")]), "{run:?}");
    assert_eq!(site.run(&["syn", "regtok", "details", "b"]).code, 5);
    assert_eq!(site.run(&["syn", "regtok", "list", "-v", "-V"]).code, 2);
}

#[tokio::test]
async fn tokens_are_made_with_limits() {
    let site = Site::new().await;
    site.answer("POST", &format!("{TOKENS}/new"), ok(token("a")))
        .await;
    let new = ["syn", "regtok", "new"];
    let end = ["-u", "1", "-t", "1767225600000"];
    let run = site.run(&[&new[..], &["-n", "a"], &end].concat());
    assert_eq!(run.json(), token("a"), "{run:?}");
    let run = site.run(
        &[
            &new[..],
            &["-l", "8", "-e", "@1767225600000", "--count", "2"],
        ]
        .concat(),
    );
    assert_eq!(run.json().as_array().unwrap().len(), 2, "{run:?}");
    let bodies: Vec<Value> = site
        .bodies()
        .await
        .into_iter()
        .map(|(_, body)| body)
        .collect();
    let random = json!({"length": 8, "expiry_time": 1_767_225_600_000_i64});
    assert_eq!(
        bodies,
        [
            json!({"token": "a", "uses_allowed": 1, "expiry_time": 1_767_225_600_000_i64}),
            random.clone(),
            random
        ]
    );
    let dry = site.run(&[&new[..], &["--dry-run", "-n", "a"]].concat());
    assert_eq!(dry.json()["body"]["token"], "a", "{dry:?}");
    for bad in [
        &["-n", "a b"][..],
        &["-l", "65"],
        &["-n", "a", "-l", "3"],
        &["-t", "1767225600"],
        &["--expire", "1767225600"],
        &["--count", "2", "-n", "a"],
    ] {
        assert_eq!(site.run(&[&new[..], bad].concat()).code, 2, "{bad:?}");
    }
    assert_eq!(site.changes().await.len(), 3);
}

#[tokio::test]
async fn limits_have_three_states() {
    let site = Site::new().await;
    site.answer("PUT", &format!("{TOKENS}/a"), ok(token("a")))
        .await;
    for (more, body) in [
        (
            &["update", "a", "-u", "-1"][..],
            json!({"uses_allowed": null}),
        ),
        (
            &["update", "a", "--uses", "unlimited"],
            json!({"uses_allowed": null}),
        ),
        (&["update", "a", "--uses", "3"], json!({"uses_allowed": 3})),
        (&["update", "a", "-t", "-1"], json!({"expiry_time": null})),
        (
            &["update", "a", "-e", "never", "--uses-allowed", "0"],
            json!({"expiry_time": null, "uses_allowed": 0}),
        ),
        (
            &["update", "a", "--expire", "2026-01-01T00:00:00Z"],
            json!({"expiry_time": 1_767_225_600_000_i64}),
        ),
        (&["disable", "a"], json!({"uses_allowed": 0})),
    ] {
        let run = site.run(&[&["syn", "regtok"], more].concat());
        assert_eq!(run.json()[0]["outcome"], "done", "{run:?}");
        assert_eq!(site.bodies().await.pop().unwrap().1, body, "{more:?}");
        let dry = site.run(&[&["syn", "regtok"], more, &["-n"]].concat());
        assert_eq!(dry.json()[0]["body"], body, "{dry:?}");
    }
    assert_eq!(site.changes().await.len(), 7);
    for bad in [&["a"][..], &["a", "-u", "x"], &["a", "-t", "1767225600"]] {
        assert_eq!(
            site.run(&[&["syn", "regtok", "update"], bad].concat()).code,
            2
        );
    }
}

#[tokio::test]
async fn tokens_are_deleted_after_a_question() {
    let site = Site::new().await;
    for name in ["a", "b"] {
        site.answer("DELETE", &format!("{TOKENS}/{name}"), ok(json!({})))
            .await;
    }
    assert_eq!(site.run(&["syn", "regtok", "delete", "a"]).code, 2);
    assert_eq!(site.changes().await, [""; 0]);
    let run = site.run(&["syn", "regtok", "delete", "a", "b", "-y"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(site.changes().await.len(), 2);
    assert_eq!(site.run(&["syn", "regtok", "delete", "c", "-y"]).code, 5);
}
