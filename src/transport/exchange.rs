//! One call: the request is sent, and sent again where that is harmless and likely to help.

use std::time::Duration;

use reqwest::{Request, Response, header::HeaderMap};
use tokio::time::Instant;
use tracing::{Instrument as _, debug, field};

use super::{body, hide_secrets, hint};
use crate::{
    Operation,
    retry::{Outcome, RetryPolicy, decide},
};

/// What a call needs besides its request.
pub(super) struct Exchange<'a> {
    pub(super) http: &'a reqwest::Client,
    pub(super) operation: &'a Operation,
    pub(super) retry: &'a RetryPolicy,
    pub(super) body_limit: usize,
}

impl Exchange<'_> {
    /// Sends the request under a span that names the operation; neither bodies nor secrets reach it.
    pub(super) async fn run(self, request: Request) -> reqwest::Result<Response> {
        let Operation {
            id, method, path, ..
        } = *self.operation;
        let span = tracing::debug_span!(
            "request",
            operation = id,
            method,
            path,
            attempt = field::Empty,
            status = field::Empty,
            request_id = field::Empty,
            duration_ms = field::Empty,
        );
        let started = Instant::now();
        let result = self
            .attempts(request, started)
            .instrument(span.clone())
            .await;
        span.record("duration_ms", millis(started.elapsed()));
        if let Ok(response) = &result {
            span.record("status", response.status().as_u16());
            if let Some(id) = request_id(response.headers()) {
                span.record("request_id", id);
            }
            let _entered = span.enter();
            debug!(
                operation = id,
                status = response.status().as_u16(),
                "answered"
            );
        }
        result
    }

    async fn attempts(&self, request: Request, started: Instant) -> reqwest::Result<Response> {
        let mut request = request;
        let mut attempt = 1;
        loop {
            // A body that streams cannot be sent twice, and is never replaced by an empty one.
            let again = request.try_clone();
            tracing::Span::current().record("attempt", attempt);
            let result = self.once(request).await;
            let outcome = judge(&result);
            let delay = decide(
                self.retry,
                self.operation.retry,
                attempt,
                started.elapsed(),
                outcome,
                fastrand::f64(),
            );
            let (Some(delay), Some(next)) = (delay, again) else {
                return result;
            };
            debug!(attempt, ?outcome, delay_ms = millis(delay), "sending again");
            pause(delay).await;
            request = next;
            attempt += 1;
        }
    }

    /// One attempt. The body of a failure is read here, so that its hints count and it cannot hang; the JSON
    /// of a success too, because until it is here the connection can still be lost.
    async fn once(&self, request: Request) -> reqwest::Result<Response> {
        let mut response = self.http.execute(request).await?;
        hide_secrets(response.headers_mut());
        if response.status().is_success() {
            response
                .extensions_mut()
                .insert(body::Limit(self.body_limit));
            return body::read_success(response).await;
        }
        Ok(body::read_failure(response).await)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "waiting between attempts is what this is for"
)]
async fn pause(delay: Duration) {
    tokio::time::sleep(delay).await;
}

fn judge(result: &reqwest::Result<Response>) -> Outcome {
    match result {
        Ok(response) => {
            let said = response.extensions().get::<body::Failure>();
            let said = said.map_or(&[][..], |failure| &failure.0);
            Outcome::Answered(response.status(), hint::wait(response.headers(), said))
        }
        Err(error) if error.is_connect() => Outcome::NotSent,
        Err(error) if error.is_timeout() => Outcome::TimedOut,
        Err(error) if error.is_builder() || error.is_redirect() => Outcome::TimedOut,
        Err(_) => Outcome::Lost,
    }
}

/// How Mattermost, and proxies before either server, name a request.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    headers.get("x-request-id")?.to_str().ok()
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
