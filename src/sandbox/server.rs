//! The server below both sandboxes: connections, routing, judging, and keeping what was received. What an
//! operation answers is a [`World`]'s business.

use std::{
    convert::Infallible,
    io,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use futures_util::future::{Either, select};
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, StreamBody, combinators::UnsyncBoxBody};
use hyper::{body::Frame, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::TcpStream,
    task::{JoinHandle, JoinSet},
};

use super::{
    contract::Contract,
    exchange::{Call, Content, Reply},
    faults::Elsewhere,
    gate::Gate,
    received::{Log, Received, Violation, plain},
    wire::{After, Handle, Mishap, Occasion, Plan, Wire},
};
use crate::wait::rest;

/// The state of a server, and what it makes of requests.
pub(crate) trait World: Send {
    /// Carries a request out.
    fn answer(&mut self, call: &Call) -> Reply;

    /// Answers what is no operation. The path may be that of another method.
    fn unrecognized(&self, is_known_path: bool) -> Reply;

    /// Refuses a request that breaks the document.
    fn refuse(&self, reason: &str) -> Reply;
}

/// What the connections of a sandbox share.
pub(super) struct Shared {
    pub(super) contract: &'static Contract,
    pub(super) world: Mutex<Box<dyn World>>,
    pub(super) log: Mutex<Log>,
    pub(super) plan: Plan,
    pub(super) gate: Gate,
    /// Where redirects lead.
    pub(super) elsewhere: Elsewhere,
    /// Whether requests are held to the document.
    pub(super) is_strict: bool,
}

/// A server that runs until it is dropped.
#[derive(Debug)]
pub(super) struct Server {
    task: JoinHandle<()>,
}

impl Server {
    pub(super) fn start(shared: Arc<Shared>) -> Self {
        let task = tokio::spawn(accept(shared));
        Self { task }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(shared: Arc<Shared>) {
    // Connections end with the set, and the set with this task.
    let mut connections = JoinSet::new();
    loop {
        if let Ok(stream) = shared.gate.accept().await {
            connections.spawn(serve(stream, Arc::clone(&shared)));
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn serve(stream: TcpStream, shared: Arc<Shared>) {
    // Answers are small and waited for; without this each would wait for an acknowledgement.
    let _ = stream.set_nodelay(true);
    let mut closed = shared.gate.watch();
    let handle = Handle::default();
    let wire = TokioIo::new(Wire::new(stream, handle.clone()));
    let service = service_fn(move |request| {
        let (shared, handle) = (Arc::clone(&shared), handle.clone());
        async move { Ok::<_, Infallible>(shared.respond(request, &handle).await) }
    });
    let mut connection = pin!(http1::Builder::new().serve_connection(wire, service));
    // What goes wrong here is the client going away, or a fault of the plan.
    if let Either::Right((_, connection)) =
        select(connection.as_mut(), pin!(closed.changed())).await
    {
        let mut connection = connection;
        connection.as_mut().graceful_shutdown();
        let _ = connection.await;
    }
}

/// The body of an answer as hyper takes it.
type Body = UnsyncBoxBody<Bytes, io::Error>;

impl Shared {
    pub(super) fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn world(&self) -> MutexGuard<'_, Box<dyn World>> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Refuses connections, for ever or for a while.
    pub(super) fn refuse(self: &Arc<Self>, outage: Option<Duration>) {
        self.gate.close();
        let Some(outage) = outage else { return };
        let shared = Arc::downgrade(self);
        tokio::spawn(async move {
            rest(outage).await;
            if let Some(shared) = shared.upgrade() {
                shared.gate.open();
            }
        });
    }

    async fn respond(&self, request: Request<Incoming>, handle: &Handle) -> Response<Body> {
        let (head, body) = request.into_parts();
        let reply = match body.collect().await {
            Ok(body) => self.reply(&head, body.to_bytes(), handle),
            Err(error) => self.world().refuse(&format!("/body: {error}")),
        };
        into_response(reply)
    }

    fn reply(&self, head: &http::request::Parts, body: Bytes, handle: &Handle) -> Reply {
        let (method, path) = (head.method.as_str(), head.uri.path());
        let query = pairs(head.uri.query().unwrap_or_default());
        let route = self.contract.route(method, path);
        let operation = route.as_ref().map(|(operation, _)| *operation);
        let operation_id = operation.map(|operation| operation.id);
        if let Some(id) = operation_id {
            self.log().count(id);
        }
        let mut received = Received {
            operation_id,
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.clone(),
            body: serde_json::from_slice(&body).unwrap_or_default(),
            status: 0,
            template: operation.map_or("", |operation| operation.path),
        };
        let mishap = self.plan.choose(&Occasion {
            operation,
            query: &query,
        });
        let carry_out = || match route {
            Some((operation, segments)) => self.carry_out(&Call {
                operation,
                segments,
                query,
                headers: head.headers.clone(),
                body,
                target: head.uri.to_string(),
            }),
            None => self.unrecognized(method, path),
        };
        let reply = match mishap {
            None => carry_out(),
            Some(Mishap::Instead(reply)) => reply,
            Some(Mishap::Changed(change)) => change(carry_out()),
            Some(Mishap::Broken(mut damage)) => {
                let reply = carry_out();
                if let (After::HalfTheBody, Content::Whole(body)) = (damage.after, &reply.body) {
                    damage.after = After::Body(body.len() / 2);
                }
                handle.damage(damage);
                reply
            }
            Some(Mishap::Lost(damage)) => {
                handle.damage(damage);
                self.log().add(received);
                // None of it gets through.
                return Reply::from(serde_json::Value::Null);
            }
        };
        received.status = plain(reply.status);
        self.log().add(received);
        reply
    }

    fn carry_out(&self, call: &Call) -> Reply {
        let violations = if self.is_strict {
            self.contract.violations(call)
        } else {
            Vec::new()
        };
        match violations.first() {
            None => self.world().answer(call),
            Some(first) => {
                self.log().breach(&violations);
                self.world().refuse(&first.to_string())
            }
        }
    }

    fn unrecognized(&self, method: &str, path: &str) -> Reply {
        if self.is_strict {
            let reason = format!("there is no operation {method} {path}");
            let violation = Violation::new(None, "/path".to_owned(), reason);
            self.log().breach(&[violation]);
        }
        self.world().unrecognized(self.contract.knows(path))
    }
}

fn into_response(reply: Reply) -> Response<Body> {
    let body = match reply.body {
        Content::Whole(bytes) => {
            let body = Full::new(bytes).map_err(|never| match never {});
            body.boxed_unsync()
        }
        Content::Pieces(pieces) => {
            let frames = futures_util::StreamExt::map(pieces, |piece| piece.map(Frame::data));
            StreamBody::new(frames).boxed_unsync()
        }
    };
    let mut response = Response::new(body);
    *response.status_mut() = reply.status;
    *response.headers_mut() = reply.headers;
    if reply.status == StatusCode::NO_CONTENT {
        response.headers_mut().remove(http::header::CONTENT_TYPE);
    }
    response
}

/// A query as pairs, `+` and percent signs decoded.
pub(super) fn pairs(query: &str) -> Vec<(String, String)> {
    let decode = |text: &str| {
        let spaced = text.replace('+', " ");
        let decoded = percent_encoding::percent_decode_str(&spaced).decode_utf8_lossy();
        decoded.into_owned()
    };
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}
