//! The server below both sandboxes: connections, routing, judging, and keeping what was received. What an
//! operation answers is a [`World`]'s business.

use std::{
    convert::Infallible,
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, StreamBody, combinators::UnsyncBoxBody};
use hyper::{body::Frame, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};

use super::{
    contract::Contract,
    exchange::{Call, Content, Reply},
    received::{Log, Received, Violation, plain},
    wire::{Fault, Handle, Occasion, Plan, Wire},
};

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
    /// Whether requests are held to the document.
    pub(super) is_strict: bool,
}

/// A server that runs until it is dropped.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) address: SocketAddr,
    task: JoinHandle<()>,
}

impl Server {
    pub(super) async fn start(shared: Arc<Shared>) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let task = tokio::spawn(accept(listener, shared));
        Ok(Self { address, task })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    // Connections end with the set, and the set with this task.
    let mut connections = JoinSet::new();
    loop {
        if let Ok((stream, _)) = listener.accept().await {
            connections.spawn(serve(stream, Arc::clone(&shared)));
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn serve(stream: TcpStream, shared: Arc<Shared>) {
    // Answers are small and waited for; without this each would wait for an acknowledgement.
    let _ = stream.set_nodelay(true);
    let handle = Handle::default();
    let wire = TokioIo::new(Wire::new(stream, handle.clone()));
    let service = service_fn(move |request| {
        let (shared, handle) = (Arc::clone(&shared), handle.clone());
        async move { Ok::<_, Infallible>(shared.respond(request, &handle).await) }
    });
    // What goes wrong here is the client going away, or a fault of the plan.
    let _ = http1::Builder::new().serve_connection(wire, service).await;
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
        let nth = operation_id.map_or(0, |id| self.log().count(id));
        let mut received = Received {
            operation_id,
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.clone(),
            body: serde_json::from_slice(&body).unwrap_or_default(),
            status: 0,
            template: operation.map_or("", |operation| operation.path),
        };
        let fault = self.plan.choose(&Occasion {
            operation_id,
            nth,
            method,
            path,
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
        let reply = match fault {
            None => carry_out(),
            Some(Fault::Instead(reply)) => reply,
            Some(Fault::Changed(change)) => change(carry_out()),
            Some(Fault::Broken(damage)) => {
                let reply = carry_out();
                handle.damage(damage);
                reply
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
