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
pub(crate) fn write(path: &Path, text: &str) {
    chmod(path, 0o600, Some(text));
}

pub(crate) fn chmod(path: &Path, mode: u32, text: Option<&str>) {
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
pub(crate) async fn echo() -> Site {
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
async fn a_secret_that_everybody_can_read_is_used_with_a_warning() {
    let site = echo().await;
    let (uri, file) = (site.server.uri(), site.path("token"));
    for (mode, is_warned) in [(0o644, true), (0o604, true), (0o640, false), (0o600, false)] {
        chmod(&file, mode, Some("flag\n"));
        let mut command = site.bare(&STATUS);
        command.args(["--url", &uri, "--token-file", file.to_str().unwrap()]);
        let run = Run::of(command.output().unwrap());
        assert_eq!(run.code, 0, "{run:?}");
        let is_told = run.stderr.contains("warning:") && run.stderr.contains("chmod 600");
        assert_eq!(is_told, is_warned, "{mode:o} {run:?}");
    }
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
        json!({"profile": "work", "api": "synapse", "server": uri, "user": ME, "version": null})
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
async fn the_name_of_the_server_is_asked_for_once_and_kept() {
    let site = Site::new().await;
    profile(&site, "# mine\ntoken = \"planted\"");
    let ada = "/_synapse/admin/v2/users/@ada:example.org";
    site.get(ada, json!({"name": "@ada:example.org"})).await;
    let show = ["synapse", "user", "show", "ada"];
    let whoami = || async {
        let requests = site.server.received_requests().await.unwrap();
        let asked = requests
            .iter()
            .filter(|request| request.url.path() == WHOAMI);
        asked.count()
    };
    let _first = site.bare(&show).output().unwrap();
    assert_eq!(whoami().await, 1);
    let text = std::fs::read_to_string(site.path("config.toml")).unwrap();
    assert!(
        text.contains("server_name = \"example.org\"") && text.contains("# mine"),
        "{text}"
    );
    let _second = site.bare(&show).output().unwrap();
    assert_eq!(whoami().await, 1);
}

#[tokio::test]
async fn nothing_is_kept_for_who_has_no_profile() {
    let site = Site::new().await;
    let run = site.run(&["synapse", "user", "show", "ada"]);
    assert_eq!(run.code, 5, "{run:?}");
    assert!(!site.path("config.toml").exists());
}

#[tokio::test]
async fn two_places_for_a_token_are_one_too_many() {
    let site = echo().await;
    profile(&site, "token = \"profile\"\ntoken_cmd = \"echo command\"");
    let run = Run::of(site.bare(&STATUS).output().unwrap());
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.stderr.contains("only one of"), "{}", run.stderr);
    assert_eq!(site.requests().await, 0);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_keyring_that_is_not_there_is_told_before_anything_is_sent() {
    let site = echo().await;
    let nowhere = ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
    let uri = site.server.uri();
    std::fs::write(site.path("token"), "profile").unwrap();
    let token = site.path("token").to_str().unwrap().to_owned();
    let login = ["auth", "login", &uri, "-t", &token, "--keyring"];
    profile(&site, "keyring = true");
    for args in [&login[..], &STATUS, &["auth", "refresh", "-t", &token]] {
        let mut command = site.bare(args);
        let run = Run::of(command.env(nowhere.0, nowhere.1).output().unwrap());
        assert_eq!(run.code, 3, "{args:?} {run:?}");
        assert!(run.stderr.contains("keyring") && run.stderr.contains("token_cmd"));
    }
    assert_eq!(site.requests().await, 0);
}
