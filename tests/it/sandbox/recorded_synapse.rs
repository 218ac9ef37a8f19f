//! Every recorded exchange of Synapse again: a sandbox is brought into the state of the recording, is sent
//! the request, and has to give the same status, the same error code, and an answer of the same shape.
//!
//! `recorded_states.txt` says what precedes each request.

use std::{collections::BTreeMap, time::Duration};

use chatadm::{sandbox::Sandbox, synapse};
use hmac::{Hmac, KeyInit as _, Mac as _};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use sha1::Sha1;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::support::{
    api::Api,
    fixture::{Fixture, RecordedBody},
};

const STATES: &str = include_str!("recorded_states.txt");

/// What all accounts of the recordings have.
const PASSWORD: &str = "wonderland";

#[tokio::test]
async fn recorded_exchanges_happen_again() {
    let sections = sections();
    let base = &sections["base"];
    let (mut problems, mut replayed) = (Vec::new(), 0);
    let mut unused: Vec<&str> = sections
        .keys()
        .copied()
        .filter(|name| *name != "base")
        .collect();
    for fixture in Fixture::all(Api::Synapse) {
        let name = fixture.name.trim_end_matches(".json");
        let section = section_of(&sections, name);
        let (key, section) = section.unwrap_or(("", &[]));
        unused.retain(|known| *known != key);
        let reason = section.iter().find(|line| line.starts_with("! "));
        let said = |verb: &str| section.iter().find_map(|line| line.strip_prefix(verb));
        let number = |verb: &str| said(verb).map_or(0, |number| number.parse().unwrap());
        let base: &[&str] = if said("nobody").is_some() { &[] } else { base };
        let mut stage = Stage::set(number("users "), number("destinations ")).await;
        for step in base.iter().chain(section) {
            stage.play(step).await;
        }
        let difference = stage.replay(&fixture).await;
        match (difference, reason) {
            (None, None) => replayed += 1,
            (None, Some(_)) if !key.ends_with('*') => {
                problems.push(format!("{name}: can be brought about, the reason is stale"));
            }
            (Some(difference), None) => problems.push(format!("{name}: {difference}")),
            _ => {}
        }
    }
    for section in unused {
        problems.push(format!("{section}: there is no such recording"));
    }
    assert!(
        problems.is_empty(),
        "{replayed} happened again, but {}:\n{}",
        problems.len(),
        problems.join("\n")
    );
    assert!(replayed >= 360, "only {replayed} recordings");
}

/// The lines below each heading.
fn sections() -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut sections: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut names: Vec<&str> = Vec::new();
    for line in STATES
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        if let Some(heading) = line.strip_prefix("== ") {
            names = heading.split_whitespace().collect();
            for name in &names {
                assert!(sections.insert(name, Vec::new()).is_none(), "{name} twice");
            }
        } else {
            for name in &names {
                sections.get_mut(name).unwrap().push(line);
            }
        }
    }
    sections
}

/// The section with the name of a recording, or the longest that ends in `*` and begins like it.
fn section_of<'a>(
    sections: &'a BTreeMap<&'static str, Vec<&'static str>>,
    name: &str,
) -> Option<(&'static str, &'a [&'static str])> {
    let fits = |key: &str| {
        key == name
            || key
                .strip_suffix('*')
                .is_some_and(|start| name.starts_with(start))
    };
    let found = sections.iter().filter(|(key, _)| fits(key));
    let found = found.max_by_key(|(key, _)| (!key.ends_with('*'), key.len()));
    found.map(|(key, lines)| (*key, lines.as_slice()))
}

/// A sandbox, who is logged in there, and what stands for the ids of a recording.
struct Stage {
    sandbox: Sandbox<synapse::Client>,
    sessions: BTreeMap<String, String>,
    replaced: Vec<(String, String)>,
    last: Value,
}

impl Stage {
    async fn set(users: u64, destinations: u64) -> Self {
        let builder = Sandbox::synapse().users(users).destinations(destinations);
        let sandbox = builder.lenient().start().await.unwrap();
        let token = sandbox.admin_token().expose().to_owned();
        Self {
            sandbox,
            sessions: BTreeMap::from([("admin".to_owned(), token)]),
            replaced: Vec::new(),
            last: Value::Null,
        }
    }

    /// Does what a line says:
    /// - `login NAME [DEVICE]` opens a session, `guest` one for a guest,
    /// - `puppet NAME USER {BODY}` one of an administrator who acts as a user,
    /// - `keep POINTER TEXT` lets something of the last answer stand for a text of the recording,
    /// - `let TEXT OURS` lets a text stand for one of the recording,
    /// - `wait SECONDS` lets time pass,
    /// - `[as NAME] METHOD PATH [BODY]` sends a request, as the administrator unless told,
    /// - `refused METHOD PATH [BODY]` sends one that is refused,
    /// - `nobody` leaves out what is done for all others, `users NUMBER` and
    ///   `destinations NUMBER` begin with so many more.
    async fn play(&mut self, step: &str) {
        let step = self.replace(step);
        let (verb, rest) = step.split_once(' ').unwrap_or((&step, ""));
        let mut words = rest.splitn(3, ' ');
        match verb {
            "!" | "nobody" | "users" | "destinations" => {}
            "login" => {
                let name = words.next().unwrap();
                let device = words.next().map_or(Value::Null, Value::from);
                let identifier = json!({"type": "m.id.user", "user": name});
                let mut body = json!({
                    "type": "m.login.password", "identifier": identifier, "password": PASSWORD,
                });
                if !device.is_null() {
                    body["device_id"] = device;
                }
                let path = "/_matrix/client/v3/login";
                self.open(name, path, &body).await;
            }
            "guest" => {
                let path = "/_matrix/client/v3/register?kind=guest";
                self.open("guest", path, &json!({})).await;
            }
            "puppet" => {
                let (name, user) = (words.next().unwrap(), words.next().unwrap());
                let body = words
                    .next()
                    .map_or(json!({}), |body| serde_json::from_str(body).unwrap());
                let path = format!("/_synapse/admin/v1/users/{user}/login");
                self.open(name, &path, &body).await;
            }
            "keep" => {
                let (pointer, text) = (words.next().unwrap(), words.next().unwrap());
                let value = self.last.pointer(pointer).unwrap().as_str().unwrap();
                self.replaced.push((text.to_owned(), value.to_owned()));
            }
            "let" => {
                let (text, ours) = (words.next().unwrap(), words.next().unwrap());
                self.replaced.push((text.to_owned(), ours.to_owned()));
            }
            "wait" => {
                tokio::time::pause();
                let seconds = rest.parse().unwrap();
                tokio::time::advance(Duration::from_secs(seconds)).await;
                tokio::time::resume();
            }
            _ => {
                let (session, request) = match (verb, rest.split_once(' ')) {
                    ("as", Some((name, request))) => (name, request),
                    ("refused", _) => ("admin", rest),
                    _ => ("admin", step.as_str()),
                };
                let mut words = request.splitn(3, ' ');
                let (method, path) = (words.next().unwrap(), words.next().unwrap());
                let token = self.sessions.get(session).cloned();
                let body = words.next().unwrap_or_default();
                let (status, answer) = self.send(method, path, token.as_deref(), body).await;
                let is_refused = status >= 400;
                assert_eq!(is_refused, verb == "refused", "{step}: {status} {answer}");
                self.last = answer;
            }
        }
    }

    async fn open(&mut self, name: &str, path: &str, body: &Value) {
        let token = self.sessions["admin"].clone();
        let (status, answer) = self
            .send("POST", path, Some(&token), &body.to_string())
            .await;
        assert_eq!(status, 200, "{name}: {answer}");
        let token = answer["access_token"].as_str().unwrap().to_owned();
        self.sessions.insert(name.to_owned(), token);
        self.last = answer;
    }

    fn replace(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (from, to) in &self.replaced {
            text = text.replace(from, to);
            let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
            text = text.replace(&encoded(from), &encode(to));
        }
        text
    }

    /// How the answer to a recorded request differs from the recorded one.
    async fn replay(&mut self, fixture: &Fixture) -> Option<String> {
        let request = fixture.request();
        let method = request["method"].as_str().unwrap();
        let mut path = self.replace(request["path"].as_str().unwrap());
        let query = request["query"].as_object().into_iter().flatten();
        let mut pairs = Vec::new();
        for (name, value) in query {
            let values = value
                .as_array()
                .map_or(std::slice::from_ref(value), Vec::as_slice);
            for value in values {
                let text = value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned);
                let text = self.replace(&text);
                let text = utf8_percent_encode(&text, NON_ALPHANUMERIC);
                pairs.push(format!("{name}={text}"));
            }
        }
        if !pairs.is_empty() {
            path = format!("{path}?{}", pairs.join("&"));
        }
        let body = self.body(&request["body"]).await;
        let token = self.token(request["auth"].as_str().unwrap());
        let (status, answer) = self.send(method, &path, token.as_deref(), &body).await;
        if status != fixture.status() {
            return Some(format!("{status} {answer}, and not {}", fixture.status()));
        }
        let RecordedBody::Json(recorded) = fixture.body() else {
            return None;
        };
        if recorded["errcode"] != answer["errcode"] {
            return Some(format!("{answer}, and not {recorded}"));
        }
        difference(&recorded, &answer, "")
    }

    /// The token of whoever asked in a recording.
    fn token(&self, who: &str) -> Option<String> {
        let session = match who {
            "none" => return None,
            "invalid token" => return Some("nonsense".to_owned()),
            "non-admin user" | "non-admin user, own id" => "bob",
            "puppet token" => "puppet",
            "user" => "alice",
            "expired token" => "expired",
            "logged-out device" => "carol",
            "user whose account validity has ended" => "frank",
            other => other,
        };
        // Whoever is nobody here is one whose recording cannot be brought about.
        self.sessions.get(session).cloned()
    }

    /// The body of a request, placeholders filled in.
    async fn body(&mut self, body: &Value) -> String {
        let text = match body {
            Value::Null => return String::new(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let mut text = self.replace(&text).replace("<PASSWORD>", PASSWORD);
        if text.contains("<NONCE>") && body["mac"] != "0".repeat(40) {
            let path = "/_synapse/admin/v1/register";
            let (_, answer) = self.send("GET", path, None, "").await;
            let nonce = answer["nonce"].as_str().unwrap();
            text = text.replace("<NONCE>", nonce);
            text = text.replace("<HMAC_SHA1_HEX>", &self.mac(nonce, body));
        }
        text
    }

    fn mac(&self, nonce: &str, body: &Value) -> String {
        let role = if body["admin"] == true {
            "admin"
        } else {
            "notadmin"
        };
        let username = body["username"].as_str().unwrap();
        let mut parts = vec![nonce, username, PASSWORD, role];
        parts.extend(body["user_type"].as_str());
        let secret = self.sandbox.shared_secret().expose();
        let mut mac = Hmac::<Sha1>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(parts.join("\0").as_bytes());
        let bytes = mac.finalize().into_bytes();
        let digits = bytes.iter().map(|byte| format!("{byte:02x}"));
        digits.collect::<Vec<_>>().concat()
    }

    /// Sends a request with the path just as it is, which no library for URLs does.
    async fn send(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: &str,
    ) -> (u16, Value) {
        let address = self.sandbox.url().strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).await.unwrap();
        let path = path.replace(' ', "%20");
        let credentials = token.map_or_else(String::new, |token| {
            format!("authorization: Bearer {token}\r\n")
        });
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n{credentials}\
             content-length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        let answer = String::from_utf8_lossy(&answer);
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, serde_json::from_str(body).unwrap_or_default())
    }
}

/// A text as the recordings encode it in paths.
fn encoded(text: &str) -> String {
    const KEPT: &percent_encoding::AsciiSet = &NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b'~');
    utf8_percent_encode(text, KEPT).to_string()
}

/// Where an answer has other keys or types than the recorded one. Null fits everything: whether something
/// is set is the state's business.
fn difference(recorded: &Value, answered: &Value, place: &str) -> Option<String> {
    match (recorded, answered) {
        (Value::Null, _) | (_, Value::Null) => None,
        (Value::Array(recorded), Value::Array(answered)) => {
            match (recorded.first(), answered.first()) {
                (None, None) => None,
                (Some(recorded), Some(answered)) => {
                    difference(recorded, answered, &format!("{place}/0"))
                }
                (None, Some(_)) => Some(format!("{place}: is not empty")),
                (Some(_), None) => Some(format!("{place}: is empty")),
            }
        }
        (Value::Object(recorded), Value::Object(answered)) => {
            let keys = |fields: &serde_json::Map<String, Value>| -> Vec<String> {
                let mut keys: Vec<String> = fields.keys().map(|key| plain(key)).collect();
                keys.dedup();
                keys
            };
            if keys(recorded) != keys(answered) {
                return Some(format!(
                    "{place}: has {:?}, and not {:?}",
                    keys(answered),
                    keys(recorded)
                ));
            }
            let mut fields = recorded.iter();
            fields.find_map(|(name, value)| {
                let other = answered.iter().find(|(key, _)| plain(key) == plain(name));
                difference(value, other?.1, &format!("{place}/{name}"))
            })
        }
        _ => {
            let kind = |value: &Value| match value {
                Value::Bool(_) => "a boolean",
                Value::Number(_) => "a number",
                Value::String(_) => "a text",
                Value::Array(_) => "a list",
                _ => "an object",
            };
            (kind(recorded) != kind(answered))
                .then(|| format!("{place}: {}, and not {}", kind(answered), kind(recorded)))
        }
    }
}

/// A key, of which one that is an id stands for any other.
fn plain(key: &str) -> String {
    match key.chars().next() {
        Some('!' | '$' | '@') => "<id>".to_owned(),
        _ if key.starts_with("ed25519:") => "<key>".to_owned(),
        _ => key.to_owned(),
    }
}
