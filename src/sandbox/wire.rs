//! Where things go wrong on purpose: a plan that chooses a mishap for a request, and the connection that
//! can break below HTTP. The plan is empty until somebody fills it; what can be put into it is in `faults`.

use std::{
    future::Future,
    io,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};

use super::exchange::Reply;
use crate::{Operation, wait::rest};

/// What goes wrong with one request.
pub(super) enum Mishap {
    /// The request is not carried out, and this is answered.
    Instead(Reply),
    /// The request is carried out, and this is made of its answer: another status, other headers, a body
    /// that comes in pieces or stops.
    Changed(Box<dyn FnOnce(Reply) -> Reply + Send>),
    /// The request is carried out, and the connection breaks while it is answered.
    Broken(Damage),
    /// The connection breaks, and the request is not carried out.
    Lost(Damage),
}

/// What a connection does to the answer that is written to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Damage {
    pub(super) after: After,
    pub(super) then: Then,
}

/// How much of an answer gets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    /// So many bytes of it.
    Bytes(usize),
    /// Its head, and so many bytes of its body.
    Body(usize),
    /// Its head, and half of its body.
    HalfTheBody,
}

/// What happens then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    /// The connection is closed.
    Close,
    /// The connection is reset.
    Reset,
    /// Nothing, for ever.
    Stall,
    /// One byte comes after each of these pauses.
    Drip(Duration),
    /// This comes, and the connection is closed.
    Say(&'static [u8]),
}

/// The request that a mishap may be for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Occasion<'a> {
    /// The operation, if it is one.
    pub(super) operation: Option<&'static Operation>,
    pub(super) query: &'a [(String, String)],
}

/// Says of each request what goes wrong with it.
pub(super) type Rule = Box<dyn FnMut(&Occasion<'_>) -> Option<Mishap> + Send>;

/// The rules of a sandbox; the first that has a mishap for a request is followed.
#[derive(Default)]
pub(super) struct Plan(Mutex<Vec<Rule>>);

impl Plan {
    pub(super) fn add(&self, rule: Rule) {
        self.rules().push(rule);
    }

    pub(super) fn clear(&self) {
        self.rules().clear();
    }

    pub(super) fn choose(&self, occasion: &Occasion<'_>) -> Option<Mishap> {
        self.rules().iter_mut().find_map(|rule| rule(occasion))
    }

    fn rules(&self) -> MutexGuard<'_, Vec<Rule>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How to break a connection from above.
#[derive(Debug, Clone, Default)]
pub(super) struct Handle(Arc<Mutex<Option<Damage>>>);

impl Handle {
    /// The answer that is written from now on suffers this.
    pub(super) fn damage(&self, damage: Damage) {
        *self.state() = Some(damage);
    }

    fn state(&self) -> MutexGuard<'_, Option<Damage>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection that can be reset.
pub(super) trait Resettable {
    /// Makes the end of the connection a reset instead of an orderly close.
    fn reset_at_the_end(&self);
}

impl Resettable for TcpStream {
    fn reset_at_the_end(&self) {
        // Where this cannot be, the peer sees the connection closed instead.
        let _ = self.set_zero_linger();
    }
}

/// A connection that can be broken.
pub(super) struct Wire<S> {
    stream: S,
    handle: Handle,
    /// The pause before the next byte of a drip.
    pause: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    /// What is left to be said of [`Then::Say`].
    said: usize,
}

impl<S> Wire<S> {
    pub(super) fn new(stream: S, handle: Handle) -> Self {
        Self {
            stream,
            handle,
            pause: None,
            said: 0,
        }
    }
}

impl<S: AsyncWrite + Resettable + Unpin> Wire<S> {
    /// Writes as much as gets through before the end, or does what happens then.
    fn write_damaged(
        &mut self,
        damage: Damage,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let left = match damage.after {
            After::Bytes(left) => left,
            After::Body(body) => match end_of_head(bytes) {
                Some(head) => head + body,
                // The head goes on.
                None => return Pin::new(&mut self.stream).poll_write(context, bytes),
            },
            // The body was not whole, so that nobody knew its half.
            After::HalfTheBody => 0,
        };
        if left == 0 {
            return self.end(damage.then, context, bytes);
        }
        let through = &bytes[..bytes.len().min(left)];
        let written = ready!(Pin::new(&mut self.stream).poll_write(context, through))?;
        self.handle.damage(Damage {
            after: After::Bytes(left - written),
            ..damage
        });
        Poll::Ready(Ok(written))
    }

    fn end(
        &mut self,
        then: Then,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let broken = || Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        match then {
            Then::Close => broken(),
            Then::Reset => {
                self.stream.reset_at_the_end();
                broken()
            }
            Then::Stall => Poll::Pending,
            Then::Drip(pause) => {
                let waiting = self.pause.get_or_insert_with(|| Box::pin(rest(pause)));
                ready!(waiting.as_mut().poll(context));
                self.pause = None;
                let byte = &bytes[..bytes.len().min(1)];
                Pin::new(&mut self.stream).poll_write(context, byte)
            }
            Then::Say(text) => {
                while self.said < text.len() {
                    let left = &text[self.said..];
                    self.said += ready!(Pin::new(&mut self.stream).poll_write(context, left))?;
                }
                broken()
            }
        }
    }
}

/// Where the body of an answer begins.
fn end_of_head(bytes: &[u8]) -> Option<usize> {
    let mark = b"\r\n\r\n";
    let found = bytes.windows(mark.len()).position(|bytes| bytes == mark)?;
    Some(found + mark.len())
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

impl<S: AsyncWrite + Resettable + Unpin> AsyncWrite for Wire<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let damage = *self.handle.state();
        match damage {
            None => Pin::new(&mut self.stream).poll_write(context, bytes),
            Some(damage) => self.write_damaged(damage, context, bytes),
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
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex},
        time::{Instant, timeout},
    };

    use super::*;

    impl Resettable for DuplexStream {
        fn reset_at_the_end(&self) {}
    }

    const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nbody";

    /// A wire with a damage, and its other end.
    fn wire(after: After, then: Then) -> (Wire<DuplexStream>, DuplexStream) {
        let (near, far) = duplex(1024);
        let handle = Handle::default();
        handle.damage(Damage { after, then });
        (Wire::new(near, handle), far)
    }

    async fn rest_of(mut far: DuplexStream) -> String {
        let mut seen = String::new();
        far.read_to_string(&mut seen).await.unwrap();
        seen
    }

    #[tokio::test]
    async fn so_many_bytes_get_through() {
        let (mut wire, far) = wire(After::Bytes(3), Then::Reset);
        wire.write_all(b"broken").await.unwrap_err();
        drop(wire);
        assert_eq!(rest_of(far).await, "bro");
    }

    #[tokio::test]
    async fn the_head_gets_through_and_a_part_of_the_body() {
        let (mut wire, far) = wire(After::Body(2), Then::Close);
        wire.write_all(ANSWER).await.unwrap_err();
        drop(wire);
        let seen = rest_of(far).await;
        assert!(seen.ends_with("\r\n\r\nbo"), "{seen}");
    }

    #[tokio::test]
    async fn other_words_come_instead() {
        let (mut wire, far) = wire(After::Bytes(0), Then::Say(b"nonsense"));
        wire.write_all(ANSWER).await.unwrap_err();
        drop(wire);
        assert_eq!(rest_of(far).await, "nonsense");
    }

    #[tokio::test(start_paused = true)]
    async fn a_stall_lasts() {
        let (mut wire, _far) = wire(After::Bytes(5), Then::Stall);
        let day = Duration::from_secs(86_400);
        timeout(day, wire.write_all(ANSWER)).await.unwrap_err();
    }

    #[tokio::test(start_paused = true)]
    async fn a_drip_takes_a_pause_for_each_byte() {
        let started = Instant::now();
        let (mut wire, far) = wire(After::Bytes(2), Then::Drip(Duration::from_secs(1)));
        wire.write_all(b"drips").await.unwrap();
        drop(wire);
        assert_eq!(rest_of(far).await, "drips");
        assert_eq!(started.elapsed().as_secs(), 3);
    }
}
