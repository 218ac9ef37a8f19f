//! Reading bodies within limits, so that no answer can fill the memory.

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use progenitor_client::ResponseValue;
use reqwest::Response;
use serde::de::DeserializeOwned;

use crate::secret::blank_quotes;

/// How much of the body of a failure is read; the rest tells nobody anything.
const FAILURE_LIMIT: usize = 64 * 1024;

/// How large a successful body may be; an extension of the response.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit(pub(super) usize);

/// The body of a failure, as far as it was read; an extension of the response.
#[derive(Debug, Clone)]
pub(super) struct Failure(pub(super) Bytes);

/// Why a successful answer could not be understood; an extension of the response.
#[derive(Debug, Clone)]
pub(crate) struct DecodeFailure(pub(crate) Arc<DecodeError>);

/// What is wrong with the body of a successful answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DecodeError {
    #[error("at `{path}`: {reason}")]
    Json {
        /// Where in the body, for example `users[3].admin`; `.` is the body itself.
        path: String,
        /// What the decoder says, without the values that it quotes: these can be secrets.
        reason: String,
    },
    #[error("the body is larger than the limit of {0} bytes")]
    TooLarge(usize),
}

impl DecodeError {
    pub(crate) fn json(path: &str, error: &serde_json::Error) -> Self {
        Self::Json {
            path: path.to_owned(),
            reason: blank_quotes(&error.to_string()),
        }
    }
}

/// Makes a value of a body, or says where in the body it cannot.
pub(crate) fn from_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, DecodeError> {
    // Keeping track of the path costs time, so only a body that is known to be bad is read that way.
    serde_json::from_slice(body).map_err(|error| {
        let deserializer = &mut serde_json::Deserializer::from_slice(body);
        match serde_path_to_error::deserialize::<_, T>(deserializer) {
            Err(found) => DecodeError::json(&found.path().to_string(), found.inner()),
            // Something follows the value.
            Ok(_) => DecodeError::json(".", &error),
        }
    })
}

/// Reads the body of a failure, and gives back the same answer with the body in memory.
///
/// Whatever happens to the body, the status survives: a proxy that closes the connection in the middle
/// of its HTML must not turn a 502 into something unknown.
pub(super) async fn read_failure(mut response: Response) -> Response {
    let mut body = BytesMut::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        let room = FAILURE_LIMIT.saturating_sub(body.len());
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if body.len() >= FAILURE_LIMIT {
            break;
        }
    }
    let body = body.freeze();
    with_body(&response, body.clone(), Failure(body))
}

/// Decodes the body of an answer as JSON.
///
/// progenitor's own decoder forgets status and headers of what it cannot decode. This one answers
/// `UnexpectedResponse` with both, the body, and the reason as an extension.
pub(crate) async fn decode<T: DeserializeOwned, E>(
    response: Response,
) -> Result<ResponseValue<T>, progenitor_client::Error<E>> {
    read(response, |body| from_json(&body)).await
}

/// Reads the body of a successful answer, within its limit, and makes something of it.
pub(crate) async fn read<T, E>(
    mut response: Response,
    make: impl FnOnce(Bytes) -> Result<T, DecodeError>,
) -> Result<ResponseValue<T>, progenitor_client::Error<E>> {
    let limit = response
        .extensions()
        .get()
        .map_or(usize::MAX, |Limit(limit)| *limit);
    let mut body = BytesMut::new();
    let mut failure = None;
    loop {
        match response
            .chunk()
            .await
            .map_err(progenitor_client::Error::ResponseBodyError)?
        {
            Some(chunk) if body.len() + chunk.len() > limit => {
                failure = Some(DecodeError::TooLarge(limit));
                break;
            }
            Some(chunk) => body.extend_from_slice(&chunk),
            None => break,
        }
    }
    let body = body.freeze();
    let failure = match failure {
        Some(failure) => failure,
        None => match make(body.clone()) {
            Ok(value) => {
                let headers = response.headers().clone();
                return Ok(ResponseValue::new(value, response.status(), headers));
            }
            Err(error) => error,
        },
    };
    let failure = DecodeFailure(Arc::new(failure));
    Err(progenitor_client::Error::UnexpectedResponse(with_body(
        &response, body, failure,
    )))
}

/// The same answer with its body in memory, and something said about it.
fn with_body<X: Clone + Send + Sync + 'static>(
    response: &Response,
    body: Bytes,
    extension: X,
) -> Response {
    let mut again = http::Response::new(body);
    *again.status_mut() = response.status();
    *again.version_mut() = response.version();
    *again.headers_mut() = response.headers().clone();
    again.extensions_mut().insert(extension);
    again.into()
}
