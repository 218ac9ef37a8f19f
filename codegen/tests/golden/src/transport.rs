//! A stand-in for the library's transport: keeps requests, and answers each with the same bytes.

use std::sync::{Arc, Mutex};

pub(crate) use progenitor_client::{ResponseValue, encode_path};
use serde::de::DeserializeOwned;

/// What a generated client carries.
#[derive(Debug, Clone, Default)]
pub struct Transport {
    answer: String,
    sent: Arc<Mutex<Vec<Sent>>>,
}

/// A request as it would have been sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sent {
    /// Method, path and query.
    pub line: String,
    /// Headers that the generated code set, by name.
    pub headers: Vec<(String, String)>,
    /// The body as text, empty when there is none.
    pub body: String,
}

impl Transport {
    /// Answers every request with this text.
    pub fn answering(answer: impl Into<String>) -> Self {
        Self {
            answer: answer.into(),
            sent: Arc::default(),
        }
    }

    /// Every request so far.
    ///
    /// # Panics
    ///
    /// When another thread panicked while it sent one.
    pub fn sent(&self) -> Vec<Sent> {
        self.sent.lock().expect("nobody panics here").clone()
    }

    pub(crate) fn execute(&self, request: &reqwest::Request) -> reqwest::Response {
        let url = request.url();
        let query = url
            .query()
            .map(|query| format!("?{query}"))
            .unwrap_or_default();
        let headers = request.headers().iter();
        let body = request
            .body()
            .and_then(reqwest::Body::as_bytes)
            .unwrap_or_default();
        self.sent.lock().expect("nobody panics here").push(Sent {
            line: format!("{} {}{query}", request.method(), url.path()),
            headers: headers
                .map(|(name, value)| {
                    (
                        name.to_string(),
                        value.to_str().unwrap_or_default().to_owned(),
                    )
                })
                .collect(),
            body: String::from_utf8_lossy(body).into_owned(),
        });
        http::Response::new(self.answer.clone()).into()
    }
}

/// The library's version keeps the status of what it cannot decode; here that is not the question.
pub(crate) async fn decode<T: DeserializeOwned, E>(
    response: reqwest::Response,
) -> Result<ResponseValue<T>, progenitor_client::Error<E>> {
    ResponseValue::from_response(response).await
}

/// Connects a generated client to the transport.
macro_rules! hooks {
    ($client:ty) => {
        impl progenitor_client::ClientHooks<crate::transport::Transport> for $client {
            async fn exec(
                &self,
                request: reqwest::Request,
                _: &progenitor_client::OperationInfo,
            ) -> reqwest::Result<reqwest::Response> {
                Ok(progenitor_client::ClientInfo::inner(self).execute(&request))
            }
        }
    };
}

pub(crate) use hooks;
