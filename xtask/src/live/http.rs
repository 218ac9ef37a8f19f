//! A small blocking HTTP client for the two APIs of one server.
//!
//! The library under test is no dependency of the tasks, and must not be: it would grade itself.

use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use ureq::http::Response;
use ureq::{Agent, Body};

use super::interrupt;

/// Everything but the unreserved characters of RFC 3986 is escaped in one segment of a path.
const SEGMENT: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
/// No seeding call takes a second; a stuck server should not hang a job.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Fills each `{}` of the template with one percent-encoded argument.
pub(crate) fn path(template: &str, arguments: &[&str]) -> String {
    debug_assert_eq!(
        template.matches("{}").count(),
        arguments.len(),
        "{template}"
    );
    let mut arguments = arguments.iter();
    let mut parts = template.split("{}");
    let mut path = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        path.push_str(&encode(arguments.next().copied().unwrap_or_default()));
        path.push_str(part);
    }
    path
}

/// Percent-encodes one path segment or query value.
pub(crate) fn encode(value: &str) -> String {
    utf8_percent_encode(value, &SEGMENT).to_string()
}

/// What the server said.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: Value,
    request: String,
}

impl Reply {
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Whether the server has no such endpoint, as an older release has not.
    pub(crate) fn is_unrecognized(&self) -> bool {
        self.body["errcode"] == "M_UNRECOGNIZED"
    }

    /// The body of a success; anything else is an error.
    pub(crate) fn success(self) -> Result<Value> {
        if self.is_success() {
            return Ok(self.body);
        }
        bail!("{} answered {}: {}", self.request, self.status, self.body)
    }
}

/// The server, without an identity.
#[derive(Debug, Clone)]
pub(crate) struct Api {
    agent: Agent,
    base_url: String,
}

impl Api {
    pub(crate) fn new(base_url: &str) -> Self {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(TIMEOUT))
            // A proxy of the machine knows nothing of this loopback server.
            .proxy(None)
            .build()
            .into();
        Self {
            agent,
            base_url: base_url.to_owned(),
        }
    }

    /// Sends a JSON body, or none, as the holder of the token.
    pub(crate) fn json(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: Option<&Value>,
    ) -> Result<Reply> {
        let bytes = body.map(Value::to_string).map(String::into_bytes);
        self.call(method, path, token, "application/json", bytes.as_deref())
    }

    /// Sends bytes of any type.
    pub(crate) fn call(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        content_type: &str,
        body: Option<&[u8]>,
    ) -> Result<Reply> {
        interrupt::check()?;
        let url = format!("{}{path}", self.base_url);
        let request = format!("{method} {path}");
        let authorization = token.map(|token| format!("Bearer {token}"));
        // The agent types requests by whether they may have a body. Nothing read here takes one.
        let response = if method == "GET" {
            let mut builder = self.agent.get(&url);
            if let Some(value) = authorization {
                builder = builder.header("Authorization", value);
            }
            builder.call()
        } else {
            let mut builder = match method {
                "PUT" => self.agent.put(&url),
                "POST" => self.agent.post(&url),
                "DELETE" => self.agent.delete(&url).force_send_body(),
                other => bail!("{other} is not a method in use here"),
            };
            if let Some(value) = authorization {
                builder = builder.header("Authorization", value);
            }
            builder
                .content_type(content_type)
                .send(body.unwrap_or_default())
        };
        read(response.with_context(|| request.clone())?, request)
    }
}

fn read(response: Response<Body>, request: String) -> Result<Reply> {
    let status = response.status().as_u16();
    let text = response
        .into_body()
        .read_to_string()
        .with_context(|| request.clone())?;
    // An error page of something that is not the server should be shown, not hidden by a parser.
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Ok(Reply {
        status,
        body,
        request,
    })
}

/// The server, seen by one account.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) api: Api,
    pub(crate) user_id: String,
    pub(crate) token: String,
}

impl Session {
    /// The session that a login or a registration answered with.
    pub(crate) fn from_answer(api: &Api, answer: &Value) -> Result<Self> {
        Ok(Self {
            api: api.clone(),
            user_id: text(answer, "user_id")?,
            token: text(answer, "access_token")?,
        })
    }

    /// Sends a request and leaves the judgement of the answer to the caller.
    pub(crate) fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Reply> {
        self.api.json(method, path, Some(&self.token), body)
    }

    pub(crate) fn get(&self, path: &str) -> Result<Value> {
        self.send("GET", path, None)?.success()
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Result<Value> {
        self.send("POST", path, Some(body))?.success()
    }

    pub(crate) fn put(&self, path: &str, body: &Value) -> Result<Value> {
        self.send("PUT", path, Some(body))?.success()
    }

    pub(crate) fn delete(&self, path: &str, body: &Value) -> Result<Value> {
        self.send("DELETE", path, Some(body))?.success()
    }
}

/// A member of an answer that has to be text.
pub(crate) fn text(answer: &Value, key: &str) -> Result<String> {
    answer[key]
        .as_str()
        .map(str::to_owned)
        .with_context(|| format!("no text under `{key}` in {answer}"))
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn each_argument_stays_one_segment() {
        assert_eq!(
            path("/users/{}/devices/{}", &["@a/b+c:example.test", "x y%?#"]),
            "/users/%40a%2Fb%2Bc%3Aexample.test/devices/x%20y%25%3F%23"
        );
    }
}
