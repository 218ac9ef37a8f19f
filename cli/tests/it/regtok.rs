//! Registration tokens: each verb, with what it sends, asks and prints.

use serde_json::{Value, json};
use wiremock::{
    Mock, ResponseTemplate,
    matchers::{method, path},
};

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
    let dry = site.run(&[&new[..], &["--dry-run", "--prefix", "tea-", "--count", "2"]].concat());
    let made = dry.json();
    let texts = [0, 1].map(|nth: usize| made[nth]["body"]["token"].as_str().unwrap().to_owned());
    assert!(
        texts
            .iter()
            .all(|text| text.starts_with("tea-") && text.len() == 16),
        "{dry:?}"
    );
    assert_ne!(texts[0], texts[1]);
    let free = ["-u", "-1", "-t", "-1", "--dry-run"];
    for more in [&free[..], &["-u", "unlimited", "-e", "never", "--dry-run"]] {
        let dry = site.run(&[&new[..], more].concat());
        let body =
            json!({"token": null, "length": null, "uses_allowed": null, "expiry_time": null});
        assert_eq!(dry.json()[0]["body"], body, "{dry:?}");
    }
    let dry = site.run(&[&new[..], &["--dry-run", "-n", "a"]].concat());
    assert_eq!(dry.json()[0]["body"]["token"], "a", "{dry:?}");
    for bad in [
        &["-n", "a b"][..],
        &["-l", "65"],
        &["-n", "a", "-l", "3"],
        &["-t", "1767225600"],
        &["--expire", "1767225600"],
        &["--count", "2", "-n", "a"],
        &["--prefix", "tea", "-n", "a"],
        &["--prefix", "tea", "-l", "6"],
        &["--prefix", "a b"],
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

#[tokio::test]
async fn tokens_come_from_files_too() {
    let site = Site::new().await;
    let file = site.path("tokens");
    std::fs::write(&file, "a\nb\n").unwrap();
    let file = file.to_str().unwrap();
    for verb in [&["delete"][..], &["disable"], &["update", "-u", "3"]] {
        let dry = site.run(&[&["syn", "regtok"], verb, &["--from-file", file, "-n"]].concat());
        assert_eq!(dry.json()[1]["path"], format!("{TOKENS}/b"), "{dry:?}");
    }
    std::fs::write(site.path("tokens"), "a b\n").unwrap();
    let bad = site.run(&["syn", "regtok", "delete", "--from-file", file, "-y"]);
    assert!(
        bad.code == 2 && bad.stderr.contains("a token has"),
        "{bad:?}"
    );
    assert_eq!(site.changes().await, [""; 0]);
}

#[tokio::test]
async fn old_letters_say_how_to_print_moments_and_counts_are_none() {
    let site = Site::new().await;
    let mut limited = token("a");
    limited["expiry_time"] = 1_767_225_600_000_i64.into();
    site.get(
        TOKENS,
        json!({"registration_tokens": [limited, token("b")]}),
    )
    .await;
    let list = ["syn", "regtok", "list"];
    let run = site.run(&[&list[..], &["-d"]].concat());
    assert_eq!(
        run.json()[0]["expiry_time"],
        "2026-01-01 00:00:00",
        "{run:?}"
    );
    assert_eq!(run.json()[0]["completed"], 2);
    let run = site.run(&[&list[..], &["-t", "-o", "table"]].concat());
    assert!(run.stdout.contains("1767225600000"), "{run:?}");
    let run = site.run(&[&list[..], &["-l", "1"]].concat());
    assert!(
        run.json().as_array().unwrap().len() == 1 && run.stderr.contains("1 of 2"),
        "{run:?}"
    );
}

#[tokio::test]
async fn what_was_made_before_a_failure_is_told() {
    let site = Site::new().await;
    let at = format!("{TOKENS}/new");
    Mock::given(method("POST"))
        .and(path(at.as_str()))
        .respond_with(ok(token("a")))
        .up_to_n_times(1)
        .mount(&site.server)
        .await;
    let no = json!({"errcode": "M_UNKNOWN", "error": "no"});
    site.answer("POST", &at, ResponseTemplate::new(400).set_body_json(no))
        .await;
    let run = site.run(&["syn", "regtok", "new", "--count", "3"]);
    assert_eq!(run.code, 10, "{run:?}");
    assert_eq!(run.json(), json!([token("a")]));
    assert!(run.stderr.contains("1 of 3 made"), "{run:?}");
}

#[tokio::test]
async fn a_server_without_tokens_is_explained() {
    let site = Site::new().await;
    let gone = json!({"errcode": "M_UNRECOGNIZED", "error": "Unrecognized request"});
    for (verb, at) in [
        ("GET", TOKENS.to_owned()),
        ("DELETE", format!("{TOKENS}/a")),
    ] {
        site.answer(verb, &at, ResponseTemplate::new(404).set_body_json(&gone))
            .await;
    }
    for args in [&["list"][..], &["delete", "a", "-y"]] {
        let run = site.run(&[&["syn", "regtok"], args].concat());
        assert!(run.code == 5 && run.stderr.contains("MAS"), "{run:?}");
    }
}
