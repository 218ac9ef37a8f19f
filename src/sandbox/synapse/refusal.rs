//! How Synapse refuses: a status, a code, a sentence, and what some refusals have beside these.

use http::StatusCode;
use serde_json::{Map, Value, json};

use crate::sandbox::exchange::Reply;

/// What a handler answers.
pub(super) type Answer = Result<Reply, Refusal>;

#[derive(Debug, Clone)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    pub(super) code: &'static str,
    pub(super) message: String,
    more: Map<String, Value>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            more: Map::new(),
        }
    }

    /// Another field of the answer.
    pub(super) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.more.insert(name.to_owned(), value.into());
        self
    }

    /// 400 with a code.
    pub(super) fn bad(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// 400 without a special code.
    pub(super) fn unknown(message: impl Into<String>) -> Self {
        Self::bad("M_UNKNOWN", message)
    }

    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::bad("M_INVALID_PARAM", message)
    }

    pub(super) fn missing(message: impl Into<String>) -> Self {
        Self::bad("M_MISSING_PARAM", message)
    }

    pub(super) fn bad_json(message: impl Into<String>) -> Self {
        Self::bad("M_BAD_JSON", message)
    }

    pub(super) fn forbidden(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "M_FORBIDDEN", message)
    }

    pub(super) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "M_NOT_FOUND", message)
    }

    /// 404 of a change to a row of a database that is not there.
    pub(super) fn no_row(table: &str) -> Self {
        let message = format!("No row found ({table})");
        Self::new(StatusCode::NOT_FOUND, "M_UNKNOWN", message)
    }

    /// What a server answers when its own code failed.
    pub(super) fn internal() -> Self {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Self::new(status, "M_UNKNOWN", "Internal server error")
    }

    pub(super) fn missing_token() -> Self {
        let status = StatusCode::UNAUTHORIZED;
        Self::new(status, "M_MISSING_TOKEN", "Missing access token")
    }

    pub(super) fn unknown_token() -> Self {
        let message = "Invalid access token passed.";
        Self::new(StatusCode::UNAUTHORIZED, "M_UNKNOWN_TOKEN", message).with("soft_logout", false)
    }

    pub(super) fn unrecognized(status: StatusCode) -> Self {
        Self::new(status, "M_UNRECOGNIZED", "Unrecognized request")
    }
}

impl From<Refusal> for Reply {
    fn from(refusal: Refusal) -> Self {
        let Refusal {
            status,
            code,
            message,
            more,
        } = refusal;
        let mut body = json!({"errcode": code, "error": message});
        if let Value::Object(fields) = &mut body {
            fields.extend(more);
        }
        Reply::json(status, &body)
    }
}
