//! Where things go wrong on purpose: a plan that chooses a fault for a request, and the connection that
//! can break below HTTP. The plan is empty until somebody fills it.

use std::{
    io,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::exchange::Reply;

/// What goes wrong with one request.
pub(super) enum Fault {
    /// The request is not carried out, and this is answered.
    Instead(Reply),
    /// The request is carried out, and this is made of its answer: another status, other headers, a body
    /// that comes in pieces or stops.
    Changed(Box<dyn FnOnce(Reply) -> Reply + Send>),
    /// The request is carried out, and the connection breaks while it is answered.
    Broken(Damage),
}

/// What a connection does to the bytes that are written to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Damage {
    /// So many more bytes get through, then the connection ends.
    Cut {
        /// How many.
        after: usize,
    },
}

/// The request that a fault may be for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Occasion<'a> {
    /// The operation, if it is one.
    pub(super) operation_id: Option<&'static str>,
    /// Which request for this operation it is, from 1; 0 when it is for none.
    pub(super) nth: u64,
    pub(super) method: &'a str,
    pub(super) path: &'a str,
}

/// Says of each request what goes wrong with it.
pub(super) type Rule = Box<dyn FnMut(&Occasion<'_>) -> Option<Fault> + Send>;

/// The rules of a sandbox; the first that has a fault for a request is followed.
#[derive(Default)]
pub(super) struct Plan(Mutex<Vec<Rule>>);

impl Plan {
    pub(super) fn add(&self, rule: Rule) {
        self.rules().push(rule);
    }

    pub(super) fn choose(&self, occasion: &Occasion<'_>) -> Option<Fault> {
        self.rules().iter_mut().find_map(|rule| rule(occasion))
    }

    fn rules(&self) -> std::sync::MutexGuard<'_, Vec<Rule>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How to break a connection from above.
#[derive(Debug, Clone, Default)]
pub(super) struct Handle(Arc<Mutex<Option<Damage>>>);

impl Handle {
    /// What is written from now on suffers this.
    pub(super) fn damage(&self, damage: Damage) {
        *self.state() = Some(damage);
    }

    fn state(&self) -> std::sync::MutexGuard<'_, Option<Damage>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection that can be broken.
pub(super) struct Wire<S> {
    stream: S,
    handle: Handle,
}

impl<S> Wire<S> {
    pub(super) fn new(stream: S, handle: Handle) -> Self {
        Self { stream, handle }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Wire<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Wire<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let damage = *self.handle.state();
        match damage {
            None => Pin::new(&mut self.stream).poll_write(context, bytes),
            Some(Damage::Cut { after: 0 }) => {
                Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()))
            }
            Some(Damage::Cut { after }) => {
                let through = &bytes[..bytes.len().min(after)];
                let written = ready!(Pin::new(&mut self.stream).poll_write(context, through))?;
                let after = after - written;
                self.handle.damage(Damage::Cut { after });
                Poll::Ready(Ok(written))
            }
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    #[tokio::test]
    async fn a_cut_lets_so_many_bytes_through() {
        let (near, mut far) = tokio::io::duplex(64);
        let handle = Handle::default();
        let mut wire = Wire::new(near, handle.clone());
        wire.write_all(b"whole").await.unwrap();
        handle.damage(Damage::Cut { after: 3 });
        wire.write_all(b"broken").await.unwrap_err();
        drop(wire);
        let mut seen = Vec::new();
        far.read_to_end(&mut seen).await.unwrap();
        assert_eq!(seen, b"wholebro");
    }
}
