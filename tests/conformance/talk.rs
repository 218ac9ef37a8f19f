//! Sends requests, and writes down what was said.
//!
//! Plain HTTP on purpose: this is about servers, not about the client of this library.

use std::{
    collections::BTreeMap,
    hash::{BuildHasher as _, RandomState},
    pin::Pin,
    sync::LazyLock,
    time::Duration,
};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use regex::Regex;
use reqwest::{Client, Method, header::HeaderMap};
use serde_json::Value;

use crate::{
    names::Names,
    server::{self, Server},
    transcript::{self, Entry, Exchange},
};

/// How long the server gets for work that it does after it has answered.
const PATIENCE: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(50);

/// What a path may hold as it is.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// The headers that a client acts upon.
const HEADERS: [&str; 2] = ["content-type", "retry-after"];

static PARAMETER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\{([a-z_]+)\}").unwrap());

/// Runs a scenario and compares what was said with the expectation.
pub(crate) async fn run(
    server: Server,
    module: &str,
    scenario: &str,
    tell: impl AsyncFnOnce(&mut Talk),
) {
    let noun = module.split("::").nth(1).unwrap();
    let update = server::updates();
    assert!(
        server.real || !update,
        "expectations come from the real server only"
    );
    let mut talk = Talk::open(server).await;
    tell(&mut talk).await;
    let actual = transcript::render(&talk.entries);
    talk.server.stop();
    if update {
        transcript::write(noun, scenario, &actual);
    } else {
        transcript::compare(noun, scenario, &actual);
    }
}

/// A conversation with a server.
pub(crate) struct Talk {
    pub(crate) server: Server,
    /// The name of the server, as ids have it.
    pub(crate) server_name: String,
    /// The user id of the administrator.
    pub(crate) admin: String,
    /// The ending that all names of this run have, and no others do.
    pub(crate) suffix: String,
    pub(crate) names: Names,
    /// The latest access token of each user, by their ids.
    pub(crate) tokens: BTreeMap<String, String>,
    entries: Vec<Entry>,
    http: Client,
}

impl Talk {
    async fn open(server: Server) -> Self {
        // The library brings its own; a plain client wants one even where nothing is encrypted.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = Client::builder()
            .user_agent("conformance")
            .timeout(PATIENCE)
            .build()
            .unwrap();
        let url = format!("{}/_matrix/client/v3/account/whoami", base(&server.url));
        let whoami = http.get(url).bearer_auth(&server.token).send().await;
        let whoami: Value = whoami.unwrap().json().await.unwrap();
        let admin = whoami["user_id"]
            .as_str()
            .unwrap_or_else(|| panic!("{whoami}"))
            .to_owned();
        let server_name = admin.split_once(':').unwrap().1.to_owned();
        // Letters, so that no number of the server looks like it.
        let suffix = format!("x{:010x}x", RandomState::new().hash_one("run") >> 24);
        let mut names = Names::new(&suffix, &server_name);
        names.call(&admin, "<user:admin>");
        names.call(base(&server.url), "<url>");
        Self {
            server,
            server_name,
            admin,
            suffix,
            names,
            tokens: BTreeMap::new(),
            entries: Vec::new(),
            http,
        }
    }

    /// Calls an operation of the document, as the administrator unless told otherwise.
    pub(crate) fn call(&mut self, operation: &str) -> Call<'_> {
        let known = chatadm::synapse::Client::OPERATIONS.iter();
        let found = known
            .clone()
            .find(|known| known.id == operation)
            .unwrap_or_else(|| panic!("the document has no `{operation}`"));
        let method = found.method.parse().unwrap();
        self.send(operation.to_owned(), method, found.path)
    }

    /// Calls what the document does not have, or has otherwise.
    pub(crate) fn plain(&mut self, method: Method, path: &str) -> Call<'_> {
        self.send(format!("{method} {path}"), method, path)
    }

    fn send(&mut self, label: String, method: Method, template: &str) -> Call<'_> {
        Call {
            talk: self,
            label,
            method,
            template: template.to_owned(),
            path: Vec::new(),
            query: Vec::new(),
            body: None,
            by: By::Admin,
            unordered: Vec::new(),
            only: Vec::new(),
            with: None,
            step: false,
        }
    }

    /// Looks again and again until the work is done. Only the last look is written down, and whether
    /// the first one came too early for it.
    pub(crate) async fn wait(
        &mut self,
        operation: &str,
        at: &[&str],
        done: impl Fn(&Value) -> bool,
    ) -> Value {
        let looking = async {
            loop {
                let mut call = self.call(operation);
                for value in at {
                    call = call.at(value);
                }
                let (_, exchange, body) = call.exchange().await;
                if done(&body) {
                    self.entries.push(Entry::Exchange(Box::new(exchange)));
                    break body;
                }
                assert!(exchange.status == 200, "{exchange:?}");
                pause().await;
            }
        };
        let outcome = tokio::time::timeout(PATIENCE, looking).await;
        outcome.unwrap_or_else(|_| panic!("waited {PATIENCE:?} for `{operation}`"))
    }
}

/// Who sends a request.
enum By {
    Admin,
    /// Somebody with no token.
    Nobody,
    /// Somebody whose token nobody gave out.
    Stranger,
    User(String),
    /// Somebody with this token.
    Token(String),
}

/// A request that has not been sent yet.
pub(crate) struct Call<'a> {
    talk: &'a mut Talk,
    label: String,
    method: Method,
    template: String,
    path: Vec<String>,
    query: Vec<(String, String)>,
    body: Option<Body>,
    by: By,
    unordered: Vec<&'static str>,
    only: Vec<(&'static str, &'static [&'static str])>,
    with: Option<(&'static str, &'static str, Vec<String>)>,
    step: bool,
}

enum Body {
    Json(Value),
    Text(String),
    File(&'static str, Vec<u8>),
}

impl<'a> Call<'a> {
    /// The value of the next parameter of the path.
    pub(crate) fn at(mut self, value: impl ToString) -> Self {
        self.path.push(value.to_string());
        self
    }

    pub(crate) fn query(mut self, name: &str, value: impl ToString) -> Self {
        self.query.push((name.to_owned(), value.to_string()));
        self
    }

    pub(crate) fn body(mut self, body: Value) -> Self {
        self.body = Some(Body::Json(body));
        self
    }

    /// A body that need not be JSON.
    pub(crate) fn text(mut self, body: &str) -> Self {
        self.body = Some(Body::Text(body.to_owned()));
        self
    }

    pub(crate) fn file(mut self, media_type: &'static str, bytes: Vec<u8>) -> Self {
        self.body = Some(Body::File(media_type, bytes));
        self
    }

    /// With the latest token of this user.
    pub(crate) fn by(mut self, user: &str) -> Self {
        self.by = By::User(user.to_owned());
        self
    }

    pub(crate) fn by_token(mut self, token: &str) -> Self {
        self.by = By::Token(token.to_owned());
        self
    }

    pub(crate) fn by_nobody(mut self) -> Self {
        self.by = By::Nobody;
        self
    }

    pub(crate) fn by_stranger(mut self) -> Self {
        self.by = By::Stranger;
        self
    }

    /// The list at this pointer of the answer has no order of its own.
    pub(crate) fn unordered(mut self, pointer: &'static str) -> Self {
        self.unordered.push(pointer);
        self
    }

    /// Of the objects in the list at this pointer, only these fields are written down.
    pub(crate) fn only(mut self, pointer: &'static str, fields: &'static [&'static str]) -> Self {
        self.only.push((pointer, fields));
        self
    }

    /// Of the list at this pointer, only objects that have one of these values are written down. For
    /// lists of the whole server.
    pub(crate) fn with(
        mut self,
        pointer: &'static str,
        field: &'static str,
        values: &[&str],
    ) -> Self {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        self.with = Some((pointer, field, values));
        self
    }

    /// Has to succeed, and is written down in a few words.
    pub(crate) fn step(mut self) -> Self {
        self.step = true;
        self
    }

    async fn exchange(self) -> (&'a mut Talk, Exchange, Value) {
        let Self { talk, by, .. } = self;
        let mut left = self.path.iter();
        let mut path = BTreeMap::new();
        let mut url = base(&talk.server.url).to_owned();
        let mut rest = &*self.template;
        for parameter in PARAMETER.captures_iter(&self.template) {
            let name = parameter.get(0).unwrap();
            let value = left
                .next()
                .unwrap_or_else(|| panic!("{} lacks {}", self.label, &parameter[1]));
            let (before, after) = rest.split_once(name.as_str()).unwrap();
            url.push_str(before);
            url.extend(utf8_percent_encode(value, SEGMENT));
            rest = after;
            path.insert(parameter[1].to_owned(), value);
        }
        assert!(left.next().is_none(), "{} has too many values", self.label);
        url.push_str(rest);

        let mut request = talk.http.request(self.method, url).query(&self.query);
        let token = match &by {
            By::Admin => Some(&*talk.server.token),
            By::Nobody => None,
            By::Stranger => Some("nobody-gave-this-out"),
            By::User(user) => Some(&**talk.tokens.get(user).expect("the user is logged in")),
            By::Token(token) => Some(&**token),
        };
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let shown = match self.body {
            None => None,
            Some(Body::Json(body)) => {
                let shown = talk.names.show("", &body);
                request = request.json(&body);
                Some(shown)
            }
            Some(Body::Text(text)) => {
                let shown = talk.names.text("", &text, true);
                request = request
                    .header("content-type", "application/json")
                    .body(text);
                Some(shown.into())
            }
            Some(Body::File(media_type, bytes)) => {
                let shown = format!("<{} bytes of {media_type}>", bytes.len());
                request = request.header("content-type", media_type).body(bytes);
                Some(shown.into())
            }
        };
        let by = match by {
            By::Admin => "admin".to_owned(),
            By::Nobody => "nobody".to_owned(),
            By::Stranger => "stranger".to_owned(),
            By::User(user) => talk.names.text("", &user, true),
            By::Token(token) => talk.names.text("access_token", &token, true),
        };
        let path = path.into_iter().map(|(name, value)| {
            let value = talk.names.text(&name, value, true);
            (name, value)
        });
        let path = path.collect();
        let query = self
            .query
            .iter()
            .map(|(name, value)| format!("{name}={}", talk.names.text(name, value, true)));
        let query = query.collect();

        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let headers = headers(response.headers());
        let text = response.text().await.unwrap();
        let body: Value = serde_json::from_str(&text).unwrap_or_else(|_| text.into());
        let mut shown_body = body.clone();
        if let Some((pointer, field, values)) = &self.with
            && let Some(Value::Array(list)) = shown_body.pointer_mut(pointer)
        {
            let is = |object: &Value| {
                let value = &object[field];
                values.iter().any(|wanted| value == wanted.as_str())
            };
            list.retain(is);
        }
        for (pointer, fields) in &self.only {
            if let Some(Value::Array(list)) = shown_body.pointer_mut(pointer) {
                for object in list.iter_mut().filter_map(Value::as_object_mut) {
                    object.retain(|key, _| fields.contains(&key.as_str()));
                }
            }
        }
        for pointer in &self.unordered {
            if let Some(Value::Array(list)) = shown_body.pointer_mut(pointer) {
                talk.names.sort(list);
            }
        }
        let exchange = Exchange {
            call: self.label,
            by,
            path,
            query,
            body: shown,
            status,
            headers,
            answer: talk.names.show("", &shown_body),
        };
        (talk, exchange, body)
    }
}

impl<'a> IntoFuture for Call<'a> {
    /// The body of the answer, as it came.
    type Output = Value;
    type IntoFuture = Pin<Box<dyn Future<Output = Value> + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let step = self.step;
            let (talk, exchange, body) = self.exchange().await;
            talk.entries.push(if step {
                assert!(exchange.status < 300, "{exchange:?}");
                Entry::Step(format!(
                    "{} by {}: {}",
                    exchange.call, exchange.by, exchange.status
                ))
            } else {
                Entry::Exchange(Box::new(exchange))
            });
            body
        })
    }
}

/// The address without the slash that paths begin with.
fn base(url: &str) -> &str {
    url.trim_end_matches('/')
}

fn headers(headers: &HeaderMap) -> BTreeMap<String, String> {
    let shown = HEADERS.iter().filter_map(|name| {
        let value = headers.get(*name)?.to_str().unwrap();
        Some(((*name).to_owned(), value.to_owned()))
    });
    shown.collect()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one pause of the scenarios, inside a loop with a limit"
)]
async fn pause() {
    tokio::time::sleep(POLL).await;
}
