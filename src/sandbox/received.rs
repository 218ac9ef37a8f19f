//! What a sandbox was asked: the requests, and where they broke the document.

use std::{
    collections::{BTreeMap, VecDeque},
    fmt,
};

use http::StatusCode;
use serde_json::Value;

use crate::secret::redact;

/// How many requests are kept; the counts go on.
const KEPT: usize = 10_000;

/// A request that a sandbox has answered.
///
/// `Debug` shows the path as the document has it, because arguments may be tokens, and blanks values of
/// the query and the body whose names tell of secrets.
#[derive(Clone)]
#[non_exhaustive]
pub struct Received {
    /// The operation, if it is one of the document or of the few others that a sandbox has.
    pub operation_id: Option<&'static str>,
    /// The HTTP method.
    pub method: String,
    /// The path as it was sent, without the query.
    pub path: String,
    /// The query, decoded, in its order.
    pub query: Vec<(String, String)>,
    /// The body, if it was JSON; null otherwise.
    pub body: Value,
    /// The status that was answered, 0 for none. A connection that broke had one that nobody may have seen.
    pub status: u16,
    pub(super) template: &'static str,
}

impl Received {
    /// A parameter of the query; of several the first.
    pub fn query(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

impl fmt::Debug for Received {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            operation_id,
            method,
            path: _,
            query,
            body,
            status,
            template,
        } = self;
        let query: Value = query
            .iter()
            .map(|(name, value)| (name.clone(), Value::from(value.as_str())))
            .collect();
        formatter
            .debug_struct("Received")
            .field("operation_id", operation_id)
            .field("method", method)
            .field("path", template)
            .field("query", &format_args!("{}", redact(&query.to_string())))
            .field("body", &format_args!("{}", redact(&body.to_string())))
            .field("status", status)
            .finish()
    }
}

/// A place where a request breaks the document of its API.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// The operation; none where the path and method are no operation at all.
    pub operation_id: Option<&'static str>,
    /// Where: a JSON pointer that begins with `/query`, `/body` or `/path`.
    pub pointer: String,
    /// What is wrong with it. Values are not quoted, because they may be secrets.
    pub reason: String,
}

impl Violation {
    pub(super) fn new(operation_id: Option<&'static str>, pointer: String, reason: String) -> Self {
        Self {
            operation_id,
            pointer,
            reason,
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            operation_id,
            pointer,
            reason,
        } = self;
        match operation_id {
            Some(id) => write!(formatter, "`{id}` at {pointer}: {reason}"),
            None => write!(formatter, "{pointer}: {reason}"),
        }
    }
}

/// All that was received, and what of it nobody has looked at.
#[derive(Debug, Default)]
pub(super) struct Log {
    received: VecDeque<Received>,
    counts: BTreeMap<&'static str, u64>,
    violations: Vec<Violation>,
}

impl Log {
    pub(super) fn add(&mut self, received: Received) {
        if self.received.len() == KEPT {
            self.received.pop_front();
        }
        self.received.push_back(received);
    }

    /// Counts a request for an operation.
    pub(super) fn count(&mut self, operation_id: &'static str) {
        *self.counts.entry(operation_id).or_default() += 1;
    }

    pub(super) fn counted(&self, operation_id: &str) -> u64 {
        self.counts.get(operation_id).copied().unwrap_or_default()
    }

    pub(super) fn received(&self) -> Vec<Received> {
        self.received.iter().cloned().collect()
    }

    pub(super) fn last(&self, operation_id: &str) -> Option<Received> {
        let mut latest_first = self.received.iter().rev();
        let found = latest_first.find(|request| request.operation_id == Some(operation_id));
        found.cloned()
    }

    pub(super) fn breach(&mut self, violations: &[Violation]) {
        self.violations.extend_from_slice(violations);
    }

    pub(super) fn take_violations(&mut self) -> Vec<Violation> {
        std::mem::take(&mut self.violations)
    }
}

/// A status as it is kept.
pub(super) fn plain(status: StatusCode) -> u16 {
    status.as_u16()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn debug_shows_neither_arguments_nor_secrets() {
        let received = Received {
            operation_id: Some("get_registration_token"),
            method: "GET".to_owned(),
            path: "/v1/registration_tokens/planted".to_owned(),
            query: vec![("access_token".to_owned(), "planted".to_owned())],
            body: json!({"password": "planted", "user": "@a:b"}),
            status: 200,
            template: "/v1/registration_tokens/{token}",
        };
        let text = format!("{received:?}");
        assert!(!text.contains("planted") && text.contains("@a:b"), "{text}");
    }
}
