//! The servers that scenarios run on.

use std::env;

/// A server under test.
pub(crate) struct Server {
    pub(crate) url: String,
    /// The access token of an administrator.
    pub(crate) token: String,
    /// What registers accounts without a token.
    pub(crate) shared_secret: String,
    /// Whether this is the server that all others are compared with.
    pub(crate) real: bool,
    /// Ends with this value.
    #[cfg(feature = "sandbox")]
    _sandbox: Option<chatadm::sandbox::Sandbox<chatadm::synapse::Client>>,
}

impl Server {
    /// The address without the slash that paths begin with.
    pub(crate) fn base(&self) -> &str {
        self.url.trim_end_matches('/')
    }
}

/// The server that `cargo xtask live` started.
pub(crate) fn real() -> Server {
    Server {
        url: variable("SYNAPSE_URL"),
        token: variable("SYNAPSE_TOKEN"),
        shared_secret: variable("SYNAPSE_SHARED_SECRET"),
        real: true,
        #[cfg(feature = "sandbox")]
        _sandbox: None,
    }
}

/// A sandbox of its own for each scenario. Scenarios break the document on purpose, to see what comes
/// of it.
#[cfg(feature = "sandbox")]
pub(crate) async fn sandbox() -> Server {
    let sandbox = chatadm::sandbox::Sandbox::synapse().lenient();
    let sandbox = sandbox.start().await.unwrap();
    Server {
        url: sandbox.url().to_owned(),
        token: sandbox.admin_token().expose().to_owned(),
        shared_secret: sandbox.shared_secret().expose().to_owned(),
        real: false,
        _sandbox: Some(sandbox),
    }
}

/// Whether expectations are to be written, not compared.
#[expect(
    clippy::disallowed_methods,
    reason = "this file is where the scenarios read their environment"
)]
pub(crate) fn updates() -> bool {
    env::var("CHATADM_UPDATE").is_ok_and(|value| value == "1")
}

#[expect(
    clippy::disallowed_methods,
    reason = "this file is where the scenarios read their environment"
)]
fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("{name} is not set; run `cargo xtask live`"))
}
