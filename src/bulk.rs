//! One verb over many keys: bounded, paced, one outcome for each key.
//!
//! The laws: no more than the given number run at once; no more than the given number start in a
//! second; a key that comes twice is worked on once; every key that was started has exactly one outcome;
//! a refusal of the caller (401, 403) starts nothing more; what is known stays known when the work stops.

use std::{
    collections::BTreeSet,
    fmt,
    future::{Future, poll_fn},
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use futures_core::Stream;
use futures_util::stream::FuturesUnordered;
use tokio::time::Instant;

use crate::{Error, wait};

mod source;
mod summary;

use source::Source;
pub use summary::{Outcome, Progress, Stop, Summary};

/// How many keys are worked on at once, unless told.
const CONCURRENCY: usize = 4;

/// A verb on one key, on its way.
type Work<'a, K, V> = Pin<Box<dyn Future<Output = Outcome<K, V>> + Send + 'a>>;

/// Starts the verb for a key.
type Verb<'a, K, V> = Box<dyn Fn(K) -> Work<'a, K, V> + Send + 'a>;

/// Runs one verb for many keys; see [`synapse::Users::each`](crate::synapse::Users::each).
///
/// A [`Stream`] of outcomes in the order in which they come about, and usable without that trait through
/// [`next`](Self::next) and [`finish`](Self::finish). It does nothing unless polled.
///
/// Nothing is repeated here beyond what the transport does for a single call.
///
/// # Cancellation
///
/// Dropping it abandons the calls that are on their way, whose effect is then unknown. To stop without
/// that, call [`stop`](Self::stop) and go on reading.
#[must_use = "bulk work does nothing unless polled"]
pub struct Bulk<'a, K, V> {
    source: Source<'a, K>,
    verb: Verb<'a, K, V>,
    running: FuturesUnordered<Work<'a, K, V>>,
    concurrency: usize,
    pace: Option<Pace>,
    stop_on_error: bool,
    /// Keys that were taken from the source.
    seen: BTreeSet<K>,
    /// The key that waits for its turn.
    next: Option<K>,
    progress: Progress,
    stopped: Option<Stop>,
}

/// Starts at most one key in an interval.
struct Pace {
    interval: Duration,
    /// The pause until the next start, while there is one.
    pause: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    due: Option<Instant>,
}

impl<'a, K: Ord + Clone + Send + 'a, V: Send + 'a> Bulk<'a, K, V> {
    /// Runs a verb for each of these keys.
    ///
    /// ```no_run
    /// # #[cfg(feature = "synapse")]
    /// # async fn run(synapse: chatadm::synapse::Client, ids: Vec<chatadm::synapse::UserId>) {
    /// let run = chatadm::Bulk::new(ids, |id| {
    ///     let synapse = &synapse;
    ///     async move { synapse.user(id).deactivate().send().await }
    /// });
    /// println!("{}", run.concurrency(8).finish().await);
    /// # }
    /// ```
    ///
    /// Calls what its arguments name.
    pub fn new<I, F>(keys: I, verb: impl Fn(K) -> F + Send + 'a) -> Self
    where
        I: IntoIterator<Item = K>,
        I::IntoIter: Send + 'a,
        F: Future<Output = Result<V, Error>> + Send + 'a,
    {
        Self::from_source(Source::of_iterator(keys.into_iter()), verb)
    }

    /// Runs a verb for each key of a stream, such as [`Paginated`](crate::Paginated) is one.
    ///
    /// Keys are read as there is room to work on them. When the stream fails, nothing more is started.
    /// Do not change what the stream lists while it is being read: a list by offset then skips some.
    ///
    /// Calls what its arguments name.
    pub fn of_stream<F>(
        keys: impl Stream<Item = Result<K, Error>> + Send + 'a,
        verb: impl Fn(K) -> F + Send + 'a,
    ) -> Self
    where
        F: Future<Output = Result<V, Error>> + Send + 'a,
    {
        Self::from_source(Source::of_stream(keys), verb)
    }

    fn from_source<F>(source: Source<'a, K>, verb: impl Fn(K) -> F + Send + 'a) -> Self
    where
        F: Future<Output = Result<V, Error>> + Send + 'a,
    {
        let verb: Verb<'a, K, V> = Box::new(move |key: K| {
            let work = verb(key.clone());
            Box::pin(async move {
                let result = work.await;
                Outcome { key, result }
            })
        });
        Self {
            progress: Progress::new(source.total()),
            source,
            verb,
            running: FuturesUnordered::new(),
            concurrency: CONCURRENCY,
            pace: None,
            stop_on_error: false,
            seen: BTreeSet::new(),
            next: None,
            stopped: None,
        }
    }

    /// Works on at most this many keys at once, at least 1; 4 unless told.
    pub fn concurrency(mut self, keys: usize) -> Self {
        self.concurrency = keys.max(1);
        self
    }

    /// Starts at most this many keys in a second, evenly spread; as fast as it goes unless told, or when
    /// the number is not positive.
    pub fn rate(mut self, keys_per_second: f64) -> Self {
        // Numbers that are not positive give no duration.
        let interval = Duration::try_from_secs_f64(keys_per_second.recip());
        self.pace = interval.ok().map(|interval| Pace {
            interval,
            pause: None,
            due: None,
        });
        self
    }

    /// Whether to start nothing more after any failure; only after 401 and 403 unless told.
    pub fn stop_on_error(mut self, stop: bool) -> Self {
        self.stop_on_error = stop;
        self
    }

    /// Starts nothing more. What is on its way comes to its end as the outcomes are read.
    pub fn stop(&mut self) {
        self.stopped.get_or_insert(Stop::Asked);
    }

    /// How far the work is.
    pub fn progress(&self) -> Progress {
        self.progress
    }

    /// Why nothing more is started, if that is so before all keys were.
    pub fn stopped(&self) -> Option<&Stop> {
        self.stopped.as_ref()
    }

    /// The next outcome, or `None` after the last.
    ///
    /// Calls what its arguments name.
    pub async fn next(&mut self) -> Option<Outcome<K, V>> {
        poll_fn(|context| self.poll_outcome(context)).await
    }

    /// Runs to the end and says how it went.
    ///
    /// Calls what its arguments name.
    pub async fn finish(mut self) -> Summary<K, V> {
        let mut summary = Summary::default();
        while let Some(outcome) = self.next().await {
            summary.add(outcome);
        }
        let mut rest = self.source.rest();
        // Those that came before have their outcome.
        rest.retain(|key| self.seen.insert(key.clone()));
        rest.splice(0..0, self.next);
        summary.end(self.progress, self.stopped, rest);
        summary
    }

    fn poll_outcome(&mut self, context: &mut Context<'_>) -> Poll<Option<Outcome<K, V>>> {
        let waits = self.admit(context);
        match Pin::new(&mut self.running).poll_next(context) {
            Poll::Ready(Some(outcome)) => {
                self.note(&outcome);
                Poll::Ready(Some(outcome))
            }
            // Nothing is running and nothing is waited for: every key has been started, or none may be.
            Poll::Ready(None) if !waits => Poll::Ready(None),
            Poll::Ready(None) | Poll::Pending => Poll::Pending,
        }
    }

    /// Starts as many keys as there is room for; tells whether it waits for a key or for its turn.
    fn admit(&mut self, context: &mut Context<'_>) -> bool {
        while self.stopped.is_none() && self.running.len() < self.concurrency {
            // The key comes before its turn: when there is none, no turn is waited for.
            let Some(key) = self.next.take() else {
                match self.source.poll_key(context) {
                    Poll::Pending => return true,
                    Poll::Ready(None) => return false,
                    Poll::Ready(Some(Err(error))) => self.stopped = Some(Stop::Source(error)),
                    Poll::Ready(Some(Ok(key))) => self.take(key),
                }
                continue;
            };
            if let Some(pace) = &mut self.pace
                && pace.poll_turn(context).is_pending()
            {
                self.next = Some(key);
                return true;
            }
            self.start(key);
        }
        false
    }

    /// Keeps a key as the next one, unless it came before.
    fn take(&mut self, key: K) {
        if self.seen.insert(key.clone()) {
            self.next = Some(key);
        } else {
            self.progress.repeated += 1;
        }
    }

    fn start(&mut self, key: K) {
        if let Some(pace) = &mut self.pace {
            pace.taken();
        }
        self.progress.started += 1;
        self.running.push((self.verb)(key));
    }

    fn note(&mut self, outcome: &Outcome<K, V>) {
        let Err(error) = &outcome.result else {
            self.progress.succeeded += 1;
            return;
        };
        self.progress.failed += 1;
        if self.stopped.is_some() {
            return;
        }
        if error.is_unauthorized() || error.is_forbidden() {
            self.stopped = Some(Stop::Refused);
        } else if self.stop_on_error {
            self.stopped = Some(Stop::Failed);
        }
    }
}

impl Pace {
    /// Whether the next key may start.
    fn poll_turn(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Some(due) = self.due else {
            return Poll::Ready(());
        };
        let pause = self.pause.get_or_insert_with(|| {
            Box::pin(wait::rest(due.saturating_duration_since(Instant::now())))
        });
        let turn = pause.as_mut().poll(context);
        if turn.is_ready() {
            self.pause = None;
            self.due = None;
        }
        turn
    }

    fn taken(&mut self) {
        self.due = Some(Instant::now() + self.interval);
    }
}

// Nothing in here is structurally pinned: the futures are boxed and keys are plain values.
impl<K, V> Unpin for Bulk<'_, K, V> {}

impl<'a, K: Ord + Clone + Send + 'a, V: Send + 'a> Stream for Bulk<'a, K, V> {
    type Item = Outcome<K, V>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_outcome(context)
    }
}

impl<K, V> fmt::Debug for Bulk<'_, K, V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Bulk")
            .field("progress", &self.progress)
            .field("concurrency", &self.concurrency)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
