//! Sends requests, and writes down what was said.
//!
//! Plain HTTP on purpose: this is about servers, not about the client of this library.

use std::{
    collections::BTreeMap,
    hash::{BuildHasher as _, RandomState},
    pin::Pin,
    time::Duration,
};

use reqwest::{Client, Method, header::HeaderMap};
use serde_json::Value;

use crate::{
    names::Names,
    said::{Body, By, Form, Heard, Said},
    server::{self, Server},
    transcript::{self, Entry},
};

/// How long the server gets for work that it does after it has answered.
const PATIENCE: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(50);

/// The headers that a client acts upon.
const HEADERS: [&str; 2] = ["content-type", "retry-after"];

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
    drop(talk);
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
        let url = format!("{}/_matrix/client/v3/account/whoami", server.base());
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
        names.call(server.base(), "<url>");
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
        self.prepare(operation.to_owned(), method, found.path)
    }

    /// Calls what the document does not have, or has otherwise.
    pub(crate) fn plain(&mut self, method: Method, path: &str) -> Call<'_> {
        self.prepare(format!("{method} {path}"), method, path)
    }

    fn prepare(&mut self, label: String, method: Method, template: &str) -> Call<'_> {
        let said = Said::new(label, method, template);
        Call { talk: self, said }
    }

    /// Asks again and again until the answer will do; only the last one is written down. For work that
    /// the server does after it has answered.
    pub(crate) async fn wait(
        &mut self,
        ask: impl Fn(&mut Self) -> Call<'_>,
        done: impl Fn(&Value) -> bool,
    ) -> Value {
        let heard = self.heard(ask, done).await;
        let body = heard.body.clone();
        let entry = heard.write(&mut self.names);
        self.entries.push(entry);
        body
    }

    /// The same, but nothing is written down.
    pub(crate) async fn wait_quietly(
        &mut self,
        ask: impl Fn(&mut Self) -> Call<'_>,
        done: impl Fn(&Value) -> bool,
    ) -> Value {
        self.heard(ask, done).await.body
    }

    async fn heard(
        &mut self,
        ask: impl Fn(&mut Self) -> Call<'_>,
        done: impl Fn(&Value) -> bool,
    ) -> Heard {
        let mut last = Value::Null;
        let asking = async {
            loop {
                let heard = ask(self).hear().await;
                if done(&heard.body) {
                    break heard;
                }
                last = heard.body;
                pause().await;
            }
        };
        let outcome = tokio::time::timeout(PATIENCE, asking).await;
        outcome.unwrap_or_else(|_| panic!("waited {PATIENCE:?}, and still: {last}"))
    }
}

/// A request that has not been sent yet.
pub(crate) struct Call<'a> {
    talk: &'a mut Talk,
    said: Said,
}

impl Call<'_> {
    /// The value of the next parameter of the path.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "numbers and texts read alike in scenarios"
    )]
    pub(crate) fn at(mut self, value: impl ToString) -> Self {
        self.said.path.push(value.to_string());
        self
    }

    #[expect(
        clippy::needless_pass_by_value,
        reason = "numbers and texts read alike in scenarios"
    )]
    pub(crate) fn query(mut self, name: &str, value: impl ToString) -> Self {
        self.said.query.push((name.to_owned(), value.to_string()));
        self
    }

    pub(crate) fn body(mut self, body: Value) -> Self {
        self.said.body = Some(Body::Json(body));
        self
    }

    /// A body that need not be JSON.
    pub(crate) fn text(mut self, body: &str) -> Self {
        self.said.body = Some(Body::Text(body.to_owned()));
        self
    }

    pub(crate) fn file(mut self, media_type: &'static str, bytes: Vec<u8>) -> Self {
        self.said.body = Some(Body::File(media_type, bytes));
        self
    }

    /// With the latest token of this user.
    pub(crate) fn by(self, user: &str) -> Self {
        self.sent_by(By::User(user.to_owned()))
    }

    pub(crate) fn by_token(self, token: &str) -> Self {
        self.sent_by(By::Token(token.to_owned()))
    }

    pub(crate) fn by_nobody(self) -> Self {
        self.sent_by(By::Nobody)
    }

    /// With a token that nobody gave out.
    pub(crate) fn by_stranger(self) -> Self {
        self.sent_by(By::Stranger)
    }

    pub(crate) fn sent_by(mut self, by: By) -> Self {
        self.said.by = by;
        self
    }

    /// The list at this pointer of the answer has no order of its own.
    pub(crate) fn unordered(mut self, pointer: &'static str) -> Self {
        self.said.unordered.push(pointer);
        self
    }

    /// Of the objects in the list at this pointer, only these fields are written down.
    pub(crate) fn only(mut self, pointer: &'static str, fields: &'static [&'static str]) -> Self {
        self.said.only.push((pointer, fields));
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
        self.said.with = Some((pointer, field, values));
        self
    }

    /// What the answer has at these pointers, or the query under these names (`?from`), belongs to the
    /// whole server and is not written down.
    pub(crate) fn hiding(mut self, pointers: &[&'static str]) -> Self {
        self.said.hidden.extend(pointers);
        self
    }

    /// Only status and error code are written down.
    pub(crate) fn briefly(mut self) -> Self {
        self.said.form = Form::Brief;
        self
    }

    /// Has to succeed, and is written down in a few words.
    pub(crate) fn step(mut self) -> Self {
        self.said.form = Form::Step;
        self
    }

    /// Sends the request without a word about it.
    pub(crate) async fn quietly(self) -> Value {
        self.hear().await.body
    }

    async fn hear(self) -> Heard {
        let Self { talk, said, .. } = self;
        let mut request = talk
            .http
            .request(said.method.clone(), said.url(&talk.server.url));
        request = request.query(&said.query);
        let token = match &said.by {
            By::Admin => Some(&*talk.server.token),
            By::Nobody => None,
            By::Stranger => Some("nobody-gave-this-out"),
            By::User(user) => Some(&**talk.tokens.get(user).expect("the user is logged in")),
            By::Token(token) => Some(&**token),
        };
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        request = match &said.body {
            None => request,
            Some(Body::Json(body)) => request.json(body),
            Some(Body::Text(text)) => request
                .header("content-type", "application/json")
                .body(text.clone()),
            Some(Body::File(kind, bytes)) => {
                request.header("content-type", *kind).body(bytes.clone())
            }
        };
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let headers = headers(response.headers());
        let text = response.text().await.unwrap();
        let body = serde_json::from_str(&text).unwrap_or_else(|_| text.into());
        Heard {
            said,
            status,
            headers,
            body,
        }
    }
}

impl<'a> IntoFuture for Call<'a> {
    /// The body of the answer, as it came.
    type Output = Value;
    type IntoFuture = Pin<Box<dyn Future<Output = Value> + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let Self { talk, said } = self;
            let heard = Call {
                talk: &mut *talk,
                said,
            }
            .hear()
            .await;
            let body = heard.body.clone();
            let entry = heard.write(&mut talk.names);
            talk.entries.push(entry);
            body
        })
    }
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
