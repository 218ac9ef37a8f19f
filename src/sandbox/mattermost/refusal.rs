//! How Mattermost refuses: a status, the id of a text, the text, and the request to look for in its log.

use http::{HeaderValue, StatusCode, header};
use serde_json::json;

use crate::sandbox::exchange::Reply;

/// What a handler answers.
pub(super) type Answer = Result<Reply, Refusal>;

/// Takes the cookie of a session away.
pub(super) const NO_COOKIE: HeaderValue =
    HeaderValue::from_static("MMAUTHTOKEN=; Path=/; Max-Age=0; HttpOnly");

#[derive(Debug, Clone)]
pub(super) struct Refusal {
    status: StatusCode,
    id: &'static str,
    message: String,
    /// One that goes with it; in a box, because refusals are passed around a lot.
    header: Option<Box<(header::HeaderName, HeaderValue)>>,
    kind: Kind,
}

/// What the body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The error object.
    Usual,
    /// What stands in for a missing route: nothing knows the request.
    Route,
    /// No body at all.
    Empty,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, id: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            id,
            message: message.into(),
            header: None,
            kind: Kind::Usual,
        }
    }

    pub(super) fn bad(id: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, id, message)
    }

    /// A field of the body that is missing or of no use.
    pub(super) fn body(name: &str) -> Self {
        Self::bad(
            "api.context.invalid_body_param.app_error",
            format!("Invalid or missing {name} in request body."),
        )
    }

    /// A part of the address that is missing or of no use.
    pub(super) fn url(name: &str) -> Self {
        Self::bad(
            "api.context.invalid_url_param.app_error",
            format!("Invalid or missing {name} parameter in request URL."),
        )
    }

    /// No session, whatever the reason.
    pub(super) fn session_expired() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "api.context.session_expired.app_error",
            "Invalid or expired session, please login again.",
        )
    }

    pub(super) fn permissions() -> Self {
        Self::forbidden("api.context.permissions.app_error")
    }

    /// One of the refusals of the same text that have an id of their own.
    pub(super) fn forbidden(id: &'static str) -> Self {
        let message = "You do not have the appropriate permissions.";
        Self::new(StatusCode::FORBIDDEN, id, message)
    }

    pub(super) fn no_user() -> Self {
        let id = "app.user.missing_account.const";
        Self::new(StatusCode::NOT_FOUND, id, "Unable to find the user.")
    }

    pub(super) fn not_implemented(id: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_IMPLEMENTED, id, message)
    }

    /// The answer where there is no route.
    pub(super) fn route() -> Self {
        Self {
            kind: Kind::Route,
            ..Self::new(
                StatusCode::NOT_FOUND,
                "api.context.404.app_error",
                "Sorry, we could not find the page.",
            )
        }
    }

    /// A status and nothing else.
    pub(super) fn empty(status: StatusCode) -> Self {
        Self {
            kind: Kind::Empty,
            ..Self::new(status, "", "")
        }
    }

    pub(super) fn header(mut self, name: header::HeaderName, value: HeaderValue) -> Self {
        self.header = Some(Box::new((name, value)));
        self
    }

    /// Whether the request came as far as to be numbered.
    pub(super) fn is_known(&self) -> bool {
        self.kind == Kind::Usual
    }

    pub(super) fn reply(&self, request_id: &str) -> Reply {
        let mut body = json!({
            "id": self.id,
            "message": self.message,
            "detailed_error": "",
            "status_code": self.status.as_u16(),
        });
        let mut reply = match self.kind {
            Kind::Usual => {
                body["request_id"] = request_id.into();
                Reply::json(self.status, &body)
            }
            Kind::Route => {
                body["detailed_error"] = "No operation has this path and this method.".into();
                let kind = HeaderValue::from_static("text/plain; charset=utf-8");
                Reply::bytes(self.status, kind, body.to_string())
            }
            Kind::Empty => {
                let mut reply = Reply::bytes(self.status, HeaderValue::from_static(""), "");
                reply.headers.clear();
                reply
            }
        };
        if let Some((name, value)) = self.header.as_deref().cloned() {
            reply.headers.insert(name, value);
        }
        reply
    }
}
