//! Commands that read, of a server that puts into every text what a terminal would obey.

use std::{fs, path::Path, sync::LazyLock};

use serde_json::{Map, Value, json};
use wiremock::{Mock, Request, ResponseTemplate, matchers::any};

use crate::site::{ME, Run, Site};

/// A title, colors, the other direction of reading, a line over this one, a line of our own, an erased letter.
const EVIL: &str =
    "\u{1b}]0;evil\u{7}\u{1b}[31m\u{9b}31m\u{202e}\revil\nhint: evil\u{7f}\u{85}\u{e0041}";

/// Texts by which programs go on, and not shown.
const STEERING: [&str; 8] = [
    "next_token",
    "next_batch",
    "end",
    "start",
    "prev_batch",
    "shutdown_room",
    "status",
    "errcode",
];

/// What is run: most of it works although all ids are odd.
const COMMANDS: [&[&str]; 30] = [
    &["synapse", "user", "list"],
    &["synapse", "user", "show", "@ada:example.org"],
    &["synapse", "user", "whois", "@ada:example.org"],
    &["synapse", "user", "rooms", "@ada:example.org"],
    &["synapse", "user", "media", "@ada:example.org"],
    &["synapse", "user", "account-data", "@ada:example.org"],
    &["synapse", "user", "devices", "list", "@ada:example.org"],
    &[
        "synapse",
        "user",
        "devices",
        "show",
        "@ada:example.org",
        "DEVICE",
    ],
    &["synapse", "room", "list"],
    &["synapse", "room", "show", "!room:example.org"],
    &["synapse", "room", "members", "!room:example.org"],
    &["synapse", "room", "state", "!room:example.org"],
    &["synapse", "event", "show", "$event"],
    &["synapse", "task", "list"],
    &["synapse", "media", "list", "--room", "!room:example.org"],
    &["synapse", "media", "show", "mxc://example.org/abc"],
    &["synapse", "regtok", "list"],
    &["synapse", "report", "events", "list"],
    &["synapse", "report", "events", "show", "1"],
    &["synapse", "report", "users", "list"],
    &["synapse", "federation", "list"],
    &["synapse", "federation", "show", "example.com"],
    &["synapse", "federation", "rooms", "example.com"],
    &["synapse", "stats", "media"],
    &["synapse", "stats", "rooms"],
    &["synapse", "version"],
    &["mattermost", "user", "list"],
    &["mattermost", "user", "show", "m5n9h1q33bgr8jh76h5umt669o"],
    &["mattermost", "token", "list", "m5n9h1q33bgr8jh76h5umt669o"],
    &[
        "mattermost",
        "session",
        "list",
        "m5n9h1q33bgr8jh76h5umt669o",
    ],
];

const FORMATS: [&[&str]; 8] = [
    &["-o", "table"],
    &["-o", "yaml"],
    &["-o", "csv"],
    &["-o", "tsv"],
    &["-o", "ids"],
    &["-o", "json"],
    &["--jq", ".. | strings", "--output", "json"],
    &["-o", "table", "--verbose", "--verbose", "--verbose"],
];

/// The answers to GET that were recorded, with the paths of their requests.
static RECORDED: LazyLock<Vec<(String, Value)>> = LazyLock::new(|| {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures");
    let files = ["synapse", "mattermost"].map(|api| fs::read_dir(fixtures.join(api)).unwrap());
    let mut paths: Vec<_> = files
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|kind| kind == "json"));
    paths.sort();
    let exchanges = paths.iter().map(|path| {
        let exchange: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        exchange
    });
    exchanges
        .filter(|exchange| {
            exchange["response"]["status"] == 200 && exchange["request"]["method"] == "GET"
        })
        .map(|exchange| {
            let path = exchange["request"]["path"]
                .as_str()
                .unwrap_or_default()
                .to_owned();
            (path, exchange["response"]["body"].clone())
        })
        .collect()
});

/// What was answered to the request most like this one.
fn recorded(path: &str) -> Option<&'static Value> {
    let like = |other: &str| {
        let (ours, theirs) = (path.split('/'), other.split('/'));
        (ours.clone().count() == theirs.clone().count())
            .then(|| ours.zip(theirs).filter(|(a, b)| a == b).count())
    };
    let rated = RECORDED
        .iter()
        .filter_map(|(other, body)| Some((like(other)?, body)));
    let size = |body: &Value| body.to_string().len().min(5_000);
    rated
        .max_by_key(|(rate, body)| (*rate, size(body)))
        .map(|(_, body)| body)
}

fn evil(value: &Value) -> Value {
    match value {
        Value::String(text) => format!("{text}{EVIL}").into(),
        Value::Array(items) => items
            .iter()
            .filter(|item| item.get("$elided").is_none())
            .map(evil)
            .collect(),
        Value::Object(fields) => {
            let mut all: Map<String, Value> = fields
                .iter()
                .map(|(name, field)| {
                    let is_steering = STEERING.contains(&name.as_str());
                    (
                        name.clone(),
                        if is_steering {
                            field.clone()
                        } else {
                            evil(field)
                        },
                    )
                })
                .collect();
            // Where all fields are objects, one that is a text would not be understood.
            if !all.values().all(Value::is_object) {
                all.insert(format!("key{EVIL}"), EVIL.into());
            }
            all.into()
        }
        other => other.clone(),
    }
}

/// A server that answers everything: with what it has, or with a refusal.
async fn server(is_refusing: bool) -> Site {
    let site = Site::blank().await;
    let answer = move |request: &Request| {
        let path = request.url.path();
        if path.ends_with("/account/whoami") {
            return ResponseTemplate::new(200)
                .set_body_json(json!({"user_id": ME, "device_id": EVIL, "is_guest": false}));
        }
        match recorded(path) {
            Some(body) if !is_refusing => ResponseTemplate::new(200).set_body_json(evil(body)),
            _ => ResponseTemplate::new(403).set_body_json(json!({
                "errcode": format!("M_EVIL{EVIL}"), "error": EVIL, "message": EVIL, "id": EVIL, "request_id": EVIL,
            })),
        }
    };
    Mock::given(any())
        .respond_with(answer)
        .mount(&site.server)
        .await;
    site
}

/// Runs a command into pipes, which may lead to a terminal: nothing that one obeys goes through.
fn run_tamed(site: &Site, args: &[&str]) -> Run {
    let run = site.run(args);
    let is_wild = |one: char| one.is_control() && !matches!(one, '\n' | '\r' | '\t');
    for text in [&run.stdout, &run.stderr] {
        assert!(!text.contains(is_wild), "{args:?}\n{text:?}");
    }
    assert!(!passes_for_ours(&run.stderr), "{args:?} {run:?}");
    run
}

/// Whether words of a server begin a line that could be one of ours.
fn passes_for_ours(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("hint: evil"))
}

#[tokio::test]
async fn no_command_passes_on_what_a_terminal_would_obey() {
    let site = server(false).await;
    let mut shown = 0;
    for args in COMMANDS {
        for format in FORMATS {
            let run = run_tamed(&site, &[args, format].concat());
            if format == ["-o", "table"] {
                assert!(!passes_for_ours(&run.stdout), "{run:?}");
            }
            shown += usize::from(run.code == 0 && run.stdout.contains("evil"));
        }
    }
    // What fails shows nothing, so most have to work for this to mean something.
    assert!(
        shown * 4 > COMMANDS.len() * FORMATS.len() * 3,
        "only {shown} showed anything"
    );
}

#[tokio::test]
async fn no_failure_passes_on_what_a_terminal_would_obey() {
    let site = server(true).await;
    for args in COMMANDS {
        for format in [&["-o", "table"][..], &["-o", "json"]] {
            let run = run_tamed(&site, &[args, format].concat());
            assert!(run.stderr.contains("evil"), "{args:?} {run:?}");
        }
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn no_command_shows_a_terminal_what_it_would_obey() {
    use crate::terminal::Terminal;

    let site = server(false).await;
    for args in COMMANDS {
        for format in [FORMATS[0], FORMATS[1], FORMATS[4], FORMATS[6]] {
            let mut command = site.command(&[args, format].concat());
            command.env("NO_COLOR", "1").arg("--no-pager");
            let told = format!("{command:?}");
            let seen = Terminal::new(120, 50).run(command, "");
            let is_wild = |one: char| {
                (one.is_control() && !matches!(one, '\n' | '\t'))
                    || matches!(one, '\u{202e}' | '\u{e0041}')
            };
            assert!(!seen.text.contains(is_wild), "{told}\n{:?}", seen.text);
        }
    }
}
