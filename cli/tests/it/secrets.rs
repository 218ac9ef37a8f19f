//! Nothing that is secret is to be seen where it has no business, however it came in.

use std::{fs, path::PathBuf, process::Command};

use serde_json::json;
use wiremock::{
    Mock, ResponseTemplate,
    matchers::{method, path},
};

use crate::{
    configuration::{chmod, write},
    recorded::answer,
    site::{ME, Run, Site, account, user},
};

const ADA: &str = "@ada:example.org";

/// Everything that can be told.
const LOUD: [&str; 3] = ["--verbose"; 3];

/// What a run may leave behind besides its output.
struct Traces {
    site: Site,
}

impl Traces {
    /// A server on which a lot can be done, and whose failures quote what they were sent.
    async fn new() -> Self {
        let site = Site::new().await;
        site.get("/_matrix/client/versions", json!({"versions": ["v1.11"]}))
            .await;
        site.users(&[user("ada")]).await;
        for name in ["ada", "me"] {
            let at = format!("/_synapse/admin/v2/users/@{name}:example.org");
            site.get(&at, account(name)).await;
        }
        let session = json!({"user_id": ME, "device_id": "D", "access_token": "planted-made", "home_server": "x"});
        site.answer(
            "POST",
            "/_matrix/client/v3/login",
            ResponseTemplate::new(200).set_body_json(session),
        )
        .await;
        for at in [
            "/_synapse/admin/v1/deactivate/@ada:example.org",
            "/_matrix/client/v3/logout",
        ] {
            let done = json!({"id_server_unbind_result": "success"});
            site.answer("POST", at, ResponseTemplate::new(200).set_body_json(done))
                .await;
        }
        // A proxy that thinks it helps.
        let echo = json!({"errcode": "M_UNKNOWN", "error": "no", "password": "planted-echo", "access_token": "planted-echo"});
        for at in [
            "/_synapse/admin/v1/reset_password/@ada:example.org",
            "/api/v4/users",
        ] {
            Mock::given(path(at))
                .respond_with(ResponseTemplate::new(400).set_body_json(&echo))
                .mount(&site.server)
                .await;
        }
        Mock::given(method("GET"))
            .and(path("/_synapse/admin/v1/rooms"))
            .respond_with(
                ResponseTemplate::new(200).set_body_json(json!({"access_token": "planted-echo"})),
            )
            .mount(&site.server)
            .await;
        let mut me = answer("182_pat_enabled_ok");
        me["username"] = "sysadmin".into();
        site.get("/api/v4/users/me", me.clone()).await;
        let opened = ResponseTemplate::new(200)
            .insert_header("token", "planted-session")
            .insert_header("set-cookie", "MMAUTHTOKEN=planted-session; Path=/")
            .set_body_json(me);
        site.answer("POST", "/api/v4/users/login", opened).await;
        Self { site }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.site.path(name)
    }

    fn file(&self, name: &str, text: &str) -> String {
        write(&self.path(name), text);
        self.path(name).to_str().unwrap().to_owned()
    }

    fn profile(&self, more: &str) {
        let uri = self.site.server.uri();
        let text = format!("[profiles.home]\napi = 'synapse'\nserver = '{uri}'\n{more}\n");
        write(&self.path("config.toml"), &text);
    }

    /// Runs with everything told, once on standard error and once in a file, and looks for secrets.
    fn run(&self, mut command: Command) -> Run {
        let log = self.path("log");
        command.args(LOUD).args(["--log-format", "json"]);
        let first = Run::of(command.output().unwrap());
        let report = self.path("report");
        let reported = fs::read_to_string(&report).unwrap_or_default();
        let _none = fs::remove_file(&report);
        command.arg("--log-file").arg(&log);
        let run = Run::of(command.output().unwrap());
        let mut seen = vec![
            first.stdout,
            first.stderr,
            run.stdout.clone(),
            run.stderr.clone(),
        ];
        let log = fs::read_to_string(&log).unwrap();
        assert!(
            !log.is_empty(),
            "nothing was logged, so nothing was looked at"
        );
        seen.extend([log, reported]);
        let _none = fs::remove_file(&report);
        for text in seen {
            assert!(!text.contains("planted"), "{command:?}\n{text}");
        }
        run
    }
}

/// What is run with each kind of token, and how it ends.
const COMMANDS: [(&[&str], i32); 7] = [
    (&["auth", "status", "synapse"], 0),
    (&["synapse", "user", "list"], 0),
    (&["synapse", "user", "show", ADA], 0),
    (&["synapse", "user", "show", "@nobody:example.org"], 5),
    (&["synapse", "room", "list"], 13),
    (&["synapse", "user", "deactivate", ADA, "-y"], 0),
    (
        &[
            "api",
            "get_user",
            "--param",
            "user_id=@ada:example.org",
            "--api",
            "synapse",
        ],
        0,
    ),
];

#[tokio::test]
async fn a_token_is_not_to_be_seen_wherever_it_comes_from() {
    let traces = Traces::new().await;
    let file = traces.file("token", "planted-file\n");
    let report = traces.path("report");
    for (entry, profile, variables, flags) in [
        (
            "config",
            "token = 'planted-config'".to_owned(),
            vec![],
            vec![],
        ),
        (
            "file of the profile",
            format!("token_file = '{file}'"),
            vec![],
            vec![],
        ),
        (
            "command of the profile",
            format!("token_cmd = 'cat {file}'"),
            vec![],
            vec![],
        ),
        (
            "variable",
            String::new(),
            vec![("SYNAPSE_TOKEN", "planted-variable")],
            vec![],
        ),
        (
            "variable of a file",
            String::new(),
            vec![("SYNAPSE_TOKEN_FILE", file.as_str())],
            vec![],
        ),
        (
            "flag",
            String::new(),
            vec![],
            vec!["--token-file", file.as_str()],
        ),
    ] {
        traces.profile(&profile);
        for (args, code) in COMMANDS {
            let mut command = traces.site.bare(args);
            command.args(&flags).envs(variables.clone());
            if args.contains(&"deactivate") {
                command.arg("--report").arg(&report);
            }
            let run = traces.run(command);
            assert_eq!(run.code, code, "{entry} {args:?} {run:?}");
        }
    }
}

#[tokio::test]
async fn passwords_and_sessions_are_not_to_be_seen_when_one_logs_in() {
    let traces = Traces::new().await;
    let uri = traces.site.server.uri();
    let (password, token) = (
        traces.file("password", "planted-password\n"),
        traces.file("token", "planted-file"),
    );
    for (args, code) in [
        (&["auth", "login", &uri, "-u", "me", "-f", &password][..], 0),
        (&["auth", "login", &uri, "-t", &token], 0),
        (&["auth", "refresh", "-u", "me", "-f", &password], 0),
        (&["auth", "status", "synapse"], 0),
        (&["auth", "list"], 0),
        (&["config", "show"], 0),
        (&["config", "get", "token"], 2),
        (&["config", "set", "timeout", "5"], 0),
        (
            &[
                "auth",
                "login",
                &uri,
                "--api",
                "mattermost",
                "-n",
                "chat",
                "-u",
                "a",
                "-f",
                &password,
            ],
            0,
        ),
        (&["auth", "status", "mattermost"], 0),
        (&["mattermost", "user", "list"], 6),
        (
            &["auth", "login", &uri, "-u", "me", "-p", "planted-argument"],
            2,
        ),
        (
            &[
                "synapse",
                "user",
                "password",
                ADA,
                "--password-file",
                &password,
                "-y",
            ],
            6,
        ),
    ] {
        let run = traces.run_quietly(args);
        assert_eq!(run.code, code, "{args:?} {run:?}");
    }
    let config = fs::read_to_string(traces.path("config.toml")).unwrap();
    assert!(
        config.contains("planted-made") && config.contains("planted-session"),
        "{config}"
    );
    // The command whose job it is.
    let run = Run::of(
        traces
            .site
            .bare(&["auth", "token", "synapse"])
            .output()
            .unwrap(),
    );
    assert_eq!(run.stdout, "planted-made\n");
}

impl Traces {
    /// Runs what may have nothing to log.
    fn run_quietly(&self, args: &[&str]) -> Run {
        let mut command = self.site.bare(args);
        command.args(LOUD);
        let run = Run::of(command.output().unwrap());
        assert!(!run.stdout.contains("planted"), "{args:?} {run:?}");
        assert!(!run.stderr.contains("planted"), "{args:?} {run:?}");
        run
    }
}

#[tokio::test]
async fn a_password_of_a_proxy_is_not_to_be_seen() {
    let traces = Traces::new().await;
    let proxy = "proxy = 'http://ada:planted-proxy@127.0.0.1:1'\ntoken = 'planted'\nretries = 0";
    traces.profile(proxy);
    let mut command = traces.site.bare(&["synapse", "user", "list"]);
    let run = traces.run_quietly(&["synapse", "user", "list"]);
    assert_eq!(run.code, 9, "{run:?}");
    command.args(["--proxy", "http://ada:planted proxy"]);
    let run = Run::of(command.output().unwrap());
    assert_eq!(run.code, 3, "{run:?}");
    assert!(!run.stderr.contains("planted"), "{}", run.stderr);
    for args in [
        &["config", "show"][..],
        &["config", "get", "proxy"],
        &["auth", "status", "--all"],
    ] {
        let _run = traces.run_quietly(args);
    }
}

/// What the system tells everybody of running programs. Only Linux has it as files.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn no_process_has_a_secret_among_its_arguments() {
    let traces = Traces::new().await;
    let (seen, token) = (traces.path("seen"), traces.file("token", "planted-file"));
    // While it runs, it writes down its own arguments and those of the program.
    let spy = traces.path("spy");
    let script = format!(
        "#!/bin/sh\ncat /proc/$$/cmdline /proc/$PPID/cmdline >> {seen}\nfor file; do :; done\ncat {token}\n",
        seen = seen.display()
    );
    chmod(&spy, 0o700, Some(&script));
    traces.profile(&format!("token_cmd = 'exec {}'", spy.display()));
    let run = Run::of(
        traces
            .site
            .bare(&["synapse", "user", "list"])
            .output()
            .unwrap(),
    );
    assert_eq!(run.code, 0, "{run:?}");
    traces.profile("token = 'planted-config'");
    let mut command = traces.site.bare(&["config", "edit"]);
    command.env("EDITOR", format!("exec {}", spy.display()));
    let run = Run::of(command.output().unwrap());
    assert_eq!(run.code, 0, "{run:?}");
    let seen = fs::read_to_string(seen).unwrap();
    assert!(
        seen.matches("chatadm").count() >= 2 && seen.contains("config-"),
        "{seen:?}"
    );
    assert!(!seen.contains("planted"), "{seen:?}");
}
