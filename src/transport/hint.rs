//! How long a server asks to be left alone.

use std::time::Duration;

use reqwest::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};
use serde::Deserialize;

/// Where a number is too large to be seconds from now and must be a time since 1970.
const EPOCH_SECONDS: u64 = 1_000_000_000;

/// What counts as for ever. It can be added to any moment.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// The wait that an answer names: in its body (Synapse, milliseconds), in `Retry-After` (seconds or a
/// date), or in `X-Ratelimit-Reset` (Mattermost, seconds from now, although also written of as a time).
///
/// Nonsense counts as nothing said, and what is longer than a year as a year. Dates are compared with the server's own `Date`, so that a wrong
/// clock on either side does not matter and none is read.
pub(crate) fn wait(headers: &HeaderMap, body: &[u8]) -> Option<Duration> {
    in_body(body)
        .or_else(|| in_retry_after(headers))
        .or_else(|| in_rate_limit_reset(headers))
        .map(|wait| wait.min(LONGEST))
}

#[derive(Deserialize)]
struct Said {
    retry_after_ms: u64,
}

fn in_body(body: &[u8]) -> Option<Duration> {
    let said: Said = serde_json::from_slice(body).ok()?;
    Some(Duration::from_millis(said.retry_after_ms))
}

fn in_retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let until = httpdate::parse_http_date(value).ok()?;
    // A date that has passed means now.
    Some(
        until
            .duration_since(server_time(headers)?)
            .unwrap_or_default(),
    )
}

fn in_rate_limit_reset(headers: &HeaderMap) -> Option<Duration> {
    let name = HeaderName::from_static("x-ratelimit-reset");
    let seconds: u64 = headers.get(name)?.to_str().ok()?.trim().parse().ok()?;
    if seconds < EPOCH_SECONDS {
        return Some(Duration::from_secs(seconds));
    }
    let until = std::time::UNIX_EPOCH.checked_add(Duration::from_secs(seconds))?;
    Some(
        until
            .duration_since(server_time(headers)?)
            .unwrap_or_default(),
    )
}

fn server_time(headers: &HeaderMap) -> Option<std::time::SystemTime> {
    httpdate::parse_http_date(headers.get(DATE)?.to_str().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(headers: &[(&'static str, &'static str)], body: &str) -> Option<f64> {
        let headers = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()))
            .collect();
        wait(&headers, body.as_bytes()).map(|wait| wait.as_secs_f64())
    }

    const NOW: (&str, &str) = ("date", "Sat, 21 Nov 2026 10:00:00 GMT");

    #[test]
    fn each_form_is_understood() {
        let body = r#"{"errcode": "M_LIMIT_EXCEEDED", "error": "x", "retry_after_ms": 1500}"#;
        assert_eq!(
            seconds(&[("retry-after", "2")], body),
            Some(1.5),
            "milliseconds are the finer word"
        );
        assert_eq!(
            seconds(&[("retry-after", "2")], "limit exceeded"),
            Some(2.0)
        );
        assert_eq!(
            seconds(&[NOW, ("retry-after", "Sat, 21 Nov 2026 10:00:07 GMT")], ""),
            Some(7.0)
        );
        assert_eq!(seconds(&[("x-ratelimit-reset", "1")], ""), Some(1.0));
        assert_eq!(
            seconds(&[NOW, ("x-ratelimit-reset", "1795255203")], ""),
            Some(3.0)
        );
    }

    #[test]
    fn a_time_that_has_passed_means_now() {
        assert_eq!(
            seconds(&[NOW, ("retry-after", "Sat, 21 Nov 2026 09:00:00 GMT")], ""),
            Some(0.0)
        );
    }

    #[test]
    fn for_ever_is_a_year() {
        let year = Some(LONGEST.as_secs_f64());
        assert_eq!(
            seconds(&[("retry-after", "18446744073709551615")], ""),
            year
        );
        assert_eq!(
            seconds(&[], r#"{"retry_after_ms": 18446744073709551615}"#),
            year
        );
        let far = ("x-ratelimit-reset", "253402300799");
        assert_eq!(seconds(&[NOW, far], ""), year);
    }

    #[test]
    fn nonsense_counts_as_nothing_said() {
        for value in [
            "-5",
            "soon",
            "",
            "1e3",
            "99999999999999999999",
            "Sat, 21 Nov 2026 10:00:07 GMT",
        ] {
            assert_eq!(
                seconds(&[("retry-after", value)], r#"{"retry_after_ms": -1}"#),
                None,
                "{value}"
            );
        }
    }
}
