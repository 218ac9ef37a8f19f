//! One request as the handler of an operation sees it, and what it answers. What the bytes look like on
//! the connection is not here.

use std::{fmt, pin::Pin};

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::Value;

use crate::Operation;

/// A request for an operation.
pub(crate) struct Call {
    pub(crate) operation: &'static Operation,
    /// What the braces of the path stand for, decoded.
    pub(crate) segments: Vec<(&'static str, String)>,
    /// The query in its order, decoded.
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    /// The body as it came; [`Call::json`] reads it.
    pub(crate) body: Bytes,
    /// The path as it came, with its query.
    pub(crate) target: String,
}

impl Call {
    /// A parameter of the path. The document knows all of them, so a missing one is empty.
    pub(crate) fn segment(&self, name: &str) -> &str {
        let found = self.segments.iter().find(|(known, _)| *known == name);
        found.map_or("", |(_, value)| value)
    }

    /// A parameter of the query; of several the first counts.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query_all(name).next()
    }

    /// All values of a parameter of the query.
    pub(crate) fn query_all(&self, name: &str) -> impl Iterator<Item = &str> {
        let values = self.query.iter().filter(move |(known, _)| known == name);
        values.map(|(_, value)| value.as_str())
    }

    /// A header, if it is text.
    pub(crate) fn header(&self, name: impl header::AsHeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The token of the header `Authorization`.
    pub(crate) fn bearer(&self) -> Option<&str> {
        let header = self.header(header::AUTHORIZATION)?;
        let (scheme, token) = header.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    }

    /// The body as JSON; none where it is something else, or empty.
    pub(crate) fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

/// What is answered.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Content,
}

/// The body of an answer.
pub(crate) enum Content {
    /// All of it, with its length in a header.
    Whole(Bytes),
    /// As it comes, and an error ends the connection: only what goes wrong is answered like this.
    Pieces(Pin<Box<dyn Stream<Item = Result<Bytes, std::io::Error>> + Send>>),
}

impl Reply {
    /// A document with a status.
    pub(crate) fn json(status: StatusCode, body: &Value) -> Self {
        let kind = HeaderValue::from_static("application/json");
        Self::bytes(status, kind, body.to_string())
    }

    /// Anything else.
    pub(crate) fn bytes(status: StatusCode, kind: HeaderValue, body: impl Into<Bytes>) -> Self {
        Self {
            status,
            headers: HeaderMap::from_iter([(header::CONTENT_TYPE, kind)]),
            body: Content::Whole(body.into()),
        }
    }
}

/// A document that tells of success.
impl From<Value> for Reply {
    fn from(body: Value) -> Self {
        Self::json(StatusCode::OK, &body)
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The headers and the body may hold tokens.
        formatter
            .debug_struct("Reply")
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}
