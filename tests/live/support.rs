//! The server under test, accounts of it, and how answers are unwrapped.

use std::{
    collections::BTreeSet,
    env,
    hash::{BuildHasher as _, RandomState},
    panic::Location,
    sync::LazyLock,
    time::{Duration, SystemTime},
};

use chatadm::{
    Secret, Timestamp,
    synapse::{Client, EventId, RoomId, ServerName, UserId, raw, types},
};
use reqwest::{Method, Url};
use serde_json::{Value, json};

use crate::{census, manifest::Manifest};

/// How long the server gets for work that it does after it has answered.
const PATIENCE: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(50);

/// What the names of all accounts of this suite begin with, and of the conformance scenarios, which run
/// on the same server; nobody else's do.
pub(crate) const PREFIX: &str = "suite-";

/// Tells this run apart from earlier ones on the same server.
pub(crate) static RUN: LazyLock<String> =
    LazyLock::new(|| format!("{:012x}", RandomState::new().hash_one("run") >> 16));

/// The server, seen by its administrator.
///
/// Each test opens its own: connections belong to the runtime of the test that made them.
pub(crate) struct Site {
    pub(crate) client: Client,
    pub(crate) manifest: Manifest,
    pub(crate) server_name: ServerName,
    pub(crate) url: String,
    http: reqwest::Client,
}

impl Site {
    pub(crate) fn open() -> Self {
        census::start();
        let url = variable("SYNAPSE_URL");
        let client = Client::builder(&*url)
            .access_token(variable("SYNAPSE_TOKEN"))
            .build()
            .unwrap();
        let manifest = Manifest::read(&variable("CHATADM_LIVE_MANIFEST"));
        assert_eq!(
            manifest.at("/seeded"),
            true,
            "the suite needs a seeded server"
        );
        let server_name = manifest.text("/server_name").parse().unwrap();
        Self {
            client,
            manifest,
            server_name,
            url,
            http: reqwest::Client::new(),
        }
    }

    /// Every operation, as the administrator.
    pub(crate) fn raw(&self) -> &raw::Client {
        self.client.raw()
    }

    /// A client with another token, or with none.
    pub(crate) fn client_with(&self, token: Option<&Secret>) -> Client {
        let builder = Client::builder(&*self.url);
        match token {
            Some(token) => builder.access_token(token.clone()),
            None => builder,
        }
        .build()
        .unwrap()
    }

    /// The full id of a user whose local part is this.
    pub(crate) fn user_id(&self, localpart: &str) -> UserId {
        format!("@{localpart}:{}", self.server_name)
            .parse()
            .unwrap()
    }

    /// The id of an account of this run.
    pub(crate) fn own_id(&self, purpose: &str) -> UserId {
        self.user_id(&format!("{PREFIX}{}-{purpose}", *RUN))
    }

    /// Makes an account of this run and logs it in.
    pub(crate) async fn account(&self, purpose: &str) -> Session {
        self.account_named(self.own_id(purpose)).await
    }

    /// Makes an account with a password and logs it in.
    pub(crate) async fn account_named(&self, user_id: UserId) -> Session {
        let password = Secret::from(format!("password of {user_id}"));
        let call = self.raw().create_or_modify_user().user_id(&user_id);
        let user = answer(call.body_map(|body| body.password(password.clone())).send()).await;
        assert_eq!(user.name.as_str(), user_id.as_str());
        self.log_in(&user_id, &password).await
    }

    /// Logs in, which makes a device.
    pub(crate) async fn log_in(&self, user_id: &UserId, password: &Secret) -> Session {
        let raw = self.client_with(None);
        let session = answer(
            raw.raw()
                .login()
                .body(password_login(user_id, password))
                .send(),
        )
        .await;
        assert_eq!(&session.user_id, user_id);
        self.session(user_id.clone(), session.access_token)
    }

    /// The account that a token belongs to.
    pub(crate) fn session(&self, user_id: UserId, token: Secret) -> Session {
        let client = self.client_with(Some(&token));
        Session {
            user_id,
            token,
            client,
            http: self.http.clone(),
            url: self.url.clone(),
        }
    }

    /// The ordinary user of the seed.
    pub(crate) fn ordinary_user(&self) -> Session {
        let token = Secret::from(variable("CHATADM_LIVE_USER_TOKEN"));
        self.session(self.manifest.id("/user"), token)
    }
}

/// The body of a login by password.
pub(crate) fn password_login(user_id: &UserId, password: &Secret) -> types::builder::LoginRequest {
    let identifier = types::LoginIdentifier::builder()
        .type_("m.id.user")
        .user(user_id.to_string());
    types::LoginRequest::builder()
        .type_("m.login.password")
        .identifier(types::LoginIdentifier::try_from(identifier).unwrap())
        .password(password.clone())
}

/// One account, which can do what the specification leaves to other clients: talk, join, upload.
pub(crate) struct Session {
    pub(crate) user_id: UserId,
    pub(crate) token: Secret,
    pub(crate) client: Client,
    http: reqwest::Client,
    url: String,
}

impl Session {
    /// Every operation, as this account.
    pub(crate) fn raw(&self) -> &raw::Client {
        self.client.raw()
    }

    /// Calls the client-server API and answers with the body of a success.
    #[track_caller]
    pub(crate) fn call(
        &self,
        method: Method,
        path: &[&str],
        body: &Value,
    ) -> impl Future<Output = Value> {
        let place = Location::caller();
        let mut url = Url::parse(&self.url).unwrap();
        url.path_segments_mut()
            .unwrap()
            .extend(["_matrix", "client", "v3"])
            .extend(path);
        let request = self
            .http
            .request(method, url)
            .bearer_auth(self.token.expose())
            .json(body);
        async move {
            let response = request.send().await.unwrap();
            let status = response.status();
            let body: Value = response.json().await.unwrap();
            assert!(status.is_success(), "{place}: {status} {body}");
            body
        }
    }

    pub(crate) async fn create_room(&self, body: Value) -> RoomId {
        let answer = self.call(Method::POST, &["createRoom"], &body).await;
        answer["room_id"].as_str().unwrap().parse().unwrap()
    }

    /// A room that everybody may join.
    pub(crate) async fn public_room(&self) -> RoomId {
        self.create_room(json!({"preset": "public_chat"})).await
    }

    pub(crate) async fn join(&self, room: &RoomId) {
        self.call(Method::POST, &["join", room.as_str()], &json!({}))
            .await;
    }

    /// Sends an event of any type.
    pub(crate) async fn send(&self, room: &RoomId, kind: &str, content: &Value) -> EventId {
        let path = ["rooms", room.as_str(), "send", kind];
        let answer = self.call(Method::POST, &path, content).await;
        answer["event_id"].as_str().unwrap().parse().unwrap()
    }

    pub(crate) async fn say(&self, room: &RoomId, text: &str) -> EventId {
        self.send(
            room,
            "m.room.message",
            &json!({"msgtype": "m.text", "body": text}),
        )
        .await
    }

    /// Uploads a file and answers with its media id.
    pub(crate) async fn upload(&self, name: &str, bytes: Vec<u8>) -> String {
        let mut url = Url::parse(&self.url).unwrap();
        url.path_segments_mut()
            .unwrap()
            .extend(["_matrix", "media", "v3", "upload"]);
        url.query_pairs_mut().append_pair("filename", name);
        let request = self.http.post(url).bearer_auth(self.token.expose());
        let request = request
            .header("Content-Type", "application/octet-stream")
            .body(bytes);
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        let uri = answer["content_uri"]
            .as_str()
            .unwrap_or_else(|| panic!("{answer}"));
        uri.rsplit('/').next().unwrap().to_owned()
    }

    /// How the server answers when the account's token is tried: `200`, or status and code.
    pub(crate) async fn probe(&self) -> String {
        match self.raw().whoami().send().await {
            Ok(owner) if owner.user_id == self.user_id => "200".to_owned(),
            Ok(owner) => panic!("the token belongs to {}", owner.user_id),
            Err(error) => explain(error).await.0,
        }
    }
}

type Sent<T> = Result<raw::ResponseValue<T>, raw::Error<()>>;

/// What a list holds, as text and without its order.
pub(crate) fn strings<T: ToString>(list: &[T]) -> BTreeSet<String> {
    list.iter().map(ToString::to_string).collect()
}

/// The body of a success; anything else fails the test with what the server said.
#[track_caller]
pub(crate) fn answer<T>(call: impl Future<Output = Sent<T>>) -> impl Future<Output = T> {
    let place = Location::caller();
    async move {
        match call.await {
            Ok(value) => value.into_inner(),
            Err(error) => {
                let (refusal, text) = explain(error).await;
                panic!("{place}: {refusal}: {text}")
            }
        }
    }
}

/// Status and code of a refusal, such as `404 M_NOT_FOUND`; a success fails the test.
#[track_caller]
pub(crate) fn refusal<T>(call: impl Future<Output = Sent<T>>) -> impl Future<Output = String> {
    let place = Location::caller();
    async move {
        match call.await {
            Ok(value) => panic!("{place}: the server answered {}", value.status()),
            Err(error) => explain(error).await.0,
        }
    }
}

/// Status and code of a refusal, and its text. Only the documented form of errors will do.
async fn explain(error: raw::Error<()>) -> (String, String) {
    let raw::Error::UnexpectedResponse(response) = error else {
        panic!("{error:?}")
    };
    let status = response.status().as_u16();
    let body = response.text().await.unwrap();
    let said: Result<types::MatrixError, _> = serde_json::from_str(&body);
    match said {
        Ok(said) if status >= 400 => (format!("{status} {}", said.errcode), said.error),
        _ => panic!("answered {status} with what the client does not understand: {body}"),
    }
}

/// Asks again and again until there is an answer; the server finishes some work after answering.
#[track_caller]
pub(crate) fn eventually<T>(
    what: &str,
    mut ask: impl AsyncFnMut() -> Option<T>,
) -> impl Future<Output = T> {
    let place = Location::caller();
    async move {
        let asking = async {
            loop {
                if let Some(answer) = ask().await {
                    break answer;
                }
                pause().await;
            }
        };
        let outcome = tokio::time::timeout(PATIENCE, asking).await;
        outcome.unwrap_or_else(|_| panic!("{place}: waited {PATIENCE:?} for {what}"))
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one pause of the suite, inside a loop with a limit"
)]
async fn pause() {
    tokio::time::sleep(POLL).await;
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the suite reads its environment"
)]
pub(crate) fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("{name} is not set; run `cargo xtask live`"))
}

/// The time, as the server reads it.
#[expect(
    clippy::disallowed_methods,
    reason = "the server under test runs on the same machine"
)]
pub(crate) fn now() -> Timestamp {
    SystemTime::now().into()
}

/// So many milliseconds after now, or before it when negative.
pub(crate) fn from_now(millis: i64) -> Timestamp {
    Timestamp::from_millis(now().as_millis() + millis)
}
