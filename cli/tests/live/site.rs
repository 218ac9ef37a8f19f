//! The server under test, and a place to run the program in.

use std::{
    env,
    hash::{BuildHasher as _, RandomState},
    io::Write as _,
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use chatadm::{Bulk, synapse::Client};
use serde_json::Value;

/// How long the server gets for what it does after it has answered.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Site {
    url: String,
    token: String,
    user_token: String,
    shared_secret: String,
    manifest: Value,
    home: tempfile::TempDir,
    /// Tells the names of this site apart from those of others on the same server.
    mark: u64,
    runs: AtomicUsize,
}

/// What a run of the program left behind.
#[derive(Debug)]
pub(crate) struct Run {
    #[expect(dead_code, reason = "a failed test shows it")]
    args: Vec<String>,
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Site {
    pub(crate) fn open() -> Self {
        let manifest = std::fs::read(variable("CHATADM_LIVE_MANIFEST")).unwrap();
        let manifest: Value = serde_json::from_slice(&manifest).unwrap();
        assert_eq!(manifest["seeded"], true, "a seeded server is needed");
        Self {
            url: variable("SYNAPSE_URL"),
            token: variable("SYNAPSE_TOKEN"),
            user_token: variable("CHATADM_LIVE_USER_TOKEN"),
            shared_secret: variable("SYNAPSE_SHARED_SECRET"),
            manifest,
            home: tempfile::tempdir().unwrap(),
            mark: RandomState::new().hash_one("site") >> 32,
            runs: AtomicUsize::new(0),
        }
    }

    /// What the seed has put on the server, by its place in the manifest.
    pub(crate) fn seeded(&self, pointer: &str) -> &str {
        let found = self.manifest.pointer(pointer).and_then(Value::as_str);
        found.unwrap_or_else(|| panic!("the manifest has no text at {pointer}"))
    }

    /// The name of an account that is made here.
    pub(crate) fn name(&self, purpose: &str) -> String {
        format!("day-{:08x}-{purpose}", self.mark)
    }

    /// The id of an account that is made here.
    pub(crate) fn id(&self, purpose: &str) -> String {
        format!("@{}:{}", self.name(purpose), self.seeded("/server_name"))
    }

    /// The library, for what has to be there before the program is tried.
    pub(crate) fn client(&self) -> Client {
        let builder = Client::builder(&*self.url);
        builder.access_token(self.token.as_str()).build().unwrap()
    }

    /// Makes accounts; none has a password, whose hashing would take most of the time.
    pub(crate) fn accounts(&self, ids: Vec<String>) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let client = self.client();
        let wanted = ids.len();
        let make = async |id: &str| {
            let request = client.request(chatadm::Method::PUT, "/_synapse/admin/v2/users/{id}");
            request
                .param("id", id)
                .json(&serde_json::json!({}))
                .send::<Value>()
                .await
        };
        let summary = runtime.block_on(
            Bulk::new(ids, |id: String| async move { make(&id).await })
                .concurrency(8)
                .finish(),
        );
        assert_eq!(summary.succeeded.len(), wanted, "{summary}");
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Keeps a text in a file, and gives its name.
    pub(crate) fn file(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// The secret that registers accounts, in a file.
    pub(crate) fn shared_secret(&self) -> String {
        self.file("shared-secret", &self.shared_secret)
    }

    /// The token of somebody who is no admin.
    pub(crate) fn user_token(&self) -> &str {
        &self.user_token
    }

    /// The program, which knows nothing of the machine it runs on, and the token of the admin.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        self.runs.fetch_add(1, Ordering::Relaxed);
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("chatadm"));
        command.args(args).env_clear().stdin(Stdio::null());
        command
            .env("HOME", self.home.path())
            .env("TZ", "UTC")
            .env("PATH", "/usr/bin:/bin")
            .env("SYNAPSE_URL", &self.url)
            .env("SYNAPSE_TOKEN", &self.token);
        command
    }

    /// How often the program was run.
    pub(crate) fn runs(&self) -> usize {
        self.runs.load(Ordering::Relaxed)
    }

    /// Runs the program, whatever comes of it.
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        Run::of(args, &self.command(args).output().unwrap())
    }

    /// Runs the program as somebody else.
    pub(crate) fn run_as(&self, token: &str, args: &[&str]) -> Run {
        let output = self.command(args).env("SYNAPSE_TOKEN", token).output();
        Run::of(args, &output.unwrap())
    }

    /// Runs the program with something to read.
    pub(crate) fn run_with_input(&self, args: &[&str], input: &str) -> Run {
        let mut command = self.command(args);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(input.as_bytes()).unwrap();
        drop(stdin);
        Run::of(args, &child.wait_with_output().unwrap())
    }

    /// Starts the program, whose output nobody reads.
    pub(crate) fn start(&self, args: &[&str]) -> Child {
        let mut command = self.command(args);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().unwrap()
    }

    /// Runs the program, which has to succeed.
    #[track_caller]
    pub(crate) fn good(&self, args: &[&str]) -> Run {
        let run = self.run(args);
        assert_eq!(run.code, 0, "{run:?}");
        run
    }

    /// Runs the program, which has to succeed and to print one JSON document.
    #[track_caller]
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        self.good(&[args, &["-o", "json"]].concat()).json()
    }

    /// Runs the program, which has to fail like this and to say so in one document on standard error.
    #[track_caller]
    pub(crate) fn bad(&self, code: i32, args: &[&str]) -> Value {
        self.run(&[args, &["-o", "json"]].concat()).failed(code)
    }
}

impl Run {
    fn of(args: &[&str], output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Self {
            args: args.iter().map(|&arg| arg.to_owned()).collect(),
            code: output.status.code().unwrap(),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }

    /// The one document on standard output.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The error document, when the run failed as it should, without a word on standard output.
    #[track_caller]
    pub(crate) fn failed(&self, code: i32) -> Value {
        assert_eq!(self.code, code, "{self:?}");
        assert_eq!(self.stdout, "", "{self:?}");
        let line = self.stderr.lines().last().unwrap_or_default();
        let document: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("{self:?}"));
        document["error"].clone()
    }
}

/// The field of each item of a document, as text.
pub(crate) fn texts(list: &Value, field: &str) -> Vec<String> {
    let items = list
        .as_array()
        .unwrap_or_else(|| panic!("{list} is no list"));
    let text = |item: &Value| match &item[field] {
        Value::String(text) => text.clone(),
        other => panic!("`{field}` is {other} in {item}"),
    };
    items.iter().map(text).collect()
}

pub(crate) fn variable(name: &str) -> String {
    env::vars_os()
        .find(|(key, _)| key == name)
        .and_then(|(_, value)| value.into_string().ok())
        .unwrap_or_else(|| panic!("{name} is not set; run this by `cargo xtask live`"))
}

/// Looks again and again until what is awaited is there.
#[track_caller]
pub(crate) fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(start.elapsed() < PATIENCE, "{what}: not in {PATIENCE:?}");
        thread::sleep(Duration::from_millis(20));
    }
}
