//! The same facade for code without an async runtime.
//!
//! Nothing is copied: every future of the library gets [`block`](Block::block), and every stream becomes
//! an iterator with [`iterate`](Iterate::iterate). One thread in the background keeps the connections of
//! the process; it starts with the first call.
//!
//! ```no_run
//! use chatadm::blocking::{Block, Iterate};
//!
//! # fn run(token: &str) -> Result<(), chatadm::Error> {
//! # #[cfg(feature = "synapse")] {
//! let synapse = chatadm::synapse::Client::builder("https://matrix.example.org")
//!     .access_token(token)
//!     .build()?;
//! for user in synapse.users().list().guests(false).stream().iterate() {
//!     println!("{}", user?.name);
//! }
//! let id = "@alice:example.org".parse::<chatadm::synapse::UserId>().unwrap();
//! let alice = synapse.user(id).get().block()?;
//! println!("{}", alice.admin);
//! # }
//! # Ok(())
//! # }
//! ```
//!
//! # Panics
//!
//! Both panic inside an async runtime, whose thread they would hold up: await there instead.

use std::{future::poll_fn, pin::Pin, sync::LazyLock};

use futures_core::Stream;
use tokio::runtime::{Builder, Runtime};

/// Drives the connections. Calls themselves run on the thread that makes them.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    let built = Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("chatadm")
        .enable_all()
        .build();
    match built {
        Ok(runtime) => runtime,
        Err(error) => panic!("no thread for connections could be started: {error}"),
    }
});

/// A future that a thread can wait for.
pub trait Block: Future + Sized {
    /// Waits for the result.
    ///
    /// # Panics
    ///
    /// Inside an async runtime.
    ///
    /// Calls what its arguments name.
    fn block(self) -> Self::Output {
        RUNTIME.block_on(self)
    }
}

impl<F: Future> Block for F {}

/// A stream that a thread can iterate over: users, pages, outcomes of bulk work.
pub trait Iterate: Stream + Unpin + Sized {
    /// The items, each waited for when it is asked for.
    ///
    /// The iterator panics inside an async runtime.
    fn iterate(self) -> Iter<Self> {
        Iter { stream: self }
    }
}

impl<S: Stream + Unpin> Iterate for S {}

/// The items of a stream; see [`Iterate::iterate`].
#[derive(Debug)]
#[must_use = "iterators do nothing unless consumed"]
pub struct Iter<S> {
    stream: S,
}

impl<S> Iter<S> {
    /// The stream itself, for example to ask how far it is.
    pub fn get_ref(&self) -> &S {
        &self.stream
    }

    /// The stream itself, for example to stop bulk work.
    pub fn get_mut(&mut self) -> &mut S {
        &mut self.stream
    }
}

impl<S: Stream + Unpin> Iterator for Iter<S> {
    type Item = S::Item;

    fn next(&mut self) -> Option<S::Item> {
        poll_fn(|context| Pin::new(&mut self.stream).poll_next(context)).block()
    }
}
