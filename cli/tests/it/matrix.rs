//! The client API: logging in, and any path as any user.

use serde_json::{Value, json};
use wiremock::{
    Mock, ResponseTemplate,
    matchers::{body_json, header, method, path},
};

use crate::site::{Run, Site};

fn ok(body: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

#[tokio::test]
async fn a_password_becomes_a_token_without_another_token() {
    let site = Site::blank().await;
    let session = json!({"user_id": "@ada:example.org", "device_id": "D", "access_token": "fresh", "home_server": "example.org"});
    site.answer("POST", "/_matrix/client/v3/login", ok(session))
        .await;
    let login = ["syn", "matrix", "login", "ada"];
    let run = |more: &[&str]| {
        let mut command = site.bare(&[&login[..], more].concat());
        Run::of(
            command
                .env("SYNAPSE_URL", site.server.uri())
                .output()
                .unwrap(),
        )
    };
    assert_eq!(run(&[]).code, 2);
    let file = site.path("password");
    std::fs::write(&file, "wonder\n").unwrap();
    for more in [
        &["-p", "wonder"][..],
        &["--password-file", file.to_str().unwrap()],
    ] {
        let run = run(more);
        assert_eq!(
            run.json(),
            json!({"user_id": "@ada:example.org", "device_id": "D", "access_token": "fresh"}),
            "{run:?}"
        );
    }
    let (_, body) = site.bodies().await.pop().unwrap();
    assert_eq!(
        (
            &body["password"],
            &body["identifier"]["user"],
            &body["initial_device_display_name"]
        ),
        (&json!("wonder"), &json!("ada"), &json!("chatadm"))
    );
}

async fn answers(site: &Site, token: &str) {
    Mock::given(method("GET"))
        .and(path("/_matrix/client/v3/joined_rooms"))
        .and(header("authorization", format!("Bearer {token}").as_str()))
        .respond_with(ok(json!({"joined_rooms": [token]})))
        .mount(&site.server)
        .await;
}

#[tokio::test]
async fn any_path_is_called_with_the_token_that_is_meant() {
    let site = Site::new().await;
    for token in ["planted", "flag", "variable", "file"] {
        answers(&site, token).await;
    }
    let file = site.path("token");
    std::fs::write(&file, "file\n").unwrap();
    let file = file.to_str().unwrap();
    let base = ["syn", "matrix", "raw", "client/v3/joined_rooms"];
    for (more, variable, token) in [
        (&[][..], None, "planted"),
        (&["--token", "flag"], Some("variable"), "flag"),
        (&[], Some("variable"), "variable"),
        (&["--matrix-token-file", file], Some("variable"), "file"),
    ] {
        let mut command = site.command(&[&base[..], more].concat());
        if let Some(variable) = variable {
            command.env("MTOKEN", variable);
        }
        let run = Run::of(command.output().unwrap());
        assert_eq!(run.json()["joined_rooms"][0], token, "{run:?}");
    }
    let full = site.run(&["syn", "matrix", "api", "/_matrix/client/v3/joined_rooms"]);
    assert_eq!(full.code, 0, "{full:?}");
}

#[tokio::test]
async fn a_body_is_sent_and_reading_only_is_respected() {
    let site = Site::new().await;
    Mock::given(method("PUT"))
        .and(path("/_matrix/client/v3/profile/x"))
        .and(body_json(json!({"a": 1})))
        .respond_with(ok(json!({})))
        .mount(&site.server)
        .await;
    let put = ["syn", "matrix", "api", "client/v3/profile/x", "-m", "put"];
    let file = site.path("body");
    std::fs::write(&file, "{\"a\": 1}").unwrap();
    for more in [&["-d", "{\"a\": 1}"][..], &["-f", file.to_str().unwrap()]] {
        let run = site.run(&[&put[..], more].concat());
        assert_eq!(run.json(), json!({}), "{run:?}");
    }
    assert_eq!(site.run(&[&put[..], &["--read-only"]].concat()).code, 3);
    assert_eq!(site.run(&[&put[..], &["-d", "{"]].concat()).code, 2);
    assert_eq!(
        site.run(&[&put[..], &["--token", "a", "--as", "b"]].concat())
            .code,
        2
    );
    assert_eq!(site.changes().await.len(), 2);
}

#[tokio::test]
async fn a_dry_run_sends_nothing_and_makes_no_token() {
    let site = Site::blank().await;
    let args = [
        "syn",
        "matrix",
        "api",
        "client/v3/profile/x",
        "-m",
        "put",
        "-d",
        "{\"a\": 1}",
        "-n",
        "--as",
        "ada",
    ];
    let run = site.run(&args);
    assert_eq!(
        run.json(),
        json!({"method": "PUT", "path": "/_matrix/client/v3/profile/x", "query": null, "body": {"a": 1}}),
        "{run:?}"
    );
    assert_eq!(site.requests().await, 0);
}

#[tokio::test]
async fn the_question_for_a_token_comes_before_every_other_source() {
    let site = Site::new().await;
    let args = [
        "syn",
        "matrix",
        "api",
        "client/v3/joined_rooms",
        "-t",
        "flag",
        "-p",
    ];
    let run = Run::of(
        site.command(&args)
            .env("MTOKEN", "variable")
            .output()
            .unwrap(),
    );
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("--matrix-token-file"), "{}", run.stderr);
    assert_eq!(site.requests().await, 0);
}

#[tokio::test]
async fn a_token_that_was_made_is_revoked_when_the_call_fails() {
    let site = Site::new().await;
    let login = "/_synapse/admin/v1/users/@ada:example.org/login";
    site.answer("POST", login, ok(json!({"access_token": "minted"})))
        .await;
    let gone = json!({"errcode": "M_NOT_FOUND", "error": "none"});
    let gone = ResponseTemplate::new(404).set_body_json(gone);
    site.answer("GET", "/_matrix/client/v3/x", gone).await;
    site.answer("POST", "/_matrix/client/v3/logout", ok(json!({})))
        .await;
    let run = site.run(&[
        "syn",
        "matrix",
        "api",
        "client/v3/x",
        "--as",
        "ada",
        "-i",
        "-o",
        "json",
    ]);
    assert_eq!(
        (run.code, run.json()["status"].clone()),
        (5, json!(404)),
        "{run:?}"
    );
    assert_eq!(
        site.changes().await,
        [
            format!("POST {login}"),
            "POST /_matrix/client/v3/logout".to_owned()
        ]
    );
}

#[tokio::test]
async fn a_user_is_acted_as_with_a_token_that_is_revoked() {
    let site = Site::new().await;
    answers(&site, "minted").await;
    let login = "/_synapse/admin/v1/users/@ada:example.org/login";
    site.answer("POST", login, ok(json!({"access_token": "minted"})))
        .await;
    Mock::given(method("POST"))
        .and(path("/_matrix/client/v3/logout"))
        .and(header("authorization", "Bearer minted"))
        .respond_with(ok(json!({})))
        .expect(1)
        .mount(&site.server)
        .await;
    let run = site.run(&[
        "syn",
        "matrix",
        "api",
        "client/v3/joined_rooms",
        "--as",
        "ada",
    ]);
    assert_eq!(run.json()["joined_rooms"][0], "minted", "{run:?}");
    assert!(site.bodies().await[0].1["valid_until_ms"].is_i64());
}
