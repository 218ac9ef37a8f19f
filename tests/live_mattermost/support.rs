//! The server under test, what tests make on it, and how refusals are compared.

use std::{
    fmt::Debug,
    hash::{BuildHasher as _, RandomState},
    panic::{AssertUnwindSafe, resume_unwind},
    sync::{
        LazyLock, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use chatadm::{
    Error, Method, Report, Secret,
    mattermost::{ChannelId, Client, Login, TeamId, UserId, types},
};
use futures_util::FutureExt as _;
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use crate::{
    census,
    facts::{Facts, READ, RECORDED, Version},
    traces::Trace,
};

/// Tells this run apart from earlier ones on the same server.
static RUN: LazyLock<String> =
    LazyLock::new(|| format!("{:05x}", RandomState::new().hash_one("run") >> 44));

/// An id that nothing has.
pub(crate) const NOBODY: &str = "qqqqqqqqqqqqqqqqqqqqqqqqqq";

/// What all names of this run begin with.
pub(crate) fn prefix() -> String {
    format!("chatadm-{}-", *RUN)
}

/// A name that nothing else has; at most 22 characters, which is all that old servers promise.
pub(crate) fn name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{}{number:03}", prefix())
}

/// Runs a test on the server and puts away what it made there, failed or not.
pub(crate) async fn live(test: impl AsyncFnOnce(&Site)) {
    let site = Site::open().await;
    let outcome = AssertUnwindSafe(test(&site)).catch_unwind().await;
    let left = site.put_away().await;
    if let Err(panic) = outcome {
        resume_unwind(panic);
    }
    assert!(left.is_empty(), "this stays on the server: {left:?}");
}

/// The server, seen by its administrator.
///
/// Each test opens its own: connections belong to the runtime of the test that made them.
pub(crate) struct Site {
    pub(crate) client: Client,
    pub(crate) facts: &'static Facts,
    url: String,
    made: Mutex<Vec<Trace>>,
}

/// What is found out once: a code of the second factor is good for one login.
struct Entry {
    token: Secret,
    facts: Facts,
}

impl Site {
    async fn open() -> Self {
        static ENTRY: OnceCell<Result<Entry, String>> = OnceCell::const_new();
        census::start();
        let url = variable("MATTERMOST_URL");
        let entry = match ENTRY.get_or_init(|| Entry::open(&url)).await {
            Ok(entry) => entry,
            Err(why) => panic!("no session at MATTERMOST_URL, {url}: {why}"),
        };
        let client = Client::builder(&*url).access_token(entry.token.clone());
        Self {
            client: client.build().unwrap(),
            facts: &entry.facts,
            url,
            made: Mutex::default(),
        }
    }

    /// A client without a session.
    pub(crate) fn visitor(&self) -> Client {
        Client::builder(&*self.url).build().unwrap()
    }

    /// A client with a token.
    pub(crate) fn client_with(&self, token: Secret) -> Client {
        let client = Client::builder(&*self.url).access_token(token);
        client.build().unwrap()
    }

    /// A client with the session of this login.
    pub(crate) async fn try_login(&self, login: Login) -> Result<Client, Error> {
        Client::builder(&*self.url).login(login).await
    }

    /// A client that logs in by other means than a password.
    pub(crate) fn builder(&self) -> chatadm::mattermost::ClientBuilder {
        Client::builder(&*self.url)
    }

    /// Something to be put away at the end of the test.
    pub(crate) fn made(&self, trace: Trace) {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.push(trace);
    }

    /// Makes an account that can log in.
    pub(crate) async fn person(&self) -> Person {
        let person = stranger();
        let users = self.client.users();
        let create = users.create(&person.name, &person.email);
        self.enter(
            create
                .password(person.password.clone())
                .send()
                .await
                .unwrap(),
            person,
        )
        .await
    }

    /// Keeps who has been given an account.
    pub(crate) async fn enter(&self, user: types::User, person: Person) -> Person {
        self.made(Trace::User(user.id.clone()));
        assert_eq!((&user.username, &user.email), (&person.name, &person.email));
        if self.facts.on("EmailSettings/RequireEmailVerification") {
            let user = self.client.user(&user.id);
            user.verify_email_without_token().await.unwrap();
        }
        Person {
            id: user.id,
            ..person
        }
    }

    /// Logs in.
    pub(crate) async fn session(&self, person: &Person) -> Client {
        let login = Login::new(&person.name, person.password.clone());
        self.try_login(login).await.unwrap()
    }

    /// Makes an open team of the administrator and these people.
    pub(crate) async fn team(&self, people: &[&Person]) -> Team {
        let name = name();
        let body = json!({"name": name, "display_name": name, "type": "O"});
        let team = self.post("/api/v4/teams", &body).await;
        let id: TeamId = text(&team, "id").try_into().unwrap();
        self.made(Trace::Team(id.clone()));
        for person in people {
            let member = json!({"team_id": id, "user_id": person.id});
            self.post(&format!("/api/v4/teams/{id}/members"), &member)
                .await;
        }
        let invite_id = text(&team, "invite_id").to_owned();
        Team {
            id,
            name,
            invite_id,
        }
    }

    /// Makes an open channel of the administrator and these people, who are in the team.
    pub(crate) async fn channel(&self, team: &Team, people: &[&Person]) -> ChannelId {
        let name = name();
        let body = json!({"team_id": team.id, "name": name, "display_name": name, "type": "O"});
        let channel = self.post("/api/v4/channels", &body).await;
        let id: ChannelId = text(&channel, "id").try_into().unwrap();
        for person in people {
            let member = json!({"user_id": person.id});
            self.post(&format!("/api/v4/channels/{id}/members"), &member)
                .await;
        }
        id
    }

    /// Calls what the specification leaves to other clients, as the administrator.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Value {
        post(&self.client, path, body).await
    }

    /// What a server answers that may be without the route; `None` where it is.
    ///
    /// All of these routes came after 5.37. `since` is the oldest version that has it for sure; for those
    /// that even 11.6 does not have it is `None`.
    #[track_caller]
    pub(crate) fn newer<T>(
        &self,
        since: Option<Version>,
        answer: Result<T, Error>,
    ) -> Option<Result<T, Error>> {
        let version = self.facts.version;
        let missing = answer.as_ref().err().is_some_and(is_missing_route);
        if missing {
            assert!(
                since.is_none_or(|since| version < since),
                "{version:?} has no such route"
            );
            return None;
        }
        let without = if since.is_none() { READ } else { RECORDED };
        assert!(version > without, "{version:?} has a route that came later");
        Some(answer)
    }

    async fn put_away(&self) -> Vec<String> {
        let made = std::mem::take(&mut *self.made.lock().unwrap_or_else(PoisonError::into_inner));
        let mut left = Vec::new();
        for trace in made.iter().rev() {
            if let Err(error) = trace.put_away(&self.client).await {
                left.push(format!("{trace:?}: {}", Report(&error)));
            }
        }
        left
    }
}

impl Entry {
    async fn open(url: &str) -> Result<Self, String> {
        let login = Login::new(
            variable("MATTERMOST_LOGIN"),
            variable("MATTERMOST_PASSWORD"),
        );
        let login = match optional("MATTERMOST_MFA_CODE") {
            Some(code) => login.mfa_code(code),
            None => login,
        };
        let entry = async {
            let client = Client::builder(url).login(login).await?;
            let facts = Facts::learn(&client).await?;
            Ok((client, facts))
        };
        let (client, facts) = entry
            .await
            .map_err(|error: Error| Report(&error).to_string())?;
        let token = client.access_token().ok_or("the login gave no token")?;
        Ok(Self { token, facts })
    }
}

/// Who an account of this run belongs to.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) id: UserId,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) password: Secret,
}

/// Somebody who has no account yet.
pub(crate) fn stranger() -> Person {
    let name = name();
    Person {
        id: UserId::try_from(NOBODY).unwrap(),
        email: format!("{name}@example.test"),
        password: Secret::from(format!("Live-1-Password-of-{name}!")),
        name,
    }
}

/// A team of this run.
#[derive(Debug)]
pub(crate) struct Team {
    pub(crate) id: TeamId,
    pub(crate) name: String,
    pub(crate) invite_id: String,
}

/// Calls what the specification leaves to other clients.
pub(crate) async fn post(client: &Client, path: &str, body: &Value) -> Value {
    let request = client.request(Method::POST, path).json(body);
    let answer: Result<Value, Error> = request.send().await;
    answer.unwrap_or_else(|error| panic!("{path}: {}", Report(&error)))
}

/// A text in an answer.
#[track_caller]
pub(crate) fn text<'a>(answer: &'a Value, field: &str) -> &'a str {
    let text = answer[field].as_str();
    text.unwrap_or_else(|| panic!("no {field} in {answer}"))
}

/// Who is in a list, in its order.
pub(crate) fn ids(users: &[types::User]) -> Vec<&UserId> {
    users.iter().map(|user| &user.id).collect()
}

/// Status and code of a refusal, such as `404 app.user.missing_account.const`, or the status alone where
/// there is no code; a success fails the test.
#[track_caller]
pub(crate) fn refusal<T: Debug>(answer: Result<T, Error>) -> String {
    let error = answer.expect_err("the server should have refused");
    let Some(status) = error.status() else {
        panic!("{}", Report(&error))
    };
    let code = error.code().map(|code| format!(" {}", code.as_str()));
    format!("{}{}", status.as_u16(), code.unwrap_or_default())
}

/// The same without the code, for refusals whose code depends on the version.
#[track_caller]
pub(crate) fn refused_with<T: Debug>(answer: Result<T, Error>) -> u16 {
    let refusal = refusal(answer);
    refusal[..3].parse().unwrap()
}

/// Whether the server does not know the route at all.
fn is_missing_route(error: &Error) -> bool {
    let code = error.code().map(chatadm::ErrorCode::as_str);
    error.is_not_found() && code == Some("api.context.404.app_error")
}

/// The session is over.
pub(crate) const SESSION_OVER: &str = "401 api.context.session_expired.app_error";
/// The permission is missing.
pub(crate) const FORBIDDEN: &str = "403 api.context.permissions.app_error";

fn variable(name: &str) -> String {
    optional(name)
        .unwrap_or_else(|| panic!("{name} is not set; run `cargo xtask live --mattermost`"))
}

#[expect(
    clippy::disallowed_methods,
    reason = "where the suite reads its environment"
)]
fn optional(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
