//! Calls of generated operations by id; the calls themselves are generated.

use std::{cell::RefCell, collections::BTreeMap, fmt::Debug};

use bytes::Bytes;
use chatadm::synapse::raw::{ByteStream, ResponseValue};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// Arguments by place and name: `path.user_id`, `query.limit`, `header.If-None-Match`, `body`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Arguments(pub(crate) BTreeMap<String, Value>);

impl Arguments {
    fn get<T: DeserializeOwned>(&self, key: &str) -> Option<T> {
        let value = self.0.get(key)?;
        let decoded = serde_json::from_value(value.clone());
        Some(decoded.unwrap_or_else(|error| panic!("`{key}` cannot be {value}: {error}")))
    }
}

/// A successful answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: Body,
}

#[derive(Debug, PartialEq)]
pub(crate) enum Body {
    Json(Value),
    Bytes(Bytes),
}

impl Reply {
    fn json<T: Serialize>(response: ResponseValue<T>) -> Self {
        let status = response.status().as_u16();
        let value = serde_json::to_value(response.into_inner()).unwrap();
        Self {
            status,
            body: Body::Json(value),
        }
    }

    async fn bytes(response: ResponseValue<ByteStream>) -> Self {
        let status = response.status().as_u16();
        let mut stream = response.into_inner().into_inner();
        let mut bytes = Vec::new();
        while let Some(chunk) =
            std::future::poll_fn(|context| stream.as_mut().poll_next(context)).await
        {
            bytes.extend_from_slice(&chunk.unwrap());
        }
        Self {
            status,
            body: Body::Bytes(bytes.into()),
        }
    }
}

thread_local! {
    /// How `Debug` shows the value that was recoded last on this thread.
    pub(crate) static SHOWN: RefCell<String> = const { RefCell::new(String::new()) };
}

fn recode<T: DeserializeOwned + Serialize + Debug>(json: &[u8]) -> serde_json::Result<Value> {
    let decoded = serde_json::from_slice::<T>(json)?;
    SHOWN.set(format!("{decoded:?}"));
    serde_json::to_value(decoded)
}

#[cfg(feature = "schemars")]
fn derive<T: schemars::JsonSchema>() -> Value {
    let settings = schemars::generate::SchemaSettings::openapi3();
    settings
        .into_generator()
        .into_root_schema_for::<T>()
        .to_value()
}

#[allow(
    clippy::too_many_lines,
    reason = "one arm for each operation or component"
)]
pub(crate) mod synapse {
    use super::{Arguments, Reply};

    #[cfg(feature = "codegen")]
    include!(concat!(env!("OUT_DIR"), "/synapse_dispatch.rs"));
    #[cfg(not(feature = "codegen"))]
    include!("../../../generated/synapse_dispatch.rs");
}

#[allow(
    clippy::too_many_lines,
    reason = "one arm for each operation or component"
)]
pub(crate) mod mattermost {
    use super::{Arguments, Reply};

    #[cfg(feature = "codegen")]
    include!(concat!(env!("OUT_DIR"), "/mattermost_dispatch.rs"));
    #[cfg(not(feature = "codegen"))]
    include!("../../../generated/mattermost_dispatch.rs");
}
