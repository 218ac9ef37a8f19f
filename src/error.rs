//! The one error type, its predicates, and how a chain of errors prints.

use std::{error::Error as StdError, fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use progenitor_client::Error as RawError;
use reqwest::StatusCode;
use serde::Deserialize;

use crate::{
    secret::redact,
    transport::{DecodeError, DecodeFailure, request_id, retry_after},
};

mod api;
mod code;
mod hint;
mod report;

pub use api::ApiError;
pub use code::ErrorCode;
pub use report::Report;

/// A foreign error, boxed so that its type is not part of this library's interface.
type BoxError = Box<dyn StdError + Send + Sync>;

/// How much of an answer an error may quote, in bytes.
const EXCERPT: usize = 512;

/// Why a call failed.
///
/// The predicates are the stable interface; match on variants only out of curiosity. `Display`
/// prints one layer; [`Report`] prints the chain.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The client could not be built.
    #[error("invalid client configuration")]
    Config(#[source] ConfigError),
    /// An argument cannot be sent; nothing was sent.
    #[error("`{operation}` was not sent: {reason}")]
    #[non_exhaustive]
    Argument {
        /// The operation's id.
        operation: &'static str,
        /// What is wrong with which argument.
        reason: String,
    },
    /// The server said no.
    #[error("{0}")]
    Api(Box<ApiError>),
    /// The request or its answer got lost on the way.
    #[error("`{operation}` could not reach the server")]
    #[non_exhaustive]
    Transport {
        /// The operation's id.
        operation: &'static str,
        /// What happened.
        source: BoxError,
    },
    /// The server answered a success whose body is not what the operation answers.
    #[error("`{operation}` answered {status} with a body this client does not understand")]
    #[non_exhaustive]
    Decode {
        /// The operation's id.
        operation: &'static str,
        /// The HTTP status of the answer.
        status: StatusCode,
        /// The beginning of the body, at most 512 bytes, with secrets blanked.
        excerpt: String,
        /// What the decoder says.
        source: BoxError,
    },
    /// The server sent a cursor that it had sent before; reading on would never end.
    #[error("`{operation}` repeated the cursor `{cursor}`")]
    #[non_exhaustive]
    CursorRepeated {
        /// The operation's id.
        operation: &'static str,
        /// The cursor that came again.
        cursor: String,
    },
    /// Work that the server does in the background was not over in time; it goes on.
    #[error("gave up waiting for {what} `{id}` after {elapsed:?} and {polls} poll(s)")]
    #[non_exhaustive]
    WaitTimedOut {
        /// What was waited for.
        what: &'static str,
        /// Its name on the server, to ask again later.
        id: String,
        /// How long it was waited for.
        elapsed: Duration,
        /// How often the server was asked.
        polls: u32,
    },
    /// Work that the server did in the background ended without success.
    #[error("{what} `{id}` failed on the server: {reason}")]
    #[non_exhaustive]
    TaskFailed {
        /// What was waited for.
        what: &'static str,
        /// Its name on the server.
        id: String,
        /// What the server says.
        reason: String,
    },
}

impl Error {
    /// The id of the operation that failed; `None` when none was called yet.
    pub fn operation(&self) -> Option<&'static str> {
        match self {
            Self::Config(_) | Self::WaitTimedOut { .. } | Self::TaskFailed { .. } => None,
            Self::Api(error) => Some(error.operation),
            Self::Argument { operation, .. }
            | Self::Transport { operation, .. }
            | Self::Decode { operation, .. }
            | Self::CursorRepeated { operation, .. } => Some(operation),
        }
    }

    /// The HTTP status of the answer, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api(error) => Some(error.status),
            Self::Decode { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// What the server said, if it said no.
    pub fn api(&self) -> Option<&ApiError> {
        match self {
            Self::Api(error) => Some(error),
            _ => None,
        }
    }

    /// The machine-readable code, if the server said no and gave one.
    pub fn code(&self) -> Option<&ErrorCode> {
        self.api()?.code()
    }

    /// How long the server asks to be left alone, if it said so.
    pub fn retry_after(&self) -> Option<Duration> {
        self.api()?.retry_after()
    }

    /// Names the request in the log of the server, where it sends such a name.
    pub fn request_id(&self) -> Option<&str> {
        self.api()?.request_id()
    }

    /// Whether the request itself is wrong: an argument the server refuses (400), or one that was
    /// refused here and not sent.
    pub fn is_bad_request(&self) -> bool {
        matches!(self, Self::Argument { .. }) || self.is_api(StatusCode::BAD_REQUEST)
    }

    /// Whether the credentials are missing, unknown or expired (401).
    pub fn is_unauthorized(&self) -> bool {
        self.is_api(StatusCode::UNAUTHORIZED)
    }

    /// Whether the caller lacks the permission (403).
    pub fn is_forbidden(&self) -> bool {
        self.is_api(StatusCode::FORBIDDEN)
    }

    /// Whether the thing named does not exist, or the server does not have the route (404).
    pub fn is_not_found(&self) -> bool {
        self.is_api(StatusCode::NOT_FOUND)
    }

    /// Whether the state of the thing named does not allow it (409).
    pub fn is_conflict(&self) -> bool {
        self.is_api(StatusCode::CONFLICT)
    }

    /// Whether what was sent is too large (413).
    pub fn is_too_large(&self) -> bool {
        self.is_api(StatusCode::PAYLOAD_TOO_LARGE)
    }

    /// Whether requests came too fast (429).
    pub fn is_rate_limited(&self) -> bool {
        self.is_api(StatusCode::TOO_MANY_REQUESTS)
    }

    /// Whether the server, or a proxy before it, failed (500 to 599).
    pub fn is_server_error(&self) -> bool {
        self.api()
            .is_some_and(|error| error.status.is_server_error())
    }

    /// Whether the server lacks a license or a setting for this (501).
    pub fn is_not_implemented(&self) -> bool {
        self.is_api(StatusCode::NOT_IMPLEMENTED)
    }

    /// Whether time ran out while connecting, sending or reading, or while waiting for a job.
    pub fn is_timeout(&self) -> bool {
        match self {
            Self::WaitTimedOut { .. } => true,
            Self::Transport { source, .. } => source
                .downcast_ref::<reqwest::Error>()
                .is_some_and(reqwest::Error::is_timeout),
            _ => false,
        }
    }

    /// Whether the same call may succeed later with nothing changed: too many requests (429), a server or
    /// gateway that is not available (502, 503, 504), or no connection.
    ///
    /// It says nothing about whether a repeat is harmless: a write whose answer got lost may have run.
    /// The transport has repeated what is, as [`RetryPolicy`](crate::RetryPolicy) tells.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Api(error) => matches!(error.status.as_u16(), 429 | 502 | 503 | 504),
            Self::Transport { .. } | Self::WaitTimedOut { .. } => true,
            _ => false,
        }
    }

    fn is_api(&self, status: StatusCode) -> bool {
        self.api().is_some_and(|error| error.status == status)
    }

    /// Turns the error of a function of a raw client into this type, reading the body of the answer.
    ///
    /// ```no_run
    /// # #[cfg(feature = "synapse")]
    /// # async fn run(synapse: chatadm::synapse::Client) -> Result<(), chatadm::Error> {
    /// let version = match synapse.raw().get_server_version().send().await {
    ///     Ok(answer) => answer.into_inner(),
    ///     Err(error) => return Err(chatadm::Error::from_raw("get_server_version", error).await),
    /// };
    /// # Ok(())
    /// # }
    /// ```
    pub async fn from_raw(operation: &'static str, error: RawError<()>) -> Self {
        match error {
            RawError::InvalidRequest(reason) | RawError::Custom(reason) => {
                Self::Argument { operation, reason }
            }
            RawError::CommunicationError(source)
            | RawError::InvalidUpgrade(source)
            | RawError::ResponseBodyError(source) => Self::transport(operation, source),
            RawError::UnexpectedResponse(response) => {
                Self::from_response(operation, response).await
            }
            // Not produced: decoding goes through the transport, and no errors are declared. The
            // status of what was decoded is the only one these can have had.
            RawError::InvalidResponsePayload(body, source) => Self::decode(
                operation,
                StatusCode::OK,
                &body,
                DecodeError::json(".", &source),
            ),
            RawError::ErrorResponse(response) => Self::Api(Box::new(ApiError {
                operation,
                status: response.status(),
                code: None,
                message: None,
                request_id: None,
                retry_after: None,
            })),
        }
    }

    /// Turns an answer of [`Request::response`](crate::Request::response) that is no success into this
    /// error, as [`Request::send`](crate::Request::send) would have.
    pub async fn from_answer(operation: &'static str, answer: http::Response<Bytes>) -> Self {
        Self::from_response(operation, answer.into()).await
    }

    /// What an answer means that is not the success the operation promises.
    pub(crate) async fn from_response(
        operation: &'static str,
        response: reqwest::Response,
    ) -> Self {
        let status = response.status();
        let failure = response.extensions().get::<DecodeFailure>().cloned();
        let headers = response.headers().clone();
        let request_id = request_id(&headers).map(str::to_owned);
        let body = match response.bytes().await {
            Ok(body) => body,
            Err(source) => return Self::transport(operation, source),
        };
        if let Some(DecodeFailure(source)) = failure {
            return Self::decode(operation, status, &body, source);
        }
        let said: Said = serde_json::from_slice(&body).unwrap_or_default();
        Self::Api(Box::new(ApiError {
            operation,
            status,
            code: said.errcode.or(said.id).map(ErrorCode::from),
            message: said.error.or(said.message),
            request_id: request_id.or(said.request_id),
            retry_after: retry_after(&headers, &body),
        }))
    }

    fn transport(operation: &'static str, source: reqwest::Error) -> Self {
        // The URL can hold what a caller takes for private, and the operation says enough.
        Self::Transport {
            operation,
            source: source.without_url().into(),
        }
    }

    fn decode(
        operation: &'static str,
        status: StatusCode,
        body: &[u8],
        source: impl Into<Arc<DecodeError>>,
    ) -> Self {
        // Cut first, so that an enormous body costs little; and again, because blanking can lengthen.
        let text = String::from_utf8_lossy(&body[..body.len().min(2 * EXCERPT)]);
        let redacted = redact(start(&text, 2 * EXCERPT));
        let excerpt = start(&redacted, EXCERPT).to_owned();
        Self::Decode {
            operation,
            status,
            excerpt,
            source: Box::new(Shared(source.into())),
        }
    }
}

/// The beginning of a text, at most `limit` bytes.
fn start(text: &str, limit: usize) -> &str {
    let mut end = limit.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// An error that several places hold.
#[derive(Debug)]
struct Shared(Arc<DecodeError>);

impl fmt::Display for Shared {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl StdError for Shared {}

/// The error bodies of both servers in one: Matrix says `errcode` and `error`, Mattermost `id` and
/// `message`. Bodies of proxies say neither.
#[derive(Default, Deserialize)]
struct Said {
    errcode: Option<String>,
    error: Option<String>,
    id: Option<String>,
    message: Option<String>,
    request_id: Option<String>,
}

/// What is wrong with the configuration of a client.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The base URL cannot be used.
    #[error("the server's address is not usable: {0}")]
    Url(String),
    /// The access token cannot be sent.
    #[error("the access token holds characters that no header can carry")]
    Token,
    /// The proxy's URL cannot be used; it is not shown, because it may hold credentials.
    #[error("the proxy's address is not usable")]
    Proxy,
    /// A certificate or private key cannot be used, or this build has no TLS.
    #[error("a certificate is not usable: it must be PEM, and TLS must be built in")]
    Certificate,
    /// The HTTP client could not be set up.
    #[error("the HTTP client could not be set up: {0}")]
    Http(String),
}

impl From<ConfigError> for Error {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_failure_keeps_its_status_whatever_its_body() {
        for (body, code) in [
            (
                r#"{"errcode": "M_FORBIDDEN", "error": "no"}"#,
                Some("M_FORBIDDEN"),
            ),
            (
                r#"{"id": "api.context.permissions.app_error", "message": "no"}"#,
                Some("api.context.permissions.app_error"),
            ),
            ("<html>Forbidden</html>", None),
            (r#"{"errcode": "M_FO"#, None),
            ("[]", None),
            ("", None),
        ] {
            let response = http::Response::builder().status(403).body(body).unwrap();
            let error = Error::from_response("get_user", response.into()).await;
            assert!(error.is_forbidden(), "{body}");
            assert_eq!(error.status(), Some(StatusCode::FORBIDDEN));
            assert_eq!(error.operation(), Some("get_user"));
            assert_eq!(error.code().map(ErrorCode::as_str), code);
        }
    }

    #[test]
    fn excerpts_are_short_and_hold_no_secrets() {
        let source = serde_json::from_str::<u8>("x").unwrap_err();
        let body = format!(
            r#"{{"access_token": "{}", "x": "{}"}}"#,
            "planted".repeat(200),
            "ü".repeat(600)
        );
        let error = Error::decode(
            "login",
            StatusCode::OK,
            body.as_bytes(),
            DecodeError::json(".", &source),
        );
        let Error::Decode { excerpt, .. } = &error else {
            panic!("{error}")
        };
        assert!(excerpt.len() <= EXCERPT, "{}", excerpt.len());
        let chain = format!("{error:?} {}", Report(&error));
        assert!(!chain.contains("planted"), "{chain}");
    }
}
