//! Logging in and out, and what is kept of it.

use serde_json::{Value, json};
use wiremock::{
    Mock, ResponseTemplate,
    matchers::{body_json, header, method, path},
};

use crate::{
    configuration::write,
    recorded::answer,
    site::{ME, Run, Site},
};

const LOGIN: &str = "/_matrix/client/v3/login";
const LOGOUT: &str = "/_matrix/client/v3/logout";

impl Site {
    /// The program without address and token in the environment.
    fn auth(&self, args: &[&str]) -> Run {
        Run::of(self.bare(&[&["auth"], args].concat()).output().unwrap())
    }

    fn config(&self) -> String {
        std::fs::read_to_string(self.path("config.toml")).unwrap_or_default()
    }

    /// A file with this text; gives its name.
    fn file(&self, name: &str, text: &str) -> String {
        write(&self.path(name), text);
        self.path(name).to_str().unwrap().to_owned()
    }

    /// A Synapse server on which one can log in and out.
    async fn open() -> Self {
        let site = Self::new().await;
        let versions = json!({"versions": ["v1.11"]});
        site.get("/_matrix/client/versions", versions).await;
        let version = json!({"server_version": "1.157.1"});
        site.get("/_synapse/admin/v1/server_version", version).await;
        let session =
            json!({"user_id": ME, "device_id": "D", "access_token": "made", "home_server": "x"});
        site.answer(
            "POST",
            LOGIN,
            ResponseTemplate::new(200).set_body_json(session),
        )
        .await;
        site
    }

    async fn logs_out(&self) {
        let done = ResponseTemplate::new(200).set_body_json(json!({}));
        self.answer("POST", LOGOUT, done).await;
    }

    /// The tokens of the requests to end one.
    async fn ended(&self) -> Vec<String> {
        let requests = self.server.received_requests().await.unwrap();
        let ends = requests
            .iter()
            .filter(|request| request.url.path().ends_with("/logout"));
        ends.map(|request| {
            request.headers["authorization"]
                .to_str()
                .unwrap()
                .to_owned()
        })
        .collect()
    }
}

#[tokio::test]
async fn secrets_among_the_arguments_are_refused_and_not_repeated() {
    let site = Site::open().await;
    let uri = site.server.uri();
    site.file(
        "config.toml",
        &format!("[profiles.a]\napi = 'synapse'\nserver = '{uri}'\n"),
    );
    for (flag, instead) in [
        (&["-p", "hunter2"][..], "--password-stdin"),
        (&["--password=hunter2"], "--password-file"),
        (&["--password"], "--password-stdin"),
        (&["-a", "hunter2"], "--token-stdin"),
        (&["--access-token", "hunter2"], "--access-token-file"),
        (&["--token", "hunter2"], "--token-stdin"),
    ] {
        for command in [&["login", uri.as_str()][..], &["refresh", "a"]] {
            let run = site.auth(&[command, flag].concat());
            assert_eq!(run.code, 2, "{flag:?} {run:?}");
            assert!(run.stderr.contains(instead), "{}", run.stderr);
            assert!(!run.stderr.contains("hunter2"), "{}", run.stderr);
        }
    }
    assert_eq!(site.requests().await, 0);
}

#[tokio::test]
async fn a_password_makes_a_token_and_the_way_to_the_server_is_kept() {
    let site = Site::open().await;
    let uri = site.server.uri();
    let password = site.file("password", "wonderland\n");
    let run = site.auth(&[
        "login",
        &uri,
        "-u",
        "me",
        "-f",
        &password,
        "-n",
        "work",
        "--timeout",
        "5s",
        "--retries",
        "1",
        "--read-only",
    ]);
    assert_eq!(run.code, 0, "{run:?}");
    let expected = json!({"profile": "work", "api": "synapse", "server": uri, "user": ME, "version": "1.157.1"});
    assert_eq!(run.json(), expected);
    let body = &site.bodies().await[0].1;
    assert_eq!(
        (&body["identifier"]["user"], &body["password"]),
        (&json!("me"), &json!("wonderland"))
    );
    let config = site.config();
    for line in [
        "token = \"made\"",
        "user = \"@me:example.org\"",
        "server_name = \"example.org\"",
        "timeout = 5",
        "retries = 1",
        "read_only = true",
        "synapse = \"work\"",
    ] {
        assert!(config.contains(line), "{line}: {config}");
    }
}

#[tokio::test]
async fn a_token_is_tried_and_what_it_lacks_is_told() {
    let site = Site::open().await;
    let no =
        ResponseTemplate::new(403).set_body_json(json!({"errcode": "M_FORBIDDEN", "error": "no"}));
    site.answer("GET", "/_synapse/admin/v2/users/@me:example.org", no)
        .await;
    let uri = site.server.uri();
    let token = site.file("token", "given\n");
    let run = site.auth(&[
        "login",
        &uri,
        "--access-token-file",
        &token,
        "--no-activate",
    ]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stderr.contains("no server admin"), "{}", run.stderr);
    assert_eq!(run.json()["profile"], "127.0.0.1");
    assert!(
        !site.config().contains("[current]\nsynapse"),
        "{}",
        site.config()
    );
    // The global flag names a token too, and standard input does.
    let run = site.auth(&["login", &uri, "--token-file", &token]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(site.changes().await, Vec::<String>::new());

    let lost = site.file("token", "\n");
    let run = site.auth(&["login", &uri, "-t", &lost]);
    assert_eq!(run.code, 3, "{run:?}");
}

#[tokio::test]
async fn a_token_that_does_not_work_is_not_kept() {
    let site = Site::blank().await;
    let no = ResponseTemplate::new(401)
        .set_body_json(json!({"errcode": "M_UNKNOWN_TOKEN", "error": "no"}));
    site.answer("GET", "/_matrix/client/v3/account/whoami", no)
        .await;
    let token = site.file("token", "given");
    let uri = site.server.uri();
    let run = site.auth(&["login", &uri, "--api", "synapse", "-t", &token]);
    assert_eq!(run.code, 4, "{run:?}");
    assert_eq!(site.config(), "");
}

#[tokio::test]
async fn where_authentication_is_delegated_a_password_is_not_even_sent() {
    let site = Site::open().await;
    let metadata = json!({"issuer": "https://auth.example.org/"});
    site.get("/_matrix/client/v1/auth_metadata", metadata).await;
    let uri = site.server.uri();
    let password = site.file("password", "wonderland");
    let run = site.auth(&["login", &uri, "-u", "me", "-f", &password]);
    assert_eq!(run.code, 3, "{run:?}");
    for word in ["https://auth.example.org/", "--token-stdin", "mas-cli"] {
        assert!(run.stderr.contains(word), "{}", run.stderr);
    }
    assert_eq!(site.changes().await, Vec::<String>::new());
    let token = site.file("token", "given");
    let run = site.auth(&["login", &uri, "-t", &token]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(
        site.config()
            .contains("mas_url = \"https://auth.example.org/\"")
    );
}

#[tokio::test]
async fn a_profile_of_another_server_is_not_replaced_unasked() {
    let site = Site::open().await;
    let other =
        "[profiles.work]\napi = 'synapse'\nserver = 'https://other.example.org'\ntoken = 'x'\n";
    site.file("config.toml", other);
    let uri = site.server.uri();
    let token = site.file("token", "given");
    let login = ["login", &uri, "-t", &token, "--profile", "work"];
    let run = site.auth(&login);
    assert_eq!((run.code, site.config().as_str()), (6, other), "{run:?}");
    assert_eq!(site.requests().await, 0);
    let run = site.auth(&[&login[..], &["--force"]].concat());
    assert_eq!(run.code, 0, "{run:?}");
}

#[tokio::test]
async fn an_address_that_is_none_is_told_without_its_password() {
    let site = Site::open().await;
    for address in [
        "https://ada:hunter2@example.org",
        "ftp://hunter2",
        "https://",
        "https://a/?hunter2",
    ] {
        let run = site.auth(&["login", address, "--token-stdin"]);
        assert_eq!(run.code, 2, "{address} {run:?}");
        assert!(!run.stderr.contains("hunter2"), "{}", run.stderr);
    }
}

#[tokio::test]
async fn the_name_of_a_server_leads_to_its_address() {
    let site = Site::blank().await;
    let known = json!({"m.homeserver": {"base_url": "https://matrix.example.org"}});
    site.get("/.well-known/matrix/client", known).await;
    let token = site.file("token", "given");
    let run = site.auth(&["login", &site.server.uri(), "-t", &token]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(
        run.stderr.contains("https://matrix.example.org"),
        "{}",
        run.stderr
    );
}

/// A Mattermost server that wants a second factor.
async fn mattermost() -> Site {
    let site = Site::blank().await;
    site.get("/api/v4/system/ping", json!({"status": "OK"}))
        .await;
    site.get("/api/v4/config/client", json!({"Version": "9.11.1"}))
        .await;
    let mut me = answer("182_pat_enabled_ok");
    me["username"] = "sysadmin".into();
    site.get("/api/v4/users/me", me.clone()).await;
    let session = ResponseTemplate::new(200)
        .insert_header("token", "session")
        .set_body_json(me);
    let wanted = json!({"login_id": "sysadmin", "password": "wonderland", "token": "123456"});
    Mock::given(method("POST"))
        .and(path("/api/v4/users/login"))
        .and(body_json(wanted))
        .respond_with(session)
        .mount(&site.server)
        .await;
    let no = json!({"id": "mfa.validate_token.authenticate.app_error", "message": "no", "status_code": 401});
    Mock::given(method("POST"))
        .and(path("/api/v4/users/login"))
        .respond_with(ResponseTemplate::new(401).set_body_json(no))
        .with_priority(9)
        .mount(&site.server)
        .await;
    site
}

#[tokio::test]
async fn mattermost_is_found_out_and_wants_a_second_factor() {
    let site = mattermost().await;
    let uri = site.server.uri();
    let password = site.file("password", "wonderland");
    let login = [
        "login",
        &uri,
        "--name",
        "chat",
        "--username",
        "sysadmin",
        "--password-file",
        &password,
    ];
    let run = site.auth(&login);
    assert_eq!(run.code, 4, "{run:?}");
    assert!(
        run.error()["hint"]
            .as_str()
            .unwrap()
            .contains("second factor"),
        "{run:?}"
    );
    assert_eq!(site.config(), "");
    for flag in ["-m", "--mfa-token", "--mfa"] {
        let run = site.auth(&[&login[..], &[flag, "123456"]].concat());
        assert_eq!(run.code, 0, "{run:?}");
        let expected = json!({
            "profile": "chat", "api": "mattermost", "server": uri, "user": "sysadmin", "version": "9.11.1",
        });
        assert_eq!(run.json(), expected);
    }
    let config = site.config();
    assert!(config.contains("token = \"session\"") && config.contains("user = \"sysadmin\""));
    // Its name is known from now on, and the same token is not ended.
    let run = site.auth(&["renew", "chat", "-f", &password, "-m", "123456"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(site.ended().await, Vec::<String>::new());
}

fn profile(site: &Site, more: &str) {
    let uri = site.server.uri();
    let text = format!("[profiles.home]\napi = 'synapse'\nserver = '{uri}'\n{more}\n");
    site.file("config.toml", &text);
}

#[tokio::test]
async fn a_new_token_takes_the_place_of_the_old_one_which_ends() {
    for (more, ended) in [
        (&[][..], vec!["Bearer old".to_owned()]),
        (&["--keep-old"], vec![]),
    ] {
        let site = Site::open().await;
        site.logs_out().await;
        profile(&site, "user = '@me:example.org'\ntoken = 'old' # mine");
        let password = site.file("password", "wonderland");
        let run = site.auth(&[&["refresh", "-f", &password], more].concat());
        assert_eq!(run.code, 0, "{run:?}");
        assert_eq!(site.bodies().await[0].1["identifier"]["user"], ME);
        assert!(
            site.config().contains("token = \"made\" # mine"),
            "{}",
            site.config()
        );
        assert_eq!(site.ended().await, ended);
    }
}

#[tokio::test]
async fn a_token_from_elsewhere_is_not_replaced_here() {
    let site = Site::open().await;
    profile(&site, "token_cmd = 'echo x'");
    let run = site.auth(&["refresh", "home", "--token-stdin"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.stderr.contains("token_cmd"), "{}", run.stderr);
}

#[tokio::test]
async fn the_token_is_printed_by_the_command_for_it_alone() {
    let site = Site::open().await;
    profile(&site, "token = 'planted'");
    let run = site.auth(&["token"]);
    assert_eq!(
        (run.code, run.stdout.as_str(), run.stderr.as_str()),
        (0, "planted\n", "")
    );
    let run = site.auth(&["token", "--profile", "home"]);
    assert_eq!(run.stdout, "planted\n");
    assert_eq!(site.auth(&["token", "mattermost"]).code, 3);
    let both = site.run(&["auth", "token"]);
    assert_eq!((both.code, both.stdout.as_str()), (2, ""), "{both:?}");
    assert_eq!(site.run(&["auth", "token", "synapse"]).stdout, "planted\n");
    assert_eq!(site.requests().await, 0);
}

#[tokio::test]
async fn status_tells_where_everything_comes_from() {
    let site = Site::open().await;
    let uri = site.server.uri();
    profile(
        &site,
        "token = 'planted'\n[profiles.gone]\napi = 'mattermost'\nserver = 'http://127.0.0.1:1'",
    );
    let run = site.auth(&["status"]);
    let expected = json!({
        "api": "synapse", "profile": "home", "server": uri, "server_from": "profile `home`",
        "token_from": "the profile", "user": ME, "error": null,
    });
    assert_eq!(run.json()[0], expected, "{run:?}");
    let run = site.auth(&["status", "--all"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert_eq!(run.json()[1]["user"], ME);
    assert!(
        run.json()[0]["error"]
            .as_str()
            .unwrap()
            .contains("no access token")
    );
    let run = site.run(&["auth", "current", "synapse"]);
    assert_eq!(run.json()[0]["server_from"], "SYNAPSE_URL");
    assert_eq!(run.json()[0]["token_from"], "SYNAPSE_TOKEN");
}

#[tokio::test]
async fn profiles_are_listed_and_switched() {
    let site = Site::open().await;
    site.file(
        "config.toml",
        "[profiles.a]\napi = 'synapse'\nserver = 'http://a'\ntoken_cmd = 'x'\n[profiles.b]\napi = 'synapse'\n\
         server = 'http://b'\nkeyring = true\nuser = '@b:b'\n",
    );
    assert_eq!(site.auth(&["set", "b"]).json()["profile"], "b");
    let listed = site.auth(&["list"]).json();
    assert_eq!(listed[0]["token"], "token_cmd");
    let expected = json!({
        "profile": "b", "api": "synapse", "server": "http://b", "user": "@b:b", "token": "keyring",
        "current": true, "read_only": false,
    });
    assert_eq!(listed[1], expected);
    let run = site.auth(&["switch", "c"]);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("a, b"), "{}", run.stderr);
}

#[tokio::test]
async fn logging_out_ends_the_token_first() {
    let site = Site::open().await;
    site.logs_out().await;
    profile(&site, "token = 'old'\ntimeout = 5");
    let run = site.auth(&["delete", "home"]);
    assert_eq!(
        (run.code, &run.json()[0]["revoked"]),
        (0, &json!(true)),
        "{run:?}"
    );
    assert_eq!(site.ended().await, ["Bearer old"]);
    assert!(!site.config().contains("old") && site.config().contains("timeout = 5"));
    // There is nothing left to end.
    let run = site.auth(&["logout"]);
    assert_eq!(
        (run.code, &run.json()[0]["revoked"]),
        (0, &json!(false)),
        "{run:?}"
    );
    let run = site.auth(&["logout", "--delete-profile"]);
    assert_eq!(
        (run.code, site.config().contains("home")),
        (0, false),
        "{run:?}"
    );
    assert_eq!(site.ended().await.len(), 1);
}

#[tokio::test]
async fn a_token_is_kept_while_the_server_cannot_be_told() {
    let site = Site::open().await;
    let text = "[profiles.a]\napi = 'synapse'\nserver = 'http://127.0.0.1:1'\ntoken = 'old'\nretries = 0\n";
    site.file("config.toml", text);
    let run = site.auth(&["logout", "a"]);
    assert_eq!((run.code, run.json()), (9, json!([])), "{run:?}");
    assert!(run.stderr.contains("--force"), "{}", run.stderr);
    assert!(site.config().contains("old"));
    for flag in ["--force", "--forget", "--local-only"] {
        site.file("config.toml", text);
        let run = site.auth(&["logout", "a", flag]);
        assert_eq!(
            (run.code, &run.json()[0]["revoked"]),
            (0, &json!(false)),
            "{run:?}"
        );
        assert_eq!(
            run.stderr.contains("may still be valid"),
            flag != "--local-only"
        );
        assert!(!site.config().contains("old"));
    }
}

#[tokio::test]
async fn all_profiles_are_left_at_once() {
    for command in [&["logout", "--all", "--delete-profile"][..], &["clean"]] {
        let site = Site::open().await;
        site.logs_out().await;
        let uri = site.server.uri();
        profile(
            &site,
            &format!(
                "token = 'one'\n[profiles.b]\napi = 'synapse'\nserver = '{uri}'\ntoken = 'two'"
            ),
        );
        let run = site.auth(command);
        assert_eq!(run.code, 0, "{run:?}");
        let names: Vec<Value> = run
            .json()
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["profile"].clone())
            .collect();
        assert_eq!(names, ["b", "home"]);
        assert_eq!(site.ended().await, ["Bearer two", "Bearer one"]);
        assert!(!site.config().contains("profiles"), "{}", site.config());
    }
}

#[tokio::test]
async fn a_token_that_ended_by_itself_is_forgotten() {
    let site = Site::open().await;
    let no = ResponseTemplate::new(401)
        .set_body_json(json!({"errcode": "M_UNKNOWN_TOKEN", "error": "no"}));
    Mock::given(method("POST"))
        .and(path(LOGOUT))
        .and(header("authorization", "Bearer old"))
        .respond_with(no)
        .mount(&site.server)
        .await;
    profile(&site, "token = 'old'");
    let run = site.auth(&["logout", "home"]);
    assert_eq!(
        (run.code, &run.json()[0]["revoked"]),
        (0, &json!(false)),
        "{run:?}"
    );
    assert!(!site.config().contains("old"));
}
