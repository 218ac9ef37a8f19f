//! Reading bodies within limits, so that no answer can fill the memory.

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use progenitor_client::ResponseValue;
use reqwest::{
    Response,
    header::{CONTENT_TYPE, HeaderMap},
};
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

/// A successful body that was read already; an extension of the response.
#[derive(Debug, Clone)]
struct Whole {
    body: Bytes,
    /// Whether there is more than the limit allows.
    is_cut: bool,
}

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

/// Reads the body of a successful answer that says it is JSON, and gives back the same answer with the body
/// in memory, so that a connection that breaks half-way is noticed while the request can still be sent again.
///
/// Anything else stays as it is: it may be a file that its caller reads piece by piece.
pub(super) async fn read_success(mut response: Response) -> reqwest::Result<Response> {
    if !is_json(response.headers()) {
        return Ok(response);
    }
    let limit = limit_of(&response);
    let whole = Whole::of(&mut response, limit).await?;
    let mut response = with_body(&response, whole.body.clone(), whole);
    response.extensions_mut().insert(Limit(limit));
    Ok(response)
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| {
        let (kind, _) = kind.split_once(';').unwrap_or((kind, ""));
        kind.trim().eq_ignore_ascii_case("application/json")
    })
}

fn limit_of(response: &Response) -> usize {
    let limit = response.extensions().get();
    limit.map_or(usize::MAX, |Limit(limit)| *limit)
}

impl Whole {
    async fn of(response: &mut Response, limit: usize) -> reqwest::Result<Self> {
        let mut body = BytesMut::new();
        let mut is_cut = false;
        while let Some(chunk) = response.chunk().await? {
            is_cut = body.len() + chunk.len() > limit;
            if is_cut {
                break;
            }
            body.extend_from_slice(&chunk);
        }
        let body = body.freeze();
        Ok(Self { body, is_cut })
    }
}

/// Reads the body of a successful answer, within its limit, and makes something of it.
pub(crate) async fn read<T, E>(
    mut response: Response,
    make: impl FnOnce(Bytes) -> Result<T, DecodeError>,
) -> Result<ResponseValue<T>, progenitor_client::Error<E>> {
    let limit = limit_of(&response);
    let Whole { body, is_cut } = match response.extensions().get::<Whole>() {
        Some(whole) => whole.clone(),
        None => Whole::of(&mut response, limit)
            .await
            .map_err(progenitor_client::Error::ResponseBodyError)?,
    };
    let result = if is_cut {
        Err(DecodeError::TooLarge(limit))
    } else {
        make(body.clone())
    };
    match result {
        Ok(value) => {
            let headers = response.headers().clone();
            Ok(ResponseValue::new(value, response.status(), headers))
        }
        Err(error) => Err(progenitor_client::Error::UnexpectedResponse(with_body(
            &response,
            body,
            DecodeFailure(Arc::new(error)),
        ))),
    }
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
