//! What dispatchers call; they are compiled here, not run.
#![allow(dead_code, reason = "the dispatchers are compiled, not run")]

use progenitor_client::{ByteStream, ResponseValue};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// Arguments of an operation.
#[derive(Debug)]
pub(crate) struct Arguments(Value);

impl Arguments {
    pub(crate) fn get<T: DeserializeOwned>(&self, key: &str) -> Option<T> {
        T::deserialize(self.0.get(key)?).ok()
    }
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply;

impl Reply {
    pub(crate) fn json<T: Serialize>(_: ResponseValue<T>) -> Self {
        Self
    }

    #[allow(
        clippy::unused_async,
        reason = "the library's version reads the stream"
    )]
    pub(crate) async fn bytes(_: ResponseValue<ByteStream>) -> Self {
        Self
    }
}

pub(crate) fn recode<T: DeserializeOwned + Serialize>(json: &[u8]) -> serde_json::Result<Value> {
    serde_json::to_value(serde_json::from_slice::<T>(json)?)
}

#[cfg(feature = "schemars")]
pub(crate) fn derive<T: schemars::JsonSchema>() -> Value {
    schemars::schema_for!(T).to_value()
}
