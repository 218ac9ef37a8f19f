//! Answers of a server that says no, in the words of its API.

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde_json::{Value, json};

use super::Fault;
use crate::{Operation, sandbox::exchange::Reply};

/// What a refusal is called in both APIs.
struct Words {
    matrix: &'static str,
    mattermost: &'static str,
    message: &'static str,
}

const EXPIRED: Words = Words {
    matrix: "M_UNKNOWN_TOKEN",
    mattermost: "api.context.session_expired.app_error",
    message: "The token is not known any more",
};
const LIMITED: Words = Words {
    matrix: "M_LIMIT_EXCEEDED",
    mattermost: "api.context.rate_limit.app_error",
    message: "Too many requests",
};
const FAILED: Words = Words {
    matrix: "M_UNKNOWN",
    mattermost: "api.unknown_error",
    message: "Something went wrong",
};
const NEW: Words = Words {
    matrix: "ORG.CHATADM.UNKNOWN",
    mattermost: "org.chatadm.unknown",
    message: "A reason that is new",
};

/// The moment at which limits are set, and others by its side.
const NOW: &str = "Thu, 01 Jan 2026 00:00:00 GMT";
const SOON: &str = "Thu, 01 Jan 2026 00:00:02 GMT";
const NEVER: &str = "Fri, 31 Dec 9999 23:59:59 GMT";

const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

pub(super) fn expired(operation: Option<&Operation>) -> Reply {
    let mut body = body(operation, StatusCode::UNAUTHORIZED, &EXPIRED);
    if body["errcode"].is_string() {
        body["soft_logout"] = false.into();
    }
    Reply::json(StatusCode::UNAUTHORIZED, &body)
}

pub(super) fn failed(operation: Option<&Operation>, status: StatusCode) -> Reply {
    Reply::json(status, &body(operation, status, &FAILED))
}

/// A refusal with a code that nobody has seen before.
pub(super) fn new(operation: Option<&Operation>) -> Reply {
    let status = StatusCode::BAD_REQUEST;
    Reply::json(status, &body(operation, status, &NEW))
}

/// 429, with what the fault says of the time.
pub(super) fn limited(operation: Option<&Operation>, fault: Fault) -> Reply {
    let status = StatusCode::TOO_MANY_REQUESTS;
    let mut body = body(operation, status, &LIMITED);
    match fault {
        Fault::LimitedMilliseconds => body["retry_after_ms"] = 2000.into(),
        Fault::LimitedNegative => body["retry_after_ms"] = (-2000).into(),
        _ => {}
    }
    let headers: &[(HeaderName, &'static str)] = match fault {
        Fault::LimitedSeconds => &[(header::RETRY_AFTER, "2")],
        Fault::LimitedDate => &[(header::DATE, NOW), (header::RETRY_AFTER, SOON)],
        Fault::LimitedYear9999 => &[(header::DATE, NOW), (header::RETRY_AFTER, NEVER)],
        Fault::LimitedReset => &[(RESET, "2")],
        Fault::LimitedNegative => &[(header::RETRY_AFTER, "-2"), (RESET, "-2")],
        _ => &[],
    };
    let mut reply = Reply::json(status, &body);
    let headers = headers.iter().cloned();
    reply.headers.extend(
        headers
            .map(|(name, value)| (name, HeaderValue::from_static(value)))
            .collect::<HeaderMap>(),
    );
    reply
}

/// The words of Matrix, or of Mattermost where the operation is one of its own.
fn body(operation: Option<&Operation>, status: StatusCode, words: &Words) -> Value {
    let is_mattermost = operation.is_some_and(|operation| operation.path.starts_with("/api/v4"));
    if is_mattermost {
        json!({
            "id": words.mattermost,
            "message": words.message,
            "status_code": status.as_u16(),
        })
    } else {
        json!({"errcode": words.matrix, "error": words.message})
    }
}
