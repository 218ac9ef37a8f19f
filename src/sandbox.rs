//! Both servers on loopback and in memory, for tests of what uses a client.
//!
//! A sandbox keeps accounts, rooms and all that belongs to them, changes them as the server would, and
//! answers as the server does: the same pages, the same defaults, the same refusals. It is held to the
//! documents that the clients are generated from, and so is whoever asks it: a request that breaks the
//! document of its API is refused with the place where it does, is kept as a [`Violation`], and makes the
//! test panic in the end unless it has looked at it.
//!
//! ```
//! # use chatadm::sandbox::Sandbox;
//! # #[cfg(feature = "synapse")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Sandbox::synapse().users(250).start().await?;
//! let synapse = sandbox.client()?;
//!
//! let page = synapse.users().list().page_size(100).send().await?;
//! assert_eq!(page.items.len(), 100);
//! assert_eq!(page.total, Some(251), "the administrator counts too");
//!
//! let request = sandbox.assert_received("list_users_v2");
//! assert_eq!(request.query("limit"), Some("100"));
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "synapse"))]
//! # fn main() {}
//! ```
//!
//! Things can be made to [go wrong](Sandbox::fault), in the server and below HTTP: each [`Fault`] for all
//! requests, for those of an operation, or for one of them.
//!
//! Nothing is left to chance: ids and tokens come from a [seed](SandboxBuilder::seed), time begins at the
//! same moment and goes on with tokio's clock, which tests can pause, and background jobs take so many
//! [looks](SandboxBuilder::job_steps) and no time. Nothing reaches a disk or another machine, mail is not
//! sent, and there is no federation.

use std::{fmt, marker::PhantomData, sync::Arc};

use crate::{ClientBuilder, Error, Secret, connection::Connect};

mod builder;
mod clock;
mod contract;
mod crowd;
mod exchange;
mod faults;
mod gate;
mod hex;
#[cfg(feature = "mattermost")]
#[expect(
    clippy::unnecessary_wraps,
    reason = "the handlers of operations are of one type"
)]
mod mattermost;
mod random;
mod received;
mod server;
#[cfg(feature = "synapse")]
#[expect(
    clippy::unnecessary_wraps,
    reason = "the handlers of operations are of one type"
)]
mod synapse;
mod wire;

pub use builder::SandboxBuilder;
pub use faults::{Fault, Injection, ParseFaultError};
pub use received::{Received, Violation};

use contract::Contract;
use server::{Server, Shared, World};

/// A client whose server can be put into a sandbox.
pub(crate) trait Served: Connect {
    fn contract() -> &'static Contract;

    fn world(settings: &Settings, credentials: &Credentials) -> Box<dyn World>;
}

/// What a sandbox begins with.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Settings {
    pub(crate) users: u64,
    pub(crate) rooms: u64,
    pub(crate) seed: u64,
    pub(crate) job_steps: u32,
    /// How many other servers there are.
    pub(crate) destinations: u64,
    port: u16,
    is_lenient: bool,
}

/// What opens a sandbox.
#[derive(Debug, Clone)]
pub(crate) struct Credentials {
    pub(crate) admin_token: Secret,
    pub(crate) shared_secret: Secret,
}

impl Credentials {
    fn of(seed: u64) -> Self {
        let mut random = random::Random::of(seed, "credentials", 0);
        Self {
            admin_token: random.letters(32).into(),
            shared_secret: random.letters(32).into(),
        }
    }
}

/// A running server of one API, which the type of its client tells.
///
/// # Panics
///
/// When it is dropped with violations that nobody has [looked at](Self::violations), unless the thread is
/// panicking already.
#[must_use = "the server ends with this value"]
pub struct Sandbox<C> {
    url: String,
    credentials: Credentials,
    shared: Arc<Shared>,
    _server: Server,
    client: PhantomData<fn() -> C>,
}

#[cfg(feature = "synapse")]
impl Sandbox<crate::synapse::Client> {
    /// A Synapse server.
    ///
    /// Its name is `example.test`. The administrator is `@admin:example.test`, the accounts of
    /// [`users`](SandboxBuilder::users) are `@user-0:example.test` and so on, the number with as many digits
    /// as the last one has. The password of each is its local part.
    pub fn synapse() -> SandboxBuilder<crate::synapse::Client> {
        SandboxBuilder::new()
    }

    /// What registration with a shared secret takes.
    pub fn shared_secret(&self) -> &Secret {
        &self.credentials.shared_secret
    }
}

impl<C> Sandbox<C> {
    /// Where the server is, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The token of an administrator.
    pub fn admin_token(&self) -> &Secret {
        &self.credentials.admin_token
    }

    /// The requests that were answered, oldest first; of very many the latest ten thousand.
    pub fn received(&self) -> Vec<Received> {
        self.shared.log().received()
    }

    /// How many requests were for an operation.
    pub fn count(&self, operation_id: &str) -> u64 {
        self.shared.log().counted(operation_id)
    }

    /// The latest request for an operation.
    ///
    /// # Panics
    ///
    /// When there was none.
    #[track_caller]
    pub fn assert_received(&self, operation_id: &str) -> Received {
        let found = self.shared.log().last(operation_id);
        found.unwrap_or_else(|| {
            let received = self.received();
            panic!("`{operation_id}` was not asked for, only {received:#?}")
        })
    }

    /// Where requests broke the document, since this was last asked.
    pub fn violations(&self) -> Vec<Violation> {
        self.shared.log().take_violations()
    }
}

#[expect(private_bounds, reason = "only the clients of this library are served")]
impl<C: Connect> Sandbox<C> {
    /// A client of the server, as the administrator.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] when there can be no HTTP client.
    pub fn client(&self) -> Result<C, Error> {
        self.client_builder().build()
    }

    /// The builder of a client of the server, with the administrator's token.
    pub fn client_builder(&self) -> ClientBuilder<C> {
        ClientBuilder::new(self.url.clone()).access_token(self.credentials.admin_token.clone())
    }
}

impl<C> fmt::Debug for Sandbox<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Sandbox")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

impl<C> Drop for Sandbox<C> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let violations = self.violations();
        assert!(
            violations.is_empty(),
            "requests broke the document: {violations:#?}"
        );
    }
}

#[cfg(test)]
#[cfg(feature = "synapse")]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// A client of HTTP that holds nobody to a document.
    fn http(sandbox: &Sandbox<crate::synapse::Client>) -> reqwest::Client {
        // Building one of ours installs what TLS needs.
        sandbox.client().unwrap();
        reqwest::Client::new()
    }

    async fn get(sandbox: &Sandbox<crate::synapse::Client>, path: &str) -> (u16, Value) {
        let request = http(sandbox).get(format!("{}{path}", sandbox.url()));
        let request = request.bearer_auth(sandbox.admin_token().expose());
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        (status, response.json().await.unwrap())
    }

    #[tokio::test]
    async fn a_request_that_breaks_the_document_is_refused_and_kept() {
        let sandbox = Sandbox::synapse().start().await.unwrap();
        let (status, body) = get(&sandbox, "/_synapse/admin/v2/users?limit=x&size=2").await;
        assert_eq!(status, 400);
        assert!(body["error"].as_str().unwrap().contains("/query/limit"));
        let (status, _) = get(&sandbox, "/_synapse/admin/v2/nothing").await;
        assert_eq!(status, 404);
        let violations = sandbox.violations();
        let pointers: Vec<&str> = violations.iter().map(|found| &*found.pointer).collect();
        assert_eq!(pointers, ["/query/limit", "/query/size", "/path"]);
        assert_eq!(sandbox.violations(), []);
    }

    #[tokio::test]
    #[should_panic(expected = "/query/size")]
    async fn violations_that_nobody_looked_at_are_loud() {
        let sandbox = Sandbox::synapse().start().await.unwrap();
        get(&sandbox, "/_synapse/admin/v2/users?size=2").await;
    }

    #[tokio::test]
    async fn a_lenient_sandbox_answers_as_the_server() {
        let sandbox = Sandbox::synapse().lenient().start().await.unwrap();
        let (status, body) = get(&sandbox, "/_synapse/admin/v2/users?limit=x").await;
        assert_eq!((status, &body["errcode"]), (400, &json!("M_INVALID_PARAM")));
        assert_eq!(sandbox.violations(), []);
    }

    #[tokio::test]
    async fn a_body_is_held_to_its_schema() {
        let sandbox = Sandbox::synapse().start().await.unwrap();
        let path = "/_synapse/admin/v2/users/%40a%3Aexample.test/devices";
        let request = http(&sandbox).post(format!("{}{path}", sandbox.url()));
        let request = request
            .bearer_auth(sandbox.admin_token().expose())
            .json(&json!({"device_id": 7, "nonsense": 1}));
        assert_eq!(request.send().await.unwrap().status(), 400);
        let violations = sandbox.violations();
        let mut pointers: Vec<&str> = violations.iter().map(|found| &*found.pointer).collect();
        pointers.sort_unstable();
        assert_eq!(pointers, ["/body", "/body/device_id"], "{violations:?}");
        assert!(!format!("{violations:?}").contains('7'));
    }
}
