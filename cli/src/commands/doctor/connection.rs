//! What is true of every server: the address, the encryption, the credentials, the answer and the clock.

use std::time::Instant;

use bytes::Bytes;
use chatadm::{Error, Request};
use http::Response;
use jiff::{Timestamp, fmt::rfc2822};

use super::check::Check;
use crate::{config::Connection, context::Context};

/// How many seconds two clocks may differ; the header has no fractions.
const SKEW: i64 = 5;
/// An answer that takes longer is worth a word.
const SLOW: u128 = 2000;

/// What was found out without the server.
pub(super) fn known(context: &Context, connection: &Connection) -> Vec<Check> {
    let Connection {
        address,
        address_from,
        token,
        ..
    } = connection;
    let socket = context.connect.unix_socket.as_ref();
    let socket = socket.or(connection.profile.unix_socket.as_ref());
    let is_insecure = context.connect.insecure || connection.profile.insecure;
    let encryption = match socket {
        Some(path) => Check::ok("encryption", format!("none; the socket {}", path.display())),
        None => encryption(address, is_insecure),
    };
    let source = token.as_ref().map_or("none", |token| &token.from);
    vec![
        Check::ok("address", format!("{address}, from {address_from}")),
        encryption,
        Check::ok("token source", source),
    ]
}

fn encryption(address: &str, is_insecure: bool) -> Check {
    if is_insecure && address.starts_with("https://") {
        return Check::warning(
            "encryption",
            "TLS, and nobody checks the certificate: the token can be read on its way",
            "name the authority with `--ca-cert` in place of `--insecure` (or `insecure` in the profile)",
        );
    }
    let Some(rest) = address.strip_prefix("http://") else {
        return Check::ok("encryption", "TLS, with a certificate that is verified");
    };
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    let is_local = host == "localhost" || host.starts_with("127.") || host == "[::1]";
    if is_local {
        return Check::ok("encryption", "none; the server is on this machine");
    }
    Check::warning(
        "encryption",
        "none: the token can be read on its way",
        "use an address with `https`, or `--unix-socket` on the server itself",
    )
}

/// Asks once, and tells how long that took and what the clock of the server says.
pub(super) async fn answer(request: Request<'_>) -> (Vec<Check>, Result<Response<Bytes>, Error>) {
    let operation = request.operation().id;
    let started = Instant::now();
    let answer = request.response().await;
    let took = started.elapsed().as_millis();
    let answer = match answer {
        Ok(answer) if answer.status().is_server_error() => {
            Err(Error::from_answer(operation, answer).await)
        }
        other => other,
    };
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) => {
            return (Vec::new(), Err(error));
        }
    };
    let detail = format!("answers in {took} ms ({:?})", answer.version());
    let latency = if took > SLOW {
        let hint = "the server or the way to it is slow; `--timeout` gives it more time";
        Check::warning("connection", detail, hint)
    } else {
        Check::ok("connection", detail)
    };
    let date = answer.headers().get("date");
    let date = date.and_then(|date| date.to_str().ok());
    (vec![latency, clock(date, Timestamp::now())], Ok(answer))
}

fn clock(date: Option<&str>, now: Timestamp) -> Check {
    let Some(date) = date.and_then(|date| rfc2822::parse(date).ok()) else {
        return Check::ok("clock", "the server does not tell the time");
    };
    let skew = now.as_second() - date.timestamp().as_second();
    if skew.abs() <= SKEW {
        return Check::ok("clock", "the same as here");
    }
    let (seconds, how) = (skew.abs(), if skew > 0 { "behind" } else { "ahead of" });
    Check::warning(
        "clock",
        format!("the server is {seconds} s {how} this machine"),
        "moments such as `30d` are counted from the clock here; set the wrong one",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(check: &Check) -> (String, String) {
        let document = check.document();
        let text = |name: &str| document[name].as_str().unwrap_or_default().to_owned();
        (text("result"), text("detail"))
    }

    #[test]
    fn a_clock_that_is_off_is_told_with_its_direction() {
        let now: Timestamp = "2026-01-02T00:00:30Z".parse().unwrap();
        let at = |date| told(&clock(Some(date), now));
        assert_eq!(at("Fri, 02 Jan 2026 00:00:27 GMT").0, "ok");
        let (result, detail) = at("Fri, 02 Jan 2026 00:00:00 GMT");
        assert_eq!(result, "warning");
        assert_eq!(detail, "the server is 30 s behind this machine");
        let (_, detail) = at("Fri, 02 Jan 2026 00:01:00 GMT");
        assert_eq!(detail, "the server is 30 s ahead of this machine");
        assert_eq!(told(&clock(Some("nonsense"), now)).0, "ok");
    }

    #[test]
    fn a_token_that_travels_in_the_open_is_warned_of() {
        for (address, result) in [
            ("https://example.org", "ok"),
            ("http://localhost:8008", "ok"),
            ("http://127.0.0.1:8008/prefix", "ok"),
            ("http://[::1]:8008", "ok"),
            ("http://example.org", "warning"),
            ("http://localhost.example.org", "warning"),
        ] {
            assert_eq!(told(&encryption(address, false)).0, result, "{address}");
        }
        assert_eq!(told(&encryption("https://example.org", true)).0, "warning");
    }
}
