//! A place to run the program in: a home of its own, and a server that plays a part.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::{Value, json};
use wiremock::{
    Mock, MockServer, Request, ResponseTemplate,
    matchers::{method, path},
};

/// Who the token of the tests belongs to.
pub(crate) const ME: &str = "@me:example.org";

pub(crate) struct Site {
    pub(crate) server: MockServer,
    pub(crate) home: tempfile::TempDir,
}

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Site {
    /// A server that knows who asks, and nothing else.
    pub(crate) async fn new() -> Self {
        let site = Self::blank().await;
        let me = json!({"user_id": ME, "is_guest": false});
        site.get("/_matrix/client/v3/account/whoami", me).await;
        site
    }

    /// A server that knows nothing.
    pub(crate) async fn blank() -> Self {
        Self {
            server: MockServer::start().await,
            home: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) async fn get(&self, at: &str, body: Value) {
        self.answer("GET", at, ResponseTemplate::new(200).set_body_json(body))
            .await;
    }

    pub(crate) async fn answer(&self, verb: &str, at: &str, answer: ResponseTemplate) {
        let mock = Mock::given(method(verb)).and(path(at)).respond_with(answer);
        mock.mount(&self.server).await;
    }

    /// The list of users, all on one page.
    pub(crate) async fn users(&self, users: &[Value]) {
        let page = json!({"users": users, "total": users.len()});
        self.get("/_synapse/admin/v3/users", page).await;
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// The program, which knows nothing of the machine it runs on.
    pub(crate) fn bare(&self, args: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("chatadm"));
        command.args(args).env_clear().stdin(Stdio::null());
        command
            .env("HOME", self.home.path())
            .env("TZ", "UTC")
            .env("PATH", "/usr/bin:/bin");
        command.env("CHATADM_CONFIG", self.path("config.toml"));
        command
    }

    /// The program with the address and a token of the server.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = self.bare(args);
        command
            .env("SYNAPSE_URL", self.server.uri())
            .env("SYNAPSE_TOKEN", "planted");
        command
            .env("MATTERMOST_URL", self.server.uri())
            .env("MATTERMOST_TOKEN", "planted");
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Run {
        Run::of(self.command(args).output().unwrap())
    }

    /// What the server was asked to change: methods and paths.
    pub(crate) async fn changes(&self) -> Vec<String> {
        let requests = self.server.received_requests().await.unwrap();
        let is_change = |request: &&Request| request.method.as_str() != "GET";
        requests.iter().filter(is_change).map(line).collect()
    }

    /// What the server was asked to change, with query and body.
    pub(crate) async fn bodies(&self) -> Vec<(String, Value)> {
        let requests = self.server.received_requests().await.unwrap();
        let changes = requests
            .iter()
            .filter(|request| request.method.as_str() != "GET");
        changes
            .map(|request| {
                let query = request.url.query().map(|query| format!("?{query}"));
                let body = serde_json::from_slice(&request.body).unwrap_or_default();
                (line(request) + &query.unwrap_or_default(), body)
            })
            .collect()
    }

    /// What the server was asked to tell below the admin API, with the query.
    pub(crate) async fn reads(&self) -> Vec<String> {
        let requests = self.server.received_requests().await.unwrap();
        let reads = requests.iter().filter(|request| {
            request.method.as_str() == "GET" && request.url.path().starts_with("/_synapse")
        });
        reads
            .map(|request| {
                let query = request.url.query().map(|query| format!("?{query}"));
                request.url.path().to_owned() + &query.unwrap_or_default()
            })
            .collect()
    }

    /// How many requests came.
    pub(crate) async fn requests(&self) -> usize {
        self.server.received_requests().await.unwrap().len()
    }
}

fn line(request: &Request) -> String {
    format!("{} {}", request.method, request.url.path())
}

impl Run {
    pub(crate) fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self {
            code: output.status.code().unwrap(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// The one document on standard output.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The error document on standard error, which is its last line.
    pub(crate) fn error(&self) -> Value {
        let line = self.stderr.lines().last().unwrap_or_default();
        let document: Value =
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {self:?}"));
        document["error"].clone()
    }
}

/// A user as lists have it.
pub(crate) fn user(name: &str) -> Value {
    json!({
        "name": format!("@{name}:example.org"), "displayname": name, "avatar_url": null, "admin": false,
        "deactivated": false, "erased": false, "is_guest": false, "locked": false, "shadow_banned": false,
        "user_type": null, "creation_ts": 1_767_225_600_000_i64, "last_seen_ts": null,
    })
}

/// An account as the server tells it alone: more than a list does, and its time in seconds.
pub(crate) fn account(name: &str) -> Value {
    let mut account = user(name);
    account["creation_ts"] = 1_767_225_600.into();
    account["suspended"] = false.into();
    for none in [
        "appservice_id",
        "consent_server_notice_sent",
        "consent_ts",
        "consent_version",
    ] {
        account[none] = Value::Null;
    }
    for empty in ["external_ids", "threepids"] {
        account[empty] = json!([]);
    }
    account
}

/// The outcome of each id in a report, the last one counts.
pub(crate) fn report(path: &Path) -> std::collections::BTreeMap<String, String> {
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let field = |line: &Value, name: &str| line[name].as_str().unwrap().to_owned();
    lines
        .map(|line| (field(&line, "id"), field(&line, "outcome")))
        .collect()
}
