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
    #[cfg(feature = "sandbox")]
    sandbox: Option<chatadm::sandbox::Sandbox>,
}

impl Server {
    /// The address without the slash that paths begin with.
    pub(crate) fn base(&self) -> &str {
        self.url.trim_end_matches('/')
    }

    /// What is left to do when a scenario is over.
    pub(crate) fn stop(self) {
        // Scenarios break the document on purpose, so the sandbox has reasons to complain.
        #[cfg(feature = "sandbox")]
        if let Some(sandbox) = self.sandbox {
            drop(sandbox.violations());
        }
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
        sandbox: None,
    }
}

/// A sandbox of its own for each scenario.
#[cfg(feature = "sandbox")]
pub(crate) async fn sandbox() -> Server {
    let sandbox = chatadm::sandbox::Sandbox::synapse().start().await.unwrap();
    Server {
        url: sandbox.url().to_string(),
        token: sandbox.admin_token().expose().to_owned(),
        shared_secret: sandbox.shared_secret().expose().to_owned(),
        real: false,
        sandbox: Some(sandbox),
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
