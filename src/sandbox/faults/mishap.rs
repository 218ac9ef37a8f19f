//! What each fault does to a request.

use std::{convert::Infallible, time::Duration};

use bytes::Bytes;
use futures_util::stream::{self, Stream, StreamExt as _};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::Value;

use super::{
    Fault, bomb,
    pages::Place,
    refusal,
    shape::{self, Shape},
};
use crate::sandbox::{
    exchange::{Content, Reply},
    server::Shared,
    wire::{After, Damage, Mishap, Occasion, Then},
};

/// A page as proxies send it.
const HTML: &str = "<!DOCTYPE html><html><body><h1>It did not work</h1></body></html>";

/// What no client of HTTP understands.
const NOISE: &[u8] = b"\x00\x01 SSH-2.0-server\r\n\r\n";

/// The pause before each byte of a drip.
const DRIP: Duration = Duration::from_secs(1);

/// How large the pieces of endless bodies are.
const PIECE: usize = 8 * 1024;

const NOTHING: After = After::Bytes(0);

impl Fault {
    /// What happens to a request.
    pub(super) fn mishap(self, occasion: &Occasion<'_>, shared: &Shared) -> Mishap {
        let operation = occasion.operation;
        let broken = |after, then| Mishap::Broken(Damage { after, then });
        match self {
            // The port is closed elsewhere; a request that got through can only be cut off.
            Self::ConnectionRefused | Self::ResetBeforeRequest => Mishap::Lost(Damage {
                after: NOTHING,
                then: Then::Reset,
            }),
            Self::ResetAfterRequest => broken(NOTHING, Then::Reset),
            Self::ResetMidBody => broken(After::HalfTheBody, Then::Reset),
            Self::ClosedMidBody => broken(After::HalfTheBody, Then::Close),
            Self::StalledHeaders => broken(NOTHING, Then::Stall),
            Self::StalledBody => broken(After::HalfTheBody, Then::Stall),
            Self::SlowDrip => broken(NOTHING, Then::Drip(DRIP)),
            Self::NotHttp => broken(NOTHING, Then::Say(NOISE)),
            Self::HtmlBadGateway => changed(|_| html(StatusCode::BAD_GATEWAY, HTML)),
            Self::HtmlSuccess => changed(|_| html(StatusCode::OK, HTML)),
            Self::Unavailable => {
                Mishap::Instead(refusal::failed(operation, StatusCode::SERVICE_UNAVAILABLE))
            }
            Self::InternalError => {
                let status = StatusCode::INTERNAL_SERVER_ERROR;
                Mishap::Instead(refusal::failed(operation, status))
            }
            Self::RedirectElsewhere => Mishap::Instead(redirect(shared)),
            Self::ExpiredToken => Mishap::Instead(refusal::expired(operation)),
            Self::LimitedSeconds
            | Self::LimitedDate
            | Self::LimitedMilliseconds
            | Self::LimitedReset
            | Self::LimitedUnexplained
            | Self::LimitedNegative
            | Self::LimitedYear9999 => Mishap::Instead(refusal::limited(operation, self)),
            Self::TruncatedJson => changed(|reply| with_bytes(reply, half)),
            Self::InvalidUtf8 => changed(|reply| with_bytes(reply, not_utf8)),
            Self::WrongContentType => changed(|mut reply| {
                let kind = HeaderValue::from_static("text/html; charset=utf-8");
                reply.headers.insert(header::CONTENT_TYPE, kind);
                reply
            }),
            Self::EmptySuccess => changed(|reply| Reply {
                body: Content::Whole(Bytes::new()),
                ..reply
            }),
            Self::EndlessBody => changed(|reply| in_pieces(reply, endless())),
            Self::EndlessFailure => {
                changed(|_| in_pieces(html(StatusCode::BAD_GATEWAY, ""), endless()))
            }
            Self::DecompressionBomb => changed(|reply| {
                let mut reply = in_pieces(reply, bomb::pieces());
                let gzip = HeaderValue::from_static("gzip");
                reply.headers.insert(header::CONTENT_ENCODING, gzip);
                reply
            }),
            Self::UnknownFields
            | Self::UnknownValues
            | Self::NullValues
            | Self::FloatNumbers
            | Self::RepeatedCursor
            | Self::EndlessPages
            | Self::DuplicateItems
            | Self::ShrinkingPages => self.misshapen(occasion, shared),
        }
    }

    /// An answer whose JSON is changed.
    fn misshapen(self, occasion: &Occasion<'_>, shared: &Shared) -> Mishap {
        let (contract, operation) = (shared.contract, occasion.operation);
        let shape = operation.and_then(|operation| Shape::of(contract, operation));
        let place = Place::of(occasion, shape);
        changed(move |reply| {
            let whole = match &reply.body {
                Content::Whole(bytes) => serde_json::from_slice::<Value>(bytes).ok(),
                Content::Pieces(_) => None,
            };
            let (true, Some(mut body)) = (reply.status.is_success(), whole) else {
                return reply;
            };
            match self {
                Self::UnknownFields => shape::unknown_fields(shape, &mut body),
                Self::UnknownValues => {
                    if !shape::unknown_values(shape, &mut body) {
                        return refusal::new(operation);
                    }
                }
                Self::NullValues => shape::null_values(shape, &mut body),
                Self::FloatNumbers => shape::float_numbers(shape, &mut body),
                Self::RepeatedCursor => place.repeat(&mut body),
                Self::EndlessPages => place.go_on(&mut body),
                Self::DuplicateItems => place.duplicate(&mut body),
                _ => place.shrink(&mut body),
            }
            with_bytes(reply, |_| body.to_string().into())
        })
    }
}

fn changed(change: impl FnOnce(Reply) -> Reply + Send + 'static) -> Mishap {
    Mishap::Changed(Box::new(change))
}

fn html(status: StatusCode, text: &'static str) -> Reply {
    Reply::bytes(status, HeaderValue::from_static("text/html"), text)
}

fn redirect(shared: &Shared) -> Reply {
    // Where no port can be had, one that nobody listens at will do: nobody is to go there.
    let elsewhere = shared.elsewhere.url();
    let elsewhere = elsewhere.unwrap_or_else(|_| "http://127.0.0.1:9/".to_owned());
    let mut reply = html(StatusCode::FOUND, HTML);
    if let Ok(location) = HeaderValue::from_str(&elsewhere) {
        reply.headers.insert(header::LOCATION, location);
    }
    reply
}

/// Another body; what comes in pieces stays.
fn with_bytes(reply: Reply, change: impl FnOnce(&[u8]) -> Bytes) -> Reply {
    let body = match reply.body {
        Content::Whole(bytes) => Content::Whole(change(&bytes)),
        pieces @ Content::Pieces(_) => pieces,
    };
    Reply { body, ..reply }
}

fn half(body: &[u8]) -> Bytes {
    Bytes::copy_from_slice(&body[..body.len() / 2])
}

/// The first text gets a byte that is no character.
fn not_utf8(body: &[u8]) -> Bytes {
    let mark = br#":""#;
    let found = body.windows(mark.len()).position(|bytes| bytes == mark);
    match found {
        Some(found) => {
            let (before, after) = body.split_at(found + mark.len());
            [before, b"\xff", after].concat().into()
        }
        None => Bytes::from_static(b"\"\xff\""),
    }
}

fn in_pieces(
    reply: Reply,
    pieces: impl Stream<Item = Result<Bytes, Infallible>> + Send + 'static,
) -> Reply {
    let pieces = pieces.map(|piece| piece.map_err(|never| match never {}));
    let mut headers: HeaderMap = reply.headers;
    headers.remove(header::CONTENT_LENGTH);
    Reply {
        status: reply.status,
        headers,
        body: Content::Pieces(Box::pin(pieces)),
    }
}

/// A text without end.
fn endless() -> impl Stream<Item = Result<Bytes, Infallible>> + Send {
    let first = Bytes::from_static(b"\"");
    let again = Bytes::from(vec![b'a'; PIECE]);
    stream::iter([first]).chain(stream::repeat(again)).map(Ok)
}
