//! What a server said when it said no.

use std::{fmt, time::Duration};

use reqwest::StatusCode;

use super::ErrorCode;

/// A refusal or failure that the server, or a proxy before it, answered.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ApiError {
    pub(super) operation: &'static str,
    pub(super) status: StatusCode,
    pub(super) code: Option<ErrorCode>,
    pub(super) message: Option<String>,
    pub(super) request_id: Option<String>,
    pub(super) retry_after: Option<Duration>,
}

impl ApiError {
    /// The id of the operation.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The machine-readable code: `errcode` of Matrix, `id` of Mattermost. `None` when the answer
    /// came from something else, such as a proxy.
    pub fn code(&self) -> Option<&ErrorCode> {
        self.code.as_ref()
    }

    /// What the server says for people.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// Names the request in the log of the server; Mattermost sends one.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// How long the server asks to be left alone: `retry_after_ms` of Synapse, `Retry-After`, or
    /// `X-Ratelimit-Reset` of Mattermost.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            operation,
            status,
            code,
            message,
            request_id: _,
            retry_after: _,
        } = self;
        write!(formatter, "`{operation}` was answered {status}")?;
        match (code, message) {
            (Some(code), Some(message)) => write!(formatter, " ({code}): {message}"),
            (Some(code), None) => write!(formatter, " ({code})"),
            (None, Some(message)) => write!(formatter, ": {message}"),
            (None, None) => Ok(()),
        }
    }
}
