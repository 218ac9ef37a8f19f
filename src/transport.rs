//! What every request passes through, whether it comes from the facade or from a raw client:
//! credentials, the guard on paths, attempts, limits, and decoding that keeps the status of an answer.

use std::{fmt, sync::Arc};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use progenitor_client::OperationInfo;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue, SET_COOKIE};

use crate::{ConfigError, Operation, Secret, retry::RetryPolicy};

mod body;
mod exchange;
mod hint;

use exchange::Exchange;
pub(crate) use {
    body::{DecodeError, DecodeFailure, decode, from_json, read},
    exchange::request_id,
    hint::wait as retry_after,
};

/// What RFC 3986 allows in a path segment without encoding, `.` among it.
///
/// Everything else is encoded: `/`, `\`, `?`, `#`, `%`, spaces, and all that is not ASCII.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@');

/// Why a request whose path is not that of its operation is not sent.
pub(crate) const LOST_SEGMENT: &str =
    "a path argument is empty, `.` or `..`, and no URL can carry that as a segment";

/// Encodes one argument as one path segment.
pub(crate) fn encode_path(segment: &str) -> String {
    utf8_percent_encode(segment, SEGMENT).to_string()
}

/// The state that raw clients carry: credentials and the table of operations.
///
/// `Debug` tells whether there are credentials, never what they are.
#[derive(Clone)]
pub struct Transport {
    authorization: Option<HeaderValue>,
    operations: &'static [Operation],
    /// The path of the base URL, without a slash at the end.
    base_path: Arc<str>,
    limits: Limits,
}

/// How much a call may cost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) retry: RetryPolicy,
    /// The size of a successful JSON body, in bytes.
    pub(crate) body: usize,
}

impl fmt::Debug for Transport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Named one by one, so that a new field has to be thought about.
        let Self {
            authorization,
            operations,
            base_path,
            limits,
        } = self;
        formatter
            .debug_struct("Transport")
            .field("authenticated", &authorization.is_some())
            .field("operations", &operations.len())
            .field("base_path", base_path)
            .field("limits", limits)
            .finish()
    }
}

impl Transport {
    pub(crate) fn new(
        base_url: &reqwest::Url,
        token: Option<&Secret>,
        operations: &'static [Operation],
        limits: Limits,
    ) -> Result<Self, ConfigError> {
        let authorization = token
            .map(|token| {
                let mut value = HeaderValue::from_str(&format!("Bearer {}", token.expose()))
                    .map_err(|_| ConfigError::Token)?;
                value.set_sensitive(true);
                Ok(value)
            })
            .transpose()?;
        Ok(Self {
            authorization,
            operations,
            base_path: base_url.path().trim_end_matches('/').into(),
            limits,
        })
    }

    /// The token that is sent, if there is one.
    #[cfg_attr(
        not(feature = "mattermost"),
        allow(dead_code, reason = "not every API gives tokens away")
    )]
    pub(crate) fn token(&self) -> Option<Secret> {
        let header = self.authorization.as_ref()?.as_bytes();
        let token = header.strip_prefix(b"Bearer ")?;
        std::str::from_utf8(token).ok().map(Secret::from)
    }

    /// Makes a request ready: credentials in, the generator's own header out, path checked.
    ///
    /// Answers with the reason when the request must not be sent.
    pub(crate) fn prepare(
        &self,
        request: &mut reqwest::Request,
        info: &OperationInfo,
    ) -> Result<(), String> {
        // progenitor's own convention; neither server knows the header.
        request.headers_mut().remove("api-version");
        let id = info.operation_id;
        let operation = self
            .operation(id)
            .ok_or_else(|| format!("there is no operation `{id}`"))?;
        if !operation.owns_path(self.path_of(request)) {
            return Err(LOST_SEGMENT.to_owned());
        }
        self.authorize(request, operation);
        Ok(())
    }

    /// The path of a request behind that of the base URL.
    pub(crate) fn path_of<'r>(&self, request: &'r reqwest::Request) -> &'r str {
        let path = request.url().path();
        path.strip_prefix(&*self.base_path).unwrap_or_default()
    }

    /// Puts the credentials in, if the operation wants any.
    pub(crate) fn authorize(&self, request: &mut reqwest::Request, operation: &Operation) {
        if operation.authenticated
            && let Some(authorization) = &self.authorization
        {
            request
                .headers_mut()
                .insert(AUTHORIZATION, authorization.clone());
        }
    }

    /// Sends a request that [`Self::prepare`] has passed.
    pub(crate) async fn execute(
        &self,
        http: &reqwest::Client,
        request: reqwest::Request,
        info: &OperationInfo,
    ) -> reqwest::Result<reqwest::Response> {
        match self.operation(info.operation_id) {
            Some(operation) => self.send(http, request, operation).await,
            // `prepare` has refused operations that are not in the table.
            None => http.execute(request).await,
        }
    }

    /// Sends a request as its operation allows: again where that is harmless, within limits, traced.
    pub(crate) async fn send(
        &self,
        http: &reqwest::Client,
        request: reqwest::Request,
        operation: &'static Operation,
    ) -> reqwest::Result<reqwest::Response> {
        let Limits { retry, body } = &self.limits;
        Exchange {
            http,
            operation,
            retry,
            body_limit: *body,
        }
        .run(request)
        .await
    }

    /// The operation with this id.
    pub(crate) fn operation(&self, id: &str) -> Option<&'static Operation> {
        self.operations.iter().find(|operation| operation.id == id)
    }
}

/// Marks headers that hold secrets, so that `Debug` of headers or of an answer does not show them.
fn hide_secrets(headers: &mut HeaderMap) {
    for name in [HeaderName::from_static("token"), SET_COOKIE] {
        if let reqwest::header::Entry::Occupied(mut entry) = headers.entry(name) {
            entry.iter_mut().for_each(|value| value.set_sensitive(true));
        }
    }
}

/// Connects a generated client to the transport.
macro_rules! hooks {
    ($client:ty) => {
        impl progenitor_client::ClientHooks<crate::transport::Transport> for $client {
            async fn pre<E>(
                &self,
                request: &mut reqwest::Request,
                info: &progenitor_client::OperationInfo,
            ) -> Result<(), progenitor_client::Error<E>> {
                progenitor_client::ClientInfo::inner(self)
                    .prepare(request, info)
                    .map_err(progenitor_client::Error::InvalidRequest)
            }

            async fn exec(
                &self,
                request: reqwest::Request,
                info: &progenitor_client::OperationInfo,
            ) -> reqwest::Result<reqwest::Response> {
                let http = progenitor_client::ClientInfo::client(self);
                progenitor_client::ClientInfo::inner(self)
                    .execute(http, request, info)
                    .await
            }
        }

        impl $client {
            pub(crate) fn over(parts: crate::connection::Parts) -> Self {
                let crate::connection::Parts {
                    base_url,
                    http,
                    transport,
                } = parts;
                Self::new_with_client(&base_url, http, transport)
            }
        }
    };
}

pub(crate) use hooks;

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits {
        retry: RetryPolicy::NONE,
        body: 1024,
    };

    #[test]
    fn identifiers_become_one_segment_each() {
        for (argument, segment) in [
            ("@a/b:host", "@a%2Fb:host"),
            ("!room:host", "!room:host"),
            ("#alias:host", "%23alias:host"),
            ("$event/+x", "$event%2F+x"),
            ("a+b%c@example.org", "a+b%25c@example.org"),
            ("a\\b", "a%5Cb"),
            ("ü?", "%C3%BC%3F"),
        ] {
            assert_eq!(encode_path(argument), segment);
        }
    }

    #[test]
    fn debug_never_shows_credentials() {
        let url = reqwest::Url::parse("https://example.org/prefix/").unwrap();
        let transport =
            Transport::new(&url, Some(&Secret::from("syt_planted")), &[], LIMITS).unwrap();
        let text = format!("{transport:?}");
        assert!(
            !text.contains("planted") && text.contains("authenticated: true"),
            "{text}"
        );
    }

    #[test]
    fn headers_with_secrets_are_marked() {
        let mut headers = HeaderMap::new();
        headers.insert("Token", HeaderValue::from_static("planted"));
        headers.append(SET_COOKIE, HeaderValue::from_static("MMAUTHTOKEN=planted"));
        headers.append(SET_COOKIE, HeaderValue::from_static("MMCSRF=planted"));
        hide_secrets(&mut headers);
        assert!(!format!("{headers:?}").contains("planted"));
    }

    #[test]
    fn a_token_that_no_header_can_carry_is_refused() {
        let url = reqwest::Url::parse("https://example.org").unwrap();
        let result = Transport::new(&url, Some(&Secret::from("two\nlines")), &[], LIMITS);
        assert!(matches!(result, Err(ConfigError::Token)));
    }
}
