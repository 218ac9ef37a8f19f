//! `chatadm config`: the file, one setting at a time, in an editor, and from other programs.

use serde_json::{Value, json};

use crate::{
    configuration::{chmod, write},
    site::{Run, Site},
};

const FILE: &str = "# mine\n[profiles.\"a.example.org\"]\napi = \"synapse\" # home\n\
                    server = \"https://a.example.org\"\ntoken = \"planted\"\n";

async fn site() -> Site {
    let site = Site::blank().await;
    write(&site.path("config.toml"), FILE);
    site
}

impl Site {
    fn config_run(&self, args: &[&str]) -> Run {
        Run::of(self.bare(&[&["config"], args].concat()).output().unwrap())
    }

    fn text(&self) -> String {
        std::fs::read_to_string(self.path("config.toml")).unwrap()
    }
}

#[tokio::test]
async fn a_setting_is_changed_read_and_taken_away() {
    let site = site().await;
    for (key, value, shown, line) in [
        ("timeout", "90s", "90", "timeout = 90"),
        ("timeout", "2m", "120", "timeout = 120"),
        ("connect-timeout", "5", "5", "connect_timeout = 5"),
        ("retries", "0", "0", "retries = 0"),
        ("concurrency", "8", "8", "concurrency = 8"),
        ("insecure", "yes", "true", "insecure = true"),
        ("read_only", "true", "true", "read_only = true"),
        ("output", "human", "table", "output = \"table\""),
        (
            "time_format",
            "rfc3339",
            "rfc3339",
            "time_format = \"rfc3339\"",
        ),
        (
            "server_name",
            "example.org",
            "example.org",
            "server_name = \"example.org\"",
        ),
        (
            "mas_url",
            "https://auth.example.org",
            "https://auth.example.org",
            "mas_url = ",
        ),
        (
            "proxy",
            "http://proxy:3128",
            "http://proxy:3128",
            "proxy = ",
        ),
        (
            "ca_cert",
            "/etc/ca.pem",
            "/etc/ca.pem",
            "ca_cert = \"/etc/ca.pem\"",
        ),
        ("user", "@me:example.org", "@me:example.org", "user = "),
    ] {
        let run = site.config_run(&["set", key, value]);
        assert_eq!(run.code, 0, "{key} {run:?}");
        let name = key.replace('-', "_");
        assert_eq!(
            (&run.json()["profile"], &run.json()["key"]),
            (&json!("a.example.org"), &json!(name))
        );
        assert!(site.text().contains(line), "{}", site.text());
        let full = format!("profiles.a.example.org.{key}");
        assert_eq!(
            site.config_run(&["get", &full]).stdout,
            format!("{shown}\n")
        );
    }
    let run = site.config_run(&["set", "protected_users", "@root:.*", "@-bot:.*"]);
    assert_eq!(run.json()["value"], json!(["@root:.*", "@-bot:.*"]));
    assert_eq!(
        site.config_run(&["get", "protected_users"]).stdout,
        "@root:.*\n@-bot:.*\n"
    );
    let before = site.text();
    assert!(before.starts_with("# mine\n") && before.contains("api = \"synapse\" # home"));
    for (args, key) in [
        (&["unset", "timeout"][..], "timeout"),
        (&["set", "retries", ""], "retries"),
        (&["unset", "insecure"], "insecure"),
        (&["unset", "protected_users"], "protected_users"),
    ] {
        assert_eq!(site.config_run(args).code, 0, "{args:?}");
        let run = site.config_run(&["get", key]);
        assert_eq!((run.code, run.stdout.as_str()), (5, ""), "{run:?}");
    }
    let run = site.config_run(&["set", "current.synapse", "a.example.org"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(
        site.config_run(&["get", "current.synapse"]).stdout,
        "a.example.org\n"
    );
}

#[tokio::test]
async fn what_cannot_be_meant_is_refused_and_nothing_is_changed() {
    let site = site().await;
    for (args, word) in [
        (&["timeout", "soon"][..], "90s"),
        (&["timeout", "0"], "at least 1"),
        (&["retries", "-1"], "number"),
        (&["insecure", "maybe"], "`true`"),
        (&["output", "xml"], "table, json"),
        (&["time_format", "stardate"], "rfc3339"),
        (&["mas_url", "auth.example.org"], "relative URL"),
        (&["server_name", "https://example.org"], "example.org"),
        (&["protected_users", "("], "protected_users"),
        (&["proxy", "nonsense"], "proxy"),
        (&["client_key", "/key.pem"], "client_cert"),
        (&["timeout", "1", "2"], "one value"),
        (&["timeouts", "1"], "connect_timeout"),
        (&["token", "hunter2"], "auth login"),
        (&["keyring", "true"], "auth login"),
        (&["proxy", "http://ada:hunter2@proxy"], "config edit"),
        (&["token_cmd", "pass show matrix"], "only one of"),
        (&["server", "https://evil.example.org"], "auth login"),
        (&["current.mattermost", "a.example.org"], "mattermost"),
        (&["current.irc", "a.example.org"], "current.synapse"),
    ] {
        let run = site.config_run(&[&["set"], args].concat());
        assert_eq!(run.code, 2, "{args:?} {run:?}");
        assert!(run.stderr.contains(word), "{args:?} {}", run.stderr);
        assert!(!run.stderr.contains("hunter2") && !run.stderr.contains("planted"));
        assert_eq!(site.text(), FILE);
    }
    assert_eq!(
        site.config_run(&["set", "timeout", "1", "--profile", "b"])
            .code,
        3
    );
    let secret = site.config_run(&["get", "token"]);
    assert_eq!((secret.code, secret.stdout.as_str()), (2, ""));
    assert!(secret.stderr.contains("auth token"), "{}", secret.stderr);
}

#[tokio::test]
async fn two_profiles_have_to_be_told_apart() {
    let site = Site::blank().await;
    let text = "[profiles.a]\napi = 'synapse'\n[profiles.b]\napi = 'mattermost'\n";
    write(&site.path("config.toml"), text);
    let run = site.config_run(&["set", "timeout", "5"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("a, b"), "{}", run.stderr);
    assert_eq!(
        site.config_run(&["set", "timeout", "5", "--profile", "b"])
            .code,
        0
    );
    assert!(site.text().ends_with("timeout = 5\n"), "{}", site.text());
}

#[tokio::test]
async fn the_file_stays_private_and_a_link_stays_a_link() {
    use std::os::unix::fs::PermissionsExt as _;
    let site = site().await;
    let real = site.path("dotfiles.toml");
    std::fs::rename(site.path("config.toml"), &real).unwrap();
    std::os::unix::fs::symlink(&real, site.path("config.toml")).unwrap();
    assert_eq!(site.config_run(&["set", "timeout", "5"]).code, 0);
    assert!(
        std::fs::read_to_string(&real)
            .unwrap()
            .contains("timeout = 5")
    );
    assert_eq!(
        std::fs::metadata(&real).unwrap().permissions().mode() & 0o777,
        0o600
    );
    chmod(&real, 0o640, None);
    for args in [
        &["set", "timeout", "6"][..],
        &["get", "timeout"],
        &["show"],
        &["edit"],
    ] {
        let run = site.config_run(args);
        assert_eq!(run.code, 3, "{args:?} {run:?}");
    }
}

/// Runs the editor that this script is, with the name of the file as its argument.
fn edit(site: &Site, script: &str) -> Run {
    let editor = site.path("editor");
    chmod(&editor, 0o700, Some(&format!("#!/bin/sh\n{script}\n")));
    let mut command = site.bare(&["config", "edit"]);
    command
        .env("EDITOR", "false")
        .env("VISUAL", format!("{} --wait", editor.display()));
    Run::of(command.output().unwrap())
}

#[tokio::test]
async fn an_editor_changes_what_can_be_read_afterwards() {
    let site = site().await;
    let run = edit(&site, "echo drawn; echo 'timeout = 7 # slow' >> \"$2\"");
    assert_eq!(
        (run.code, &run.json()["changed"]),
        (0, &json!(true)),
        "{run:?}"
    );
    assert_eq!(site.text(), format!("{FILE}timeout = 7 # slow\n"));
    let run = edit(&site, "true");
    assert_eq!(run.json()["changed"], false);
    let left: Vec<_> = std::fs::read_dir(site.home.path()).unwrap().collect();
    assert_eq!(left.len(), 2, "no copy is left: {left:?}");
}

#[tokio::test]
async fn a_mistake_in_the_editor_changes_nothing_and_loses_nothing() {
    let site = site().await;
    let run = edit(&site, "echo 'timeout = \"hunter2\"' >> \"$2\"");
    assert_eq!(run.code, 3, "{run:?}");
    assert_eq!(site.text(), FILE);
    assert!(
        run.stderr.contains("line 6") && !run.stderr.contains("hunter2"),
        "{}",
        run.stderr
    );
    let kept = run.error()["message"]
        .as_str()
        .unwrap()
        .rsplit(' ')
        .next()
        .unwrap()
        .to_owned();
    assert!(std::fs::read_to_string(kept).unwrap().contains("hunter2"));
    let run = edit(&site, "exit 3");
    assert_eq!((run.code, site.text().as_str()), (1, FILE), "{run:?}");
}

#[tokio::test]
async fn what_is_shown_holds_no_secret() {
    let site = site().await;
    let text = format!("{FILE}proxy = \"http://ada:planted@proxy\"\ntimeout = 5\n");
    write(&site.path("config.toml"), &text);
    for command in ["show", "list"] {
        let run = site.config_run(&[command]);
        let profile = &run.json()["profiles"]["a.example.org"];
        assert_eq!(
            (&profile["token"], &profile["timeout"]),
            (&json!("(set)"), &json!(5))
        );
        assert!(!run.stdout.contains("planted"));
    }
    let run = site.config_run(&["get", "proxy"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
}

#[tokio::test]
async fn the_variables_are_listed() {
    let site = Site::blank().await;
    let run = site.run(&["config", "variables"]);
    let find = |name: &str| -> Value {
        let rows = run.json();
        let row = rows
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["variable"] == name);
        row.unwrap().clone()
    };
    assert_eq!(find("SYNAPSE_TOKEN")["set"], true);
    assert_eq!(find("MMCTL_LOCAL_SOCKET_PATH")["set"], false);
    assert!(!run.stdout.contains("planted"));
}

fn synadm(site: &Site, text: &str, more: &[&str]) -> Run {
    let file = site.path("synadm.yaml");
    std::fs::write(&file, text).unwrap();
    site.config_run(&[&["import-synadm", file.to_str().unwrap()], more].concat())
}

#[tokio::test]
async fn settings_of_synadm_become_a_profile() {
    let site = Site::blank().await;
    let usual = "user: admin\ntoken: planted\nprotocol: http\nbase_url: http://localhost:8008\n\
                 admin_path: /_synapse/admin\nmatrix_path: /_matrix\ntimeout: 30\nserver_discovery: well-known\n\
                 homeserver: auto-retrieval\nssl_verify: true\nformat: h\n";
    let run = synadm(&site, usual, &[]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    let expected = json!({"profile": "synadm", "api": "synapse", "server": "http://localhost:8008", "user": "admin"});
    assert_eq!(run.json(), expected);
    let shown = site.config_run(&["show"]).json();
    let expected = json!({
        "api": "synapse", "server": "http://localhost:8008", "user": "admin", "token": "(set)", "timeout": 30,
        "output": "table",
    });
    assert_eq!(shown["profiles"]["synadm"], expected);
    assert_eq!(shown["current"], json!({"synapse": "synadm"}));
    let run = synadm(&site, usual, &[]);
    assert_eq!(run.code, 6, "{run:?}");

    let odd = "base_url: /run/synapse.sock\nprotocol: unix\ntoken: ''\nadmin_path: /m/_synapse/admin\n\
               matrix_path: /m/_matrix\nhomeserver: example.org\nssl_verify: false\nformat: xml\n";
    let run = synadm(&site, odd, &["--force"]);
    assert_eq!(run.code, 0, "{run:?}");
    for word in ["warning: `ssl_verify`", "`/m`", "`xml`", "auth refresh"] {
        assert!(run.stderr.contains(word), "{word}: {}", run.stderr);
    }
    let expected = json!({
        "api": "synapse", "server": "http://localhost/m", "server_name": "example.org",
        "unix_socket": "/run/synapse.sock", "insecure": true,
    });
    assert_eq!(
        site.config_run(&["show"]).json()["profiles"]["synadm"],
        expected
    );
}

#[tokio::test]
async fn a_file_that_is_not_one_of_synadm_is_refused_without_being_quoted() {
    let site = Site::blank().await;
    for (text, word) in [
        ("planted", "no file of synadm"),
        (
            "base_url: http://a\ntoken: [planted]\n",
            "no file of synadm",
        ),
        ("token: planted\n", "base_url"),
        ("base_url: localhost\ntoken: planted\n", "server"),
        (
            "base_url: http://a\nadmin_path: /admin\n",
            "/_synapse/admin",
        ),
        (
            "base_url: http://a\nadmin_path: /x/_synapse/admin\nmatrix_path: /_matrix\n",
            "differently",
        ),
        ("base_url: http://a\nprotocol: unix\n", "path of a socket"),
    ] {
        let run = synadm(&site, text, &[]);
        assert_eq!(run.code, 3, "{text} {run:?}");
        assert!(
            run.stderr.contains(word) && !run.stderr.contains("planted"),
            "{}",
            run.stderr
        );
    }
    assert!(!site.path("config.toml").exists());
}

#[tokio::test]
async fn credentials_of_mmctl_become_profiles() {
    let site = Site::blank().await;
    let directory = site.path(".config/mmctl");
    std::fs::create_dir_all(&directory).unwrap();
    let text = json!({
        "chat": {"name": "chat", "username": "sysadmin", "instanceUrl": "https://chat.example.org",
                 "authToken": "planted", "authMethod": "P", "active": true},
        "bot": {"name": "bot", "instanceUrl": "https://bot.example.org", "authToken": "planted",
                "authMethod": "T", "active": false},
    });
    std::fs::write(directory.join("config"), text.to_string()).unwrap();
    let run = site.config_run(&["import-mmctl"]);
    assert_eq!(run.code, 0, "{run:?}");
    let expected = json!({"profile": "chat", "api": "mattermost", "server": "https://chat.example.org", "user": "sysadmin"});
    assert_eq!(run.json()[1], expected);
    assert!(
        run.stderr.contains("auth refresh chat") && !run.stderr.contains("`bot`"),
        "{}",
        run.stderr
    );
    assert_eq!(
        site.config_run(&["get", "current.mattermost"]).stdout,
        "chat\n"
    );
    assert_eq!(site.config_run(&["import-mmctl"]).code, 6);
    assert_eq!(site.config_run(&["import-mmctl", "--force"]).code, 0);
    std::fs::write(directory.join("config"), "planted").unwrap();
    let run = site.config_run(&["import-mmctl", "--force"]);
    assert_eq!(run.code, 3);
    assert!(!run.stderr.contains("planted"));
}
