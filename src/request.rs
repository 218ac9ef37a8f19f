//! Requests that are put together at run time: to any path of a server, or to an operation by its id.
//!
//! They pass through the same transport as everything else, so credentials, attempts, limits and errors
//! are the same.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use bytes::Bytes;
use progenitor_client::{ClientInfo, Error as RawError, ResponseValue};
use reqwest::{
    Method, Url,
    header::{CONTENT_TYPE, HeaderValue},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    BodyKind, Error, Operation, Parameter, Place,
    operation::any,
    transport::{DecodeError, LOST_SEGMENT, Transport, encode_path, from_json, read},
};

/// A request to any path or operation; see [`synapse::Client::request`](crate::synapse::Client::request)
/// and [`synapse::Client::call`](crate::synapse::Client::call).
///
/// What is wrong with it is said when it is sent, and nothing is sent then.
/// `Debug` shows what is asked for, not with which values: these can be secrets.
#[derive(Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct Request<'a> {
    http: &'a reqwest::Client,
    base_url: &'a str,
    transport: &'a Transport,
    operation: &'static Operation,
    method: Method,
    path: Cow<'static, str>,
    /// Values for the names in braces in the path.
    segments: BTreeMap<String, String>,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    body: Option<Payload>,
    /// What is wrong with it, the first thing only.
    flaw: Option<String>,
}

/// What is sent as the body.
#[derive(Clone)]
enum Payload {
    Json(Value),
    /// A content type, and what it is the type of.
    Raw(String, Bytes),
}

impl<'a> Request<'a> {
    /// A request to any path. The method says whether it may be repeated, as HTTP has it.
    pub(crate) fn to_path(
        client: &'a impl ClientInfo<Transport>,
        method: Method,
        path: String,
    ) -> Self {
        let flaw = (!path.starts_with('/')).then(|| format!("`{path}` does not begin with `/`"));
        let mut request = Self::new(client, any(&method), method, path.into());
        request.flaw = flaw;
        request
    }

    /// A request to an operation of the table.
    pub(crate) fn to_operation(client: &'a impl ClientInfo<Transport>, id: &str) -> Self {
        let found = client.inner().operation(id).and_then(|operation| {
            let method = Method::from_bytes(operation.method.as_bytes()).ok()?;
            Some((operation, method))
        });
        match found {
            Some((operation, method)) => {
                Self::new(client, operation, method, operation.path.into())
            }
            None => Self::new(client, any(&Method::GET), Method::GET, "/".into())
                .flawed(format!("there is no operation `{id}`")),
        }
    }

    fn new(
        client: &'a impl ClientInfo<Transport>,
        operation: &'static Operation,
        method: Method,
        path: Cow<'static, str>,
    ) -> Self {
        Self {
            http: client.client(),
            base_url: client.baseurl(),
            transport: client.inner(),
            operation,
            method,
            path,
            segments: BTreeMap::new(),
            query: Vec::new(),
            headers: Vec::new(),
            body: None,
            flaw: None,
        }
    }

    /// What is known of the operation; of a request to any path, only whether it may be repeated.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// Gives a parameter its value, as plain text.
    ///
    /// Of an operation its table says where the parameter goes; give one that is a list several times.
    /// Of a request to any path, a name that stands in braces in the path (`/users/{user_id}`) fills that
    /// place, encoded as one segment, and every other goes into the query.
    pub fn param(mut self, name: &str, value: impl fmt::Display) -> Self {
        let value = value.to_string();
        if self.operation.path.is_empty() {
            if self.path.contains(&format!("{{{name}}}")) {
                self.segments.insert(name.to_owned(), value);
            } else {
                self.query.push((name.to_owned(), value));
            }
            return self;
        }
        let known = self.operation.parameters;
        let Some(parameter) = known.iter().find(|parameter| parameter.name == name) else {
            let id = self.operation.id;
            let names: Vec<&str> = known.iter().map(|parameter| parameter.name).collect();
            let names = names.join("`, `");
            return self.flawed(format!("`{id}` has no parameter `{name}`, only `{names}`"));
        };
        if !parameter.kind.accepts(&value) {
            return self.flawed(format!("`{name}` is {}, not {value:?}", parameter.kind));
        }
        match parameter.place {
            Place::Path => {
                self.segments.insert(name.to_owned(), value);
            }
            Place::Query => {
                if !parameter.list {
                    self.query.retain(|(given, _)| given != name);
                }
                self.query.push((name.to_owned(), value));
            }
            Place::Header => self.headers.push((parameter.name.to_owned(), value)),
        }
        self
    }

    /// Sends this as the JSON body.
    pub fn json(mut self, body: &(impl Serialize + ?Sized)) -> Self {
        match serde_json::to_value(body) {
            Ok(body) => {
                self.body = Some(Payload::Json(body));
                self
            }
            Err(error) => self.flawed(format!("the body is no JSON: {error}")),
        }
    }

    /// Sends these bytes as the body, for content that is not JSON.
    pub fn body(mut self, content_type: impl Into<String>, body: impl Into<Bytes>) -> Self {
        self.body = Some(Payload::Raw(content_type.into(), body.into()));
        self
    }

    /// Sends this header too, for example `If-None-Match`. The credentials of the client cannot be replaced.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sends the request and decodes the answer, for example as a [`serde_json::Value`].
    ///
    /// An answer without a body counts as `null`.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] when the request is not complete or not sound; the predicates of [`Error`] say
    /// what the server answered.
    ///
    /// # Retries
    ///
    /// As the operation's [`retry`](Operation::retry) allows; to any path, as HTTP has it: `POST` and
    /// `PATCH` only when they provably did not run.
    ///
    /// Calls what its arguments name.
    pub async fn send<T: DeserializeOwned>(self) -> Result<T, Error> {
        let decode = |body: Bytes| {
            let nothing = body.iter().all(u8::is_ascii_whitespace);
            from_json(if nothing { b"null" } else { &body })
        };
        self.exchange(decode).await
    }

    /// Sends the request and gives the body of the answer as it is, for pictures and the like.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send).
    ///
    /// Calls what its arguments name.
    pub async fn bytes(self) -> Result<Bytes, Error> {
        self.exchange(Ok).await
    }

    /// Sends the request and gives the whole answer: status, headers, and the body as it is.
    ///
    /// A refusal is an answer like any other here, and no error; of its body, 64 KiB are kept. Headers that
    /// hold secrets are marked as sensitive.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send), but for what the server answers.
    ///
    /// Calls what its arguments name.
    pub async fn response(self) -> Result<http::Response<Bytes>, Error> {
        let operation = self.operation;
        let (http, transport) = (self.http, self.transport);
        let request = self.checked(Self::build)?;
        let answer = async {
            let response = transport.send(http, request, operation).await;
            let response = response.map_err(RawError::CommunicationError)?;
            let mut whole = http::Response::new(Bytes::new());
            *whole.status_mut() = response.status();
            *whole.version_mut() = response.version();
            *whole.headers_mut() = response.headers().clone();
            *whole.body_mut() = if response.status().is_success() {
                read::<_, ()>(response, Ok).await?.into_inner()
            } else {
                response
                    .bytes()
                    .await
                    .map_err(RawError::ResponseBodyError)?
            };
            Ok(whole)
        };
        match answer.await {
            Ok(answer) => Ok(answer),
            Err(error) => Err(Error::from_raw(operation.id, error).await),
        }
    }

    /// What would be sent, but for the credentials; nothing is sent.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] when the request is not complete or not sound.
    pub fn preview(&self) -> Result<http::Request<Bytes>, Error> {
        let request = self.clone().checked(Self::plain)?;
        let body = request.body().and_then(reqwest::Body::as_bytes);
        let body = Bytes::copy_from_slice(body.unwrap_or_default());
        let mut preview = http::Request::new(body);
        *preview.method_mut() = request.method().clone();
        *preview.headers_mut() = request.headers().clone();
        *preview.uri_mut() = request
            .url()
            .as_str()
            .parse()
            .map_err(|error| Error::Argument {
                operation: self.operation.id,
                reason: format!("the address is no URI: {error}"),
            })?;
        Ok(preview)
    }

    fn checked(
        self,
        build: impl FnOnce(Self) -> Result<reqwest::Request, String>,
    ) -> Result<reqwest::Request, Error> {
        let operation = self.operation.id;
        build(self).map_err(|reason| Error::Argument { operation, reason })
    }

    async fn exchange<T>(
        self,
        decode: impl FnOnce(Bytes) -> Result<T, DecodeError>,
    ) -> Result<T, Error> {
        let operation = self.operation;
        let (http, transport) = (self.http, self.transport);
        let request = self.checked(Self::build)?;
        let answer: Result<ResponseValue<T>, RawError<()>> =
            match transport.send(http, request, operation).await {
                Ok(response) if response.status().is_success() => read(response, decode).await,
                Ok(response) => Err(RawError::UnexpectedResponse(response)),
                Err(error) => Err(RawError::CommunicationError(error)),
            };
        crate::call::answer(operation.id, std::future::ready(answer)).await
    }

    /// The request with its credentials, or what is wrong with it.
    fn build(self) -> Result<reqwest::Request, String> {
        let (transport, operation) = (self.transport, self.operation);
        let mut request = self.plain()?;
        transport.authorize(&mut request, operation);
        Ok(request)
    }

    /// The request, or what is wrong with it.
    fn plain(self) -> Result<reqwest::Request, String> {
        if let Some(flaw) = self.flaw {
            return Err(flaw);
        }
        let path = fill(&self.path, &self.segments)?;
        let missing = |parameter: &&Parameter| {
            let name = parameter.name;
            let given = match parameter.place {
                Place::Path => self.segments.contains_key(name),
                Place::Query => self.query.iter().any(|(given, _)| given == name),
                Place::Header => {
                    let mut headers = self.headers.iter();
                    headers.any(|(given, _)| given.eq_ignore_ascii_case(name))
                }
            };
            parameter.required && !given
        };
        if let Some(parameter) = self.operation.parameters.iter().find(missing) {
            return Err(format!("`{}` is missing", parameter.name));
        }
        let mut url = Url::parse(&format!("{}{path}", self.base_url))
            .map_err(|error| format!("`{path}` is no path: {error}"))?;
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        let mut request = self.http.request(self.method, url);
        for (name, value) in self.headers {
            let mut value = HeaderValue::from_str(&value)
                .map_err(|_| format!("`{name}` holds characters that no header can carry"))?;
            value.set_sensitive(true);
            request = request.header(name, value);
        }
        request = match (self.body, self.operation.body) {
            (None, Some(body)) if body.required => return Err("the body is missing".to_owned()),
            (None, _) => request,
            (Some(_), None) if !self.operation.path.is_empty() => {
                return Err(format!("`{}` takes no body", self.operation.id));
            }
            (Some(Payload::Raw(kind, body)), _) => request.header(CONTENT_TYPE, kind).body(body),
            (Some(Payload::Json(_)), Some(body)) if body.kind == BodyKind::Multipart => {
                let id = self.operation.id;
                return Err(format!(
                    "`{id}` sends a file, which only its own function can"
                ));
            }
            (Some(Payload::Json(body)), Some(wanted)) if wanted.kind == BodyKind::Form => {
                request.form(&body)
            }
            (Some(Payload::Json(body)), _) => request.json(&body),
        };
        let request = request.build().map_err(|error| error.to_string())?;
        // URL parsers resolve `.` and `..`; the request would reach another place than was named.
        let wanted = path.split(['?', '#']).next().unwrap_or_default();
        if self.transport.path_of(&request) != wanted || path.contains('#') {
            return Err(LOST_SEGMENT.to_owned());
        }
        Ok(request)
    }

    fn flawed(mut self, flaw: String) -> Self {
        self.flaw.get_or_insert(flaw);
        self
    }
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Request")
            .field("operation", &self.operation.id)
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}

/// Puts arguments in the places that a path names in braces.
fn fill(path: &str, segments: &BTreeMap<String, String>) -> Result<String, String> {
    let (path, query) = path.split_at(path.find('?').unwrap_or(path.len()));
    let filled: Result<Vec<String>, String> = path
        .split('/')
        .map(|segment| {
            let name = segment
                .strip_prefix('{')
                .and_then(|name| name.strip_suffix('}'));
            let Some(name) = name else {
                return Ok(segment.to_owned());
            };
            match segments.get(name).map(String::as_str) {
                Some("" | "." | "..") => Err(LOST_SEGMENT.to_owned()),
                Some(value) => Ok(encode_path(value)),
                None => Err(format!("`{name}` is missing")),
            }
        })
        .collect();
    Ok(filled?.join("/") + query)
}

#[cfg(test)]
mod tests {
    use chatadm_fuzz::Target;
    use percent_encoding::percent_decode_str;

    use super::*;

    #[test]
    fn any_argument_stays_in_its_segment() {
        let base = Url::parse("https://example.org/prefix/").unwrap();
        let tally = Target::new("paths").run(|input| {
            let text = String::from_utf8_lossy(input).into_owned();
            let segments = BTreeMap::from([("a".to_owned(), text.clone())]);
            let Ok(path) = fill("/users/{a}/devices", &segments) else {
                assert!(["", ".", ".."].contains(&&*text), "{text:?}");
                return false;
            };
            let url = Url::parse(&format!("https://example.org/prefix{path}")).unwrap();
            assert_eq!(url.origin(), base.origin());
            assert_eq!((url.query(), url.fragment()), (None, None));
            let found: Vec<&str> = url.path_segments().unwrap().collect();
            let ["prefix", "users", own, "devices"] = found[..] else {
                panic!("{url} for {text:?}");
            };
            assert_eq!(percent_decode_str(own).decode_utf8().unwrap(), text);
            true
        });
        assert!(
            tally.accepted > 0 && tally.accepted < tally.executions,
            "{tally:?}"
        );
    }
}
