//! Every recorded exchange of Mattermost again, in the order of the recording: a sandbox is sent the same
//! requests, and has to give the same statuses, the same error ids, and answers of the same shape.
//!
//! `recorded_mattermost.txt` says what happened between them.

use std::{collections::BTreeMap, fmt::Write as _, path::Path, time::Duration};

use chatadm::{mattermost, sandbox::Sandbox};
use hmac::{Hmac, KeyInit as _, Mac as _};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};
use sha1::Sha1;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::support::{
    api::Api,
    fixture::{Fixture, RecordedBody},
};

const STATES: &str = include_str!("recorded_mattermost.txt");

/// When the time of a sandbox begins, in seconds since 1970.
const START: i64 = 1_767_225_600;

/// Whose session makes what a step does not say otherwise of.
const ADMIN: &str = "<ADMIN_SESSION_TOKEN>";

/// What the placeholders for passwords stand for.
const PASSWORDS: [(&str, &str); 4] = [
    ("<ADMIN_PASSWORD>", "Administrators-1!"),
    ("<USER_PASSWORD>", "Of-all-users-1!"),
    ("<NEW_PASSWORD>", "Another-one-2!"),
    ("<WRONG_PASSWORD>", "Nobody-has-it-3!"),
];

/// Lists whose number of items depends on what was done between the recordings.
const UNCOUNTED: [&str; 1] = ["197_get_user_audits.json"];

/// Fields of which the value is compared too.
const TELLING: [&str; 12] = [
    "auth_service",
    "delete_at",
    "email",
    "first_name",
    "id",
    "is_active",
    "locale",
    "nickname",
    "position",
    "roles",
    "status",
    "username",
];

#[tokio::test]
async fn recorded_exchanges_happen_again() {
    let mut sections = sections();
    let mut stage = Stage::set().await;
    let (mut problems, mut replayed) = (Vec::new(), 0);
    for fixture in Fixture::all(Api::Mattermost) {
        let name = fixture.name.trim_end_matches(".json");
        let steps = sections.remove(&name[..3]).unwrap_or_default();
        let reason = steps.iter().find_map(|step| step.strip_prefix("! "));
        for step in &steps {
            stage.play(step).await;
        }
        match (stage.replay(&fixture).await, reason) {
            (Ok(()), None) => replayed += 1,
            (Ok(()), Some(_)) => {
                problems.push(format!("{name}: can be brought about, the reason is stale"));
            }
            (Err(difference), None) => problems.push(format!("{name}: {difference}")),
            (Err(_), Some(_)) => {}
        }
    }
    problems.extend(
        sections
            .keys()
            .map(|key| format!("{key}: there is no such recording")),
    );
    assert!(
        problems.is_empty(),
        "{replayed} happened again, but {}:\n{}",
        problems.len(),
        problems.join("\n")
    );
    assert!(replayed > 270, "only {replayed} recordings");
}

/// The lines below each heading.
fn sections() -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut sections: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut heading = None;
    let lines = STATES.lines();
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(key) = line.strip_prefix("== ") {
            assert!(sections.insert(key, Vec::new()).is_none(), "{key} twice");
            heading = Some(key);
        } else {
            sections.get_mut(heading.unwrap()).unwrap().push(line);
        }
    }
    sections
}

/// What came back.
struct Answer {
    status: u16,
    headers: BTreeMap<String, String>,
    body: Value,
    text: String,
}

/// A sandbox, and what there stands for the ids, tokens and tags of the recording.
struct Stage {
    sandbox: Sandbox<mattermost::Client>,
    replaced: Vec<(String, String)>,
    last: Value,
    /// Of the second factor.
    secret: String,
    /// Seconds that were not waited for.
    skipped: i64,
}

impl Stage {
    async fn set() -> Self {
        let sandbox = Sandbox::mattermost().lenient().start().await.unwrap();
        let token = sandbox.admin_token().expose().to_owned();
        let passwords = PASSWORDS.map(|(from, to)| (from.to_owned(), to.to_owned()));
        let mut stage = Self {
            sandbox,
            replaced: passwords.into(),
            last: Value::Null,
            secret: String::new(),
            skipped: 0,
        };
        stage.keep("nobody", &token);
        stage
    }

    /// Lets a text of the sandbox stand for one of the recording, from now on.
    fn keep(&mut self, recorded: &str, here: &str) {
        self.replaced.retain(|(known, _)| known != recorded);
        self.replaced.push((recorded.to_owned(), here.to_owned()));
    }

    fn replace(&self, text: &str) -> String {
        let mut text = text.to_owned();
        // The longest first: tags hold ids.
        let mut replaced: Vec<_> = self.replaced.iter().collect();
        replaced.sort_by_key(|(from, _)| std::cmp::Reverse(from.len()));
        for (from, to) in replaced {
            if from != "nobody" {
                text = text.replace(from, to);
            }
        }
        if text.contains("<MFA_CODE>") {
            text = text.replace("<MFA_CODE>", &self.code());
        }
        // Of a secret that nobody has seen only the length matters.
        for unknown in ["<PASSWORD_RECOVERY_TOKEN>", "<EMAIL_VERIFY_TOKEN>"] {
            text = text.replace(unknown, &"x".repeat(64));
        }
        text
    }

    /// Does what a line says:
    /// - `login NAME TOKEN [PASSWORD]` opens a session, whose token stands for that of the recording,
    /// - `wrong NAME NUMBER` fails to, so many times,
    /// - `users NUMBER` makes accounts,
    /// - `keep POINTER TEXT` lets something of the last answer stand for a text of the recording,
    /// - `mail TEXT` does so with the word of the latest mail, `secret` keeps that of the second factor,
    /// - `wait SECONDS` lets time pass,
    /// - `times NUMBER METHOD PATH` sends a request so many times,
    /// - `[as TOKEN] METHOD PATH [BODY]` sends one that succeeds, of the administrator unless told.
    async fn play(&mut self, step: &str) {
        let mut words = step.splitn(4, ' ');
        let verb = words.next().unwrap();
        let mut word = || words.next().unwrap_or_default();
        match verb {
            "!" => {}
            "login" => {
                let (name, token, password) = (word(), word(), word());
                let password = match (name, password) {
                    ("admin", "") => "<ADMIN_PASSWORD>",
                    (_, "") => "<USER_PASSWORD>",
                    (_, password) => password,
                };
                let answer = self.log_in(name, password).await;
                assert_eq!(answer.status, 200, "{step}: {}", answer.text);
                self.keep(token, &answer.headers["token"]);
            }
            "wrong" => {
                let (name, number) = (word(), word().parse().unwrap());
                for _ in 0..number {
                    let answer = self.log_in(name, "<WRONG_PASSWORD>").await;
                    assert_eq!(answer.status, 401, "{step}: {}", answer.text);
                }
            }
            "users" => {
                for number in 0..word().parse().unwrap() {
                    let name = format!("u{number:03}");
                    let email = format!("{name}@example.test");
                    let body =
                        json!({"username": name, "email": email, "password": "<USER_PASSWORD>"});
                    self.ask("", "POST", "/api/v4/users", &body.to_string())
                        .await;
                }
            }
            "keep" => {
                let (pointer, text) = (word(), word());
                let value = self.last.pointer(pointer).unwrap().as_str().unwrap();
                let value = value.to_owned();
                self.keep(text, &value);
            }
            "mail" => {
                let mails = self.ask("", "GET", "/sandbox/mails", "").await;
                let mail = mails.as_array().unwrap().last().unwrap();
                self.keep(word(), mail["token"].as_str().unwrap());
            }
            "secret" => self.last["secret"]
                .as_str()
                .unwrap()
                .clone_into(&mut self.secret),
            "wait" => {
                let seconds = word().parse().unwrap();
                self.skipped += i64::try_from(seconds).unwrap();
                tokio::time::pause();
                tokio::time::advance(Duration::from_secs(seconds)).await;
                tokio::time::resume();
            }
            "times" => {
                let (number, method, path) = (word().parse().unwrap(), word(), word());
                for _ in 0..number {
                    self.ask(ADMIN, method, path, "").await;
                }
            }
            "as" => {
                let (who, method, rest) = (word(), word(), word());
                let (path, body) = rest.split_once(' ').unwrap_or((rest, ""));
                self.last = self.ask(who, method, path, body).await;
            }
            method => {
                let (_, rest) = step.split_once(' ').unwrap();
                let (path, body) = rest.split_once(' ').unwrap_or((rest, ""));
                self.last = self.ask(ADMIN, method, path, body).await;
            }
        }
    }

    async fn log_in(&self, name: &str, password: &str) -> Answer {
        let body = json!({"login_id": name, "password": self.replace(password)});
        let body = body.to_string().into_bytes();
        self.send("POST", "/api/v4/users/login", &[], body).await
    }

    /// Sends a request that has to succeed.
    async fn ask(&self, who: &str, method: &str, path: &str, body: &str) -> Value {
        let known = self.replaced.iter().find(|(known, _)| known == who);
        let headers = known.map(|(_, token)| {
            let credentials = format!("Bearer {token}");
            ("authorization".to_owned(), credentials)
        });
        let headers: Vec<_> = headers.into_iter().collect();
        let body = self.replace(body).into_bytes();
        let answer = self.send(method, &self.replace(path), &headers, body).await;
        assert!(answer.status < 300, "{method} {path}: {}", answer.text);
        answer.body
    }

    /// Sends a recorded request; an error says how the answer differs from the recorded one.
    async fn replay(&mut self, fixture: &Fixture) -> Result<(), String> {
        let request = fixture.request();
        let method = request["method"].as_str().unwrap();
        let mut path = self.replace(request["path"].as_str().unwrap());
        let query = request["query"].as_object().into_iter().flatten();
        let pairs = query.map(|(name, value)| {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            let text = self.replace(&text);
            format!("{name}={}", utf8_percent_encode(&text, NON_ALPHANUMERIC))
        });
        let pairs: Vec<String> = pairs.collect();
        if !pairs.is_empty() {
            path = format!("{path}?{}", pairs.join("&"));
        }
        let headers = request["headers"].as_object().into_iter().flatten();
        let headers = headers.map(|(name, value)| (name.clone(), self.replace(text(value))));
        let headers: Vec<_> = headers.collect();
        let body = self.body(&request["body"]);
        let answer = self.send(method, &path, &headers, body).await;
        if answer.status != fixture.status() {
            let (status, text) = (answer.status, answer.text);
            return Err(format!("{status} {text}, and not {}", fixture.status()));
        }
        self.compare_headers(fixture, &answer)?;
        let recorded = match fixture.body() {
            RecordedBody::Json(recorded) => recorded,
            RecordedBody::Nothing if answer.text.is_empty() => return Ok(()),
            RecordedBody::Text(recorded) if shape(&recorded) == shape(&answer.text) => {
                return Ok(());
            }
            RecordedBody::Bytes(_) if !answer.text.is_empty() => return Ok(()),
            recorded => return Err(format!("{}, and not {recorded:?}", answer.text)),
        };
        let status = answer.status;
        if status >= 400 && recorded["id"] != answer.body["id"] {
            return Err(format!("{}, and not {recorded}", answer.body));
        }
        if status >= 400 && recorded["message"] != answer.body["message"] {
            return Err(format!("{}, and not {}", answer.body, recorded["message"]));
        }
        let items = fixture.items();
        let counted = answer.body.as_array().map(|items| items.len() as u64);
        if items.is_some() && items != counted && !UNCOUNTED.contains(&&*fixture.name) {
            return Err(format!("{counted:?} items, and not {items:?}"));
        }
        self.compare(&recorded, &answer.body, "")
    }

    /// Compares what clients look at, and learns tokens and tags.
    fn compare_headers(&mut self, fixture: &Fixture, answer: &Answer) -> Result<(), String> {
        const WATCHED: [&str; 10] = [
            "cache-control",
            "content-type",
            "expires",
            "retry-after",
            "set-cookie",
            "x-ratelimit-limit",
            "x-ratelimit-remaining",
            "x-ratelimit-reset",
            "x-request-id",
            "x-version-id",
        ];
        let recorded: BTreeMap<String, &str> = fixture
            .all_headers()
            .map(|(name, value)| (name.to_ascii_lowercase(), value))
            .collect();
        for name in WATCHED {
            let (known, here) = (recorded.get(name), answer.headers.get(name));
            if known.is_some() != here.is_some() {
                return Err(format!("header {name} is {here:?}, and not {known:?}"));
            }
            let is_exact = matches!(name, "cache-control" | "content-type" | "retry-after")
                || name.starts_with("x-ratelimit");
            if is_exact && known.copied() != here.map(String::as_str) {
                return Err(format!("header {name} is {here:?}, and not {known:?}"));
            }
        }
        for name in ["token", "etag"] {
            match (recorded.get(name), answer.headers.get(name)) {
                (Some(recorded), Some(here)) => self.keep(recorded, here),
                (None, None) => {}
                (known, here) => {
                    return Err(format!("header {name} is {here:?}, and not {known:?}"));
                }
            }
        }
        Ok(())
    }

    /// Compares keys, types and telling values, and learns ids and secrets.
    fn compare(&mut self, recorded: &Value, here: &Value, place: &str) -> Result<(), String> {
        match (recorded, here) {
            (Value::Array(recorded), Value::Array(here)) => {
                if recorded.len() > here.len() {
                    return Err(format!("{place}: {} items", here.len()));
                }
                for (index, (recorded, here)) in recorded.iter().zip(here).enumerate() {
                    self.compare(recorded, here, &format!("{place}/{index}"))?;
                }
                Ok(())
            }
            (Value::Object(recorded), Value::Object(here)) => {
                let missing =
                    |one: &Map<String, Value>, other: &Map<String, Value>| -> Vec<String> {
                        let keys = one.keys().map(|key| self.replace(key));
                        keys.filter(|key| !other.contains_key(key)).collect()
                    };
                let (gone, new) = (missing(recorded, here), missing(here, recorded));
                // Ids that are keys were replaced in one direction only.
                let new: Vec<&String> = new.iter().filter(|key| key.len() != 26).collect();
                if !gone.is_empty() || !new.is_empty() {
                    return Err(format!("{place}: lacks {gone:?}, and has {new:?}"));
                }
                for (key, recorded) in recorded {
                    let known = &here[&self.replace(key)];
                    let place = format!("{place}/{key}");
                    self.compare(recorded, known, &place)?;
                    self.compare_value(key, recorded, known, &place)?;
                }
                Ok(())
            }
            _ if std::mem::discriminant(recorded) == std::mem::discriminant(here) => Ok(()),
            _ => Err(format!("{place}: {here}, and not {recorded}")),
        }
    }

    fn compare_value(
        &mut self,
        key: &str,
        recorded: &Value,
        here: &Value,
        place: &str,
    ) -> Result<(), String> {
        if ["id", "token", "user_id"].contains(&key)
            && let (Some(recorded), Some(here)) = (recorded.as_str(), here.as_str())
        {
            let is_new = recorded.len() == 26 || recorded.starts_with('<');
            if is_new && self.replace(recorded) == recorded {
                self.keep(recorded, here);
            }
        }
        let same = match (recorded, here) {
            (Value::String(recorded), Value::String(here)) => self.replace(recorded) == *here,
            // Of moments only those that never were are the same.
            (Value::Number(recorded), Value::Number(here)) => {
                (recorded.as_i64() == Some(0)) == (here.as_i64() == Some(0))
            }
            (recorded, here) => recorded == here,
        };
        match same || !TELLING.contains(&key) {
            true => Ok(()),
            false => Err(format!("{place}: {here}, and not {recorded}")),
        }
    }

    /// The body of a request, placeholders filled in.
    fn body(&self, body: &Value) -> Vec<u8> {
        if let Some(text) = body["$text"].as_str() {
            return text.as_bytes().to_vec();
        }
        if let Some(parts) = body["$multipart"].as_object() {
            return multipart(parts);
        }
        match body {
            Value::Null => Vec::new(),
            body => self.replace(&body.to_string()).into_bytes(),
        }
    }

    /// Sends a request with the path just as it is, which no library for URLs does.
    async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(String, String)],
        body: Vec<u8>,
    ) -> Answer {
        let address = self.sandbox.url().strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).await.unwrap();
        let mut request = format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\n");
        for (name, value) in headers {
            write!(request, "{name}: {value}\r\n").unwrap();
        }
        let length = body.len();
        write!(
            request,
            "connection: close\r\ncontent-length: {length}\r\n\r\n"
        )
        .unwrap();
        let mut request = request.into_bytes();
        request.extend(body);
        stream.write_all(&request).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, text) = answer.split_once("\r\n\r\n").unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap();
        let headers = lines.filter_map(|line| line.split_once(": "));
        Answer {
            status: status.parse().unwrap(),
            headers: headers
                .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
                .collect(),
            body: serde_json::from_str(text).unwrap_or_default(),
            text: text.to_owned(),
        }
    }

    /// The code of the second factor now (RFC 6238).
    fn code(&self) -> String {
        let mut mac = Hmac::<Sha1>::new_from_slice(&base32(&self.secret)).unwrap();
        mac.update(&((START + self.skipped) / 30).to_be_bytes());
        let digest = mac.finalize().into_bytes();
        let start = usize::from(digest[19] & 0xf);
        let mut word: [u8; 4] = digest[start..start + 4].try_into().unwrap();
        word[0] &= 0x7f;
        format!("{:06}", u32::from_be_bytes(word) % 1_000_000)
    }
}

fn base32(text: &str) -> Vec<u8> {
    let digits = text.bytes().map(|letter| match letter {
        b'A'..=b'Z' => letter - b'A',
        b'2'..=b'7' => letter - b'2' + 26,
        _ => panic!("base32 has no such letter"),
    });
    let bits = digits
        .map(|digit| format!("{digit:05b}"))
        .collect::<Vec<_>>()
        .concat();
    let bytes = bits.as_bytes().chunks_exact(8);
    bytes
        .map(|bits| u8::from_str_radix(std::str::from_utf8(bits).unwrap(), 2).unwrap())
        .collect()
}

/// The form of a recording, whose boundary is in its headers.
fn multipart(parts: &Map<String, Value>) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, part) in parts {
        let file = part["filename"].as_str().unwrap();
        let head = format!(
            "------boundary7d1\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\r\n"
        );
        body.extend(head.as_bytes());
        let is_picture = Path::new(file)
            .extension()
            .is_some_and(|kind| kind == "png");
        body.extend(if is_picture {
            &b"\x89PNG\r\n"[..]
        } else {
            b"a text"
        });
        body.extend(b"\r\n");
    }
    body.extend(b"------boundary7d1--\r\n");
    body
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// The words of a text but for the ids, in any order.
fn shape(text: &str) -> Vec<&str> {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    let mut words: Vec<&str> = words.filter(|word| word.len() != 26).collect();
    words.sort_unstable();
    words
}

#[tokio::test]
async fn what_differs_is_said() {
    let mut stage = Stage::set().await;
    stage.keep("ejtydpp3xirt8ghouk73jpse3o", "qqqqqqqqqqqqqqqqqqqqqqqqqq");
    let recorded = json!({
        "id": "ejtydpp3xirt8ghouk73jpse3o", "delete_at": 0, "roles": "system_user", "props": {},
    });
    let here = json!({
        "id": "qqqqqqqqqqqqqqqqqqqqqqqqqq", "delete_at": 0, "roles": "system_user", "props": {},
    });
    assert_eq!(stage.compare(&recorded, &here, ""), Ok(()));
    for (key, other) in [
        ("id", json!("ejtydpp3xirt8ghouk73jpse3o")),
        ("delete_at", json!(7)),
        ("roles", json!("system_guest")),
        ("props", Value::Null),
        ("more", json!(1)),
    ] {
        let mut changed = here.clone();
        changed[key] = other;
        let said = stage.compare(&recorded, &changed, "").unwrap_err();
        assert!(said.contains(key), "{key}: {said}");
    }
    assert!(stage.compare(&json!([1, 2]), &json!([1]), "").is_err());
}
