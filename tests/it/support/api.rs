//! The two APIs behind one face, so that a test can walk both.

use std::{collections::BTreeMap, sync::LazyLock};

use chatadm::{RetryPolicy, mattermost, synapse};
use serde_json::Value;
use wiremock::MockServer;

use super::{
    dispatch::{self, Arguments, Reply},
    document::Document,
};

/// The token that clients of tests send.
pub(crate) const TOKEN: &str = "planted-token";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Api {
    Synapse,
    Mattermost,
}

pub(crate) const ALL: [Api; 2] = [Api::Synapse, Api::Mattermost];

/// Why a call failed, whichever client it was.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// The server answered something other than a success that could be decoded.
    Answer(reqwest::Response),
    /// Nothing came back, or nothing was sent.
    Other(String),
}

impl Api {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Synapse => "synapse",
            Self::Mattermost => "mattermost",
        }
    }

    /// The truthful document.
    pub(crate) fn document(self) -> &'static Document {
        static SYNAPSE: LazyLock<Document> = LazyLock::new(|| Document::read("synapse"));
        static MATTERMOST: LazyLock<Document> = LazyLock::new(|| Document::read("mattermost"));
        match self {
            Self::Synapse => &SYNAPSE,
            Self::Mattermost => &MATTERMOST,
        }
    }

    /// The operations that a generator wrote.
    pub(crate) fn generated(self) -> &'static [&'static str] {
        match self {
            Self::Synapse => dispatch::synapse::OPERATIONS,
            Self::Mattermost => dispatch::mattermost::OPERATIONS,
        }
    }

    /// The components of the document that are types.
    pub(crate) fn components(self) -> &'static [&'static str] {
        match self {
            Self::Synapse => dispatch::synapse::COMPONENTS,
            Self::Mattermost => dispatch::mattermost::COMPONENTS,
        }
    }

    /// Decodes a value into the type of a component, and encodes that again.
    pub(crate) fn recode(self, component: &str, value: &Value) -> serde_json::Result<Value> {
        self.recode_bytes(component, value.to_string().as_bytes())
    }

    /// The same of whatever a server may send.
    pub(crate) fn recode_bytes(self, component: &str, json: &[u8]) -> serde_json::Result<Value> {
        match self {
            Self::Synapse => dispatch::synapse::recode(component, json),
            Self::Mattermost => dispatch::mattermost::recode(component, json),
        }
    }

    #[cfg(feature = "schemars")]
    pub(crate) fn derive(self, component: &str) -> Value {
        match self {
            Self::Synapse => dispatch::synapse::derive(component),
            Self::Mattermost => dispatch::mattermost::derive(component),
        }
    }

    /// Calls an operation through the raw client.
    pub(crate) async fn call(
        self,
        site: &Site,
        operation: &str,
        arguments: &BTreeMap<String, Value>,
    ) -> Result<Reply, Refusal> {
        let arguments = Arguments(arguments.clone());
        let result = match self {
            Self::Synapse => {
                dispatch::synapse::dispatch(site.synapse.raw(), operation, &arguments).await
            }
            Self::Mattermost => {
                dispatch::mattermost::dispatch(site.mattermost.raw(), operation, &arguments).await
            }
        };
        result.map_err(Refusal::from)
    }
}

impl From<synapse::raw::Error<()>> for Refusal {
    fn from(error: synapse::raw::Error<()>) -> Self {
        match error {
            synapse::raw::Error::UnexpectedResponse(response) => Self::Answer(response),
            other => Self::Other(other.to_string()),
        }
    }
}

/// A scripted server and clients of it. Building a client loads the certificates of the platform,
/// so tests that walk tables build one.
pub(crate) struct Site {
    pub(crate) server: MockServer,
    pub(crate) synapse: synapse::Client,
    pub(crate) mattermost: mattermost::Client,
}

impl Site {
    pub(crate) async fn start() -> Self {
        let server = MockServer::start().await;
        Self {
            synapse: synapse(&server),
            mattermost: mattermost(&server),
            server,
        }
    }
}

/// A client of a scripted Synapse below a path prefix, as behind a reverse proxy.
///
/// It sends everything once; attempts have tests of their own.
pub(crate) fn synapse(server: &MockServer) -> synapse::Client {
    let builder = synapse::Client::builder(format!("{}/prefix/", server.uri()));
    builder
        .access_token(TOKEN)
        .retry(RetryPolicy::NONE)
        .build()
        .unwrap()
}

/// The same of a scripted Mattermost.
pub(crate) fn mattermost(server: &MockServer) -> mattermost::Client {
    let builder = mattermost::Client::builder(format!("{}/prefix/", server.uri()));
    builder
        .access_token(TOKEN)
        .retry(RetryPolicy::NONE)
        .build()
        .unwrap()
}
