//! How Mattermost refuses: a status, the id of a text, and the text.

use http::StatusCode;
use serde_json::json;

use crate::sandbox::exchange::Reply;

/// What a handler answers.
pub(super) type Answer = Result<Reply, Refusal>;

#[derive(Debug, Clone)]
pub(super) struct Refusal {
    status: StatusCode,
    id: &'static str,
    message: String,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, id: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            id,
            message: message.into(),
        }
    }
}

impl From<Refusal> for Reply {
    fn from(refusal: Refusal) -> Self {
        let body = json!({
            "id": refusal.id,
            "message": refusal.message,
            "detailed_error": "",
            "request_id": "",
            "status_code": refusal.status.as_u16(),
        });
        Self::json(refusal.status, &body)
    }
}
