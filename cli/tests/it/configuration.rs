//! Where the server and its token come from, and what logging in leaves behind.

use std::path::Path;

use serde_json::json;
use wiremock::{
    Mock, ResponseTemplate,
    matchers::{header, method, path},
};

use crate::site::{ME, Run, Site};

const WHOAMI: &str = "/_matrix/client/v3/account/whoami";

/// A file that others cannot read.
fn write(path: &Path, text: &str) {
    chmod(path, 0o600, Some(text));
}

fn chmod(path: &Path, mode: u32, text: Option<&str>) {
    use std::os::unix::fs::PermissionsExt as _;
    if let Some(text) = text {
        std::fs::write(path, text).unwrap();
    }
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

fn profile(site: &Site, more: &str) {
    let uri = site.server.uri();
    let text = format!("[profiles.home]\napi = \"synapse\"\nserver = \"{uri}\"\n{more}\n");
    write(&site.path("config.toml"), &text);
}

/// A server that tells which token it was asked with.
async fn echo() -> Site {
    let site = Site::blank().await;
    for token in ["flag", "environment", "variable-file", "profile", "command"] {
        let answer = json!({"user_id": format!("@{token}:example.org"), "is_guest": false});
        Mock::given(method("GET"))
            .and(path(WHOAMI))
            .and(header("authorization", format!("Bearer {token}")))
            .respond_with(ResponseTemplate::new(200).set_body_json(answer))
            .mount(&site.server)
            .await;
    }
    site
}

const STATUS: [&str; 3] = ["auth", "status", "synapse"];

#[tokio::test]
async fn a_flag_beats_the_environment_and_that_the_profile() {
    let site = echo().await;
    profile(&site, "token = \"profile\"");
    let (flag, file) = (site.path("flag"), site.path("variable"));
    std::fs::write(&flag, "flag\n").unwrap();
    std::fs::write(&file, "variable-file\n").unwrap();
    let uri = site.server.uri();
    let user = |command: &mut std::process::Command| {
        let run = Run::of(command.output().unwrap());
        assert_eq!(run.code, 0, "{run:?}");
        run.json()[0]["user"].as_str().unwrap().to_owned()
    };
    assert_eq!(user(&mut site.bare(&STATUS)), "@profile:example.org");
    let mut command = site.bare(&STATUS);
    command
        .env("SYNAPSE_URL", &uri)
        .env("SYNAPSE_TOKEN_FILE", &file);
    assert_eq!(user(&mut command), "@variable-file:example.org");
    command.env("SYNAPSE_TOKEN", "environment");
    assert_eq!(user(&mut command), "@environment:example.org");
    command.args(["--token-file", flag.to_str().unwrap()]);
    assert_eq!(user(&mut command), "@flag:example.org");
    // A profile that is named was meant, whatever the environment holds.
    let mut command = site.bare(&STATUS);
    command
        .env("SYNAPSE_URL", "http://127.0.0.1:1")
        .env("SYNAPSE_TOKEN", "environment");
    command.args(["--profile", "home"]);
    assert_eq!(user(&mut command), "@profile:example.org");
    profile(&site, "token_cmd = \"echo command\"");
    assert_eq!(user(&mut site.bare(&STATUS)), "@command:example.org");
}

#[tokio::test]
async fn the_token_of_one_server_never_reaches_another() {
    let site = echo().await;
    write(
        &site.path("config.toml"),
        "[profiles.other]\napi = \"synapse\"\nserver = \"https://other.example.org\"\ntoken = \"profile\"\n",
    );
    let run = Run::of(
        site.bare(&["synapse", "version", "--url", &site.server.uri()])
            .output()
            .unwrap(),
    );
    assert_eq!(run.code, 3, "{run:?}");
    assert_eq!(site.requests().await, 0);
}

#[tokio::test]
async fn a_file_that_others_can_read_is_refused() {
    let site = echo().await;
    profile(&site, "token = \"profile\"");
    chmod(&site.path("config.toml"), 0o644, None);
    let run = Run::of(site.bare(&STATUS).output().unwrap());
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("chmod 600"), "{}", run.stderr);
    assert_eq!(site.requests().await, 0);
}

#[tokio::test]
async fn a_mistyped_setting_is_told_and_no_secret_with_it() {
    let site = echo().await;
    profile(&site, "tokn = \"hunter2\"");
    let run = Run::of(site.bare(&STATUS).output().unwrap());
    assert_eq!(run.code, 3);
    assert!(
        run.stderr.contains("tokn") && !run.stderr.contains("hunter2"),
        "{}",
        run.stderr
    );
}

#[tokio::test]
async fn logging_in_keeps_a_token_and_logging_out_ends_it() {
    let site = Site::new().await;
    site.get("/_matrix/client/versions", json!({"versions": ["v1.11"]}))
        .await;
    let session = json!({"user_id": ME, "device_id": "D", "access_token": "made", "home_server": "example.org"});
    site.answer(
        "POST",
        "/_matrix/client/v3/login",
        ResponseTemplate::new(200).set_body_json(session),
    )
    .await;
    site.answer(
        "POST",
        "/_matrix/client/v3/logout",
        ResponseTemplate::new(200).set_body_json(json!({})),
    )
    .await;
    std::fs::write(site.path("password"), "hunter2\n").unwrap();
    let password = site.path("password").to_str().unwrap().to_owned();
    let uri = site.server.uri();
    let login = [
        "auth",
        "login",
        &uri,
        "-u",
        "me",
        "--password-file",
        &password,
        "--name",
        "work",
    ];
    let run = Run::of(site.bare(&login).output().unwrap());
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(
        run.json(),
        json!({"profile": "work", "api": "synapse", "server": uri, "user": ME})
    );
    assert!(!run.stdout.contains("made") && !run.stderr.contains("made"));
    let text = std::fs::read_to_string(site.path("config.toml")).unwrap();
    assert!(
        text.contains("made") && text.contains("example.org"),
        "{text}"
    );

    let shown = Run::of(site.bare(&["config", "show"]).output().unwrap());
    assert_eq!(shown.json()["profiles"]["work"]["token"], "(set)");
    let listed = Run::of(site.bare(&["auth", "list"]).output().unwrap());
    assert_eq!(listed.json()[0]["current"], true);

    let run = Run::of(site.bare(&["auth", "logout", "work"]).output().unwrap());
    assert_eq!(
        (run.code, &run.json()[0]["revoked"]),
        (0, &json!(true)),
        "{run:?}"
    );
    let text = std::fs::read_to_string(site.path("config.toml")).unwrap();
    assert!(!text.contains("made"), "{text}");
    assert_eq!(
        site.changes().await,
        [
            "POST /_matrix/client/v3/login",
            "POST /_matrix/client/v3/logout"
        ]
    );
}

#[tokio::test]
async fn files_of_other_programs_are_read() {
    let site = echo().await;
    let uri = site.server.uri();
    let synadm = site.path("synadm.yaml");
    let text = format!(
        "base_url: {uri}\ntoken: profile\nhomeserver: auto-retrieval\nformat: human\ntimeout: 30\nuser: x\n"
    );
    std::fs::write(&synadm, text).unwrap();
    let run = Run::of(
        site.bare(&["config", "import-synadm", synadm.to_str().unwrap()])
            .output()
            .unwrap(),
    );
    assert_eq!(run.code, 0, "{run:?}");
    let again = Run::of(
        site.bare(&["config", "import-synadm", synadm.to_str().unwrap()])
            .output()
            .unwrap(),
    );
    assert_eq!(again.code, 6, "{again:?}");
    let status = Run::of(
        site.bare(&[&STATUS[..], &["-o", "json"]].concat())
            .output()
            .unwrap(),
    );
    assert_eq!(status.json()[0]["user"], "@profile:example.org");

    let mmctl = site.path("mmctl");
    let text = json!({"chat": {"name": "chat", "instanceUrl": uri, "authToken": "x", "active": true, "authMethod": "T"}});
    std::fs::write(&mmctl, text.to_string()).unwrap();
    let run = Run::of(
        site.bare(&["config", "import-mmctl", mmctl.to_str().unwrap()])
            .output()
            .unwrap(),
    );
    assert_eq!(
        (run.code, &run.json()[0]["profile"]),
        (0, &json!("chat")),
        "{run:?}"
    );
}
