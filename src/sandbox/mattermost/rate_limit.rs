//! How many requests a second are answered, where the settings limit that: each makes the moment at which
//! all would be as in the beginning later by the same time, and none may make it later than the burst.

use std::collections::BTreeMap;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use super::World;
use crate::sandbox::exchange::{Call, Reply};

/// When all will be as in the beginning, by who asks.
#[derive(Debug, Default)]
pub(super) struct RateLimit(BTreeMap<String, i64>);

impl World {
    /// What the headers say of the limit, or the refusal.
    pub(super) fn limit(&mut self, call: &Call) -> Result<HeaderMap, Box<Reply>> {
        const SECTION: &str = "RateLimitSettings";
        let mut headers = HeaderMap::new();
        if !self.configuration.is_on(SECTION, "Enable") {
            return Ok(headers);
        }
        let mut keys = Vec::new();
        if self.configuration.is_on(SECTION, "VaryByRemoteAddr") {
            // All come from here.
            keys.push("127.0.0.1".to_owned());
        }
        if self.configuration.is_on(SECTION, "VaryByUser")
            && let Ok(caller) = self.caller(call)
        {
            keys.push(caller.user);
        }
        let rate = self.configuration.number(SECTION, "PerSec").max(1);
        let burst = self.configuration.number(SECTION, "MaxBurst").max(0);
        let (step, now) = (1000 / rate, self.clock.now());
        let room = step * (burst + 1);
        for key in keys {
            let full = self.rate_limit.0.entry(key).or_insert(now);
            let next = (*full).max(now) + step;
            let is_over = next - now > room;
            if !is_over {
                *full = next;
            }
            let ahead = *full - now;
            for (name, value) in [
                ("x-ratelimit-limit", burst + 1),
                ("x-ratelimit-remaining", (room - ahead) / step),
                ("x-ratelimit-reset", seconds(ahead)),
            ] {
                headers.append(HeaderName::from_static(name), HeaderValue::from(value));
            }
            if is_over {
                return Err(Box::new(refusal(headers, seconds(next - now - room))));
            }
        }
        Ok(headers)
    }
}

/// Seconds, rounded up.
fn seconds(milliseconds: i64) -> i64 {
    (milliseconds + 999) / 1000
}

fn refusal(headers: HeaderMap, wait: i64) -> Reply {
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    let mut reply = Reply::bytes(StatusCode::TOO_MANY_REQUESTS, kind, "limit exceeded\n");
    reply.headers.extend(headers);
    reply
        .headers
        .insert(header::RETRY_AFTER, HeaderValue::from(wait));
    let sniff = HeaderName::from_static("x-content-type-options");
    reply
        .headers
        .insert(sniff, HeaderValue::from_static("nosniff"));
    reply
}
