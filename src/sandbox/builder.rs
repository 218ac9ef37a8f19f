//! What a sandbox begins with, as a test says it.

use std::{
    fmt, io,
    marker::PhantomData,
    sync::{Arc, Mutex},
};

use super::{
    Credentials, Injection, Sandbox, Served, Settings,
    faults::Elsewhere,
    gate::Gate,
    server::{Server, Shared},
    wire,
};

/// Says what a sandbox begins with.
#[must_use = "a builder does nothing until it is started"]
pub struct SandboxBuilder<C> {
    pub(super) settings: Settings,
    pub(super) injections: Vec<Injection>,
    client: PhantomData<fn() -> C>,
}

impl<C> fmt::Debug for SandboxBuilder<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.settings.fmt(formatter)
    }
}

impl<C> SandboxBuilder<C> {
    pub(super) fn new() -> Self {
        Self {
            settings: Settings {
                job_steps: 2,
                ..Settings::default()
            },
            injections: Vec::new(),
            client: PhantomData,
        }
    }

    /// So many accounts beside the administrator's; none unless told.
    ///
    /// An account is made when it is first looked at, so any number costs the same.
    pub fn users(mut self, users: u64) -> Self {
        self.settings.users = users;
        self
    }

    /// So many rooms; none unless told.
    ///
    /// The administrator has made all of them, and a few of the accounts are in each. Most are public, with
    /// the alias `#room-0:example.test` and so on; of the others some are encrypted. Something has been said
    /// in most. They are made at the start and take some ten kilobytes each.
    pub fn rooms(mut self, rooms: u64) -> Self {
        self.settings.rooms = rooms;
        self
    }

    /// What ids, tokens and the properties of accounts come from; 0 unless told.
    pub fn seed(mut self, seed: u64) -> Self {
        self.settings.seed = seed;
        self
    }

    /// The port; a free one unless told.
    pub fn port(mut self, port: u16) -> Self {
        self.settings.port = port;
        self
    }

    /// A background job is done once its state was asked for so many times; 2 unless told.
    pub fn job_steps(mut self, looks: u32) -> Self {
        self.settings.job_steps = looks;
        self
    }

    /// Answers requests that break the document as the server would, and keeps no violations.
    ///
    /// For tests of what a server makes of such requests.
    pub fn lenient(mut self) -> Self {
        self.settings.is_lenient = true;
        self
    }
}

#[cfg(feature = "synapse")]
impl SandboxBuilder<crate::synapse::Client> {
    /// So many other servers that it knows; none unless told. One in three cannot be reached.
    ///
    /// They are `remote-0.test`, `remote-1.test`, `unreachable-2.test` and so on. Nothing is sent to them.
    pub fn destinations(mut self, destinations: u64) -> Self {
        self.settings.destinations = destinations;
        self
    }
}

#[expect(private_bounds, reason = "only the clients of this library are served")]
impl<C: Served> SandboxBuilder<C> {
    /// Starts the server on the loopback interface.
    ///
    /// It runs on the current tokio runtime until the sandbox is dropped.
    ///
    /// # Errors
    ///
    /// When the port cannot be opened, and when a [fault](Self::fault) is for an operation that does not exist.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime.
    #[expect(
        clippy::unused_async,
        reason = "opening a port need not always be as quick as on loopback"
    )]
    pub async fn start(self) -> io::Result<Sandbox<C>> {
        let credentials = Credentials::of(self.settings.seed);
        let shared = Arc::new(Shared {
            contract: C::contract(),
            world: Mutex::new(C::world(&self.settings, &credentials)),
            log: Mutex::default(),
            plan: wire::Plan::default(),
            gate: Gate::start(self.settings.port)?,
            elsewhere: Elsewhere::default(),
            is_strict: !self.settings.is_lenient,
        });
        let mut injections = self.injections.iter();
        if let Some(flaw) = injections.find_map(|injection| injection.flaw(&shared)) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, flaw));
        }
        for injection in self.injections {
            injection.join(&shared);
        }
        let server = Server::start(Arc::clone(&shared));
        Ok(Sandbox {
            url: format!("http://{}", shared.gate.address()),
            credentials,
            shared,
            _server: server,
            client: PhantomData,
        })
    }
}
