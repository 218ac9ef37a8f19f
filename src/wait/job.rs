//! Waiting for work that a server does in the background.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use super::rest;
use crate::Error;

/// The first pause between two looks.
const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// The longest pause between two looks.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// What to say of a failure that nobody explains.
pub(crate) const NO_REASON: &str = "the server does not say why";

/// What a look at the work found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found<T> {
    /// It is over, with this result.
    Done(T),
    /// It is over and did not succeed, for this reason.
    Failed(String),
    /// It goes on.
    Again,
}

/// What is waited for, in words and by name.
#[derive(Debug, Clone)]
pub(crate) struct Task {
    /// For example "room deletion".
    pub(crate) what: &'static str,
    /// The name under which the server knows it.
    pub(crate) id: String,
}

/// Work in the background whose state can be shown while it goes on.
pub(crate) trait Job: Sync {
    /// What the server says of the work.
    type Status: Send;
    /// What the work has come to when it is over.
    type Result: Send;

    fn task(&self) -> Task;

    /// Asks the server once.
    fn look(&self) -> impl Future<Output = Result<Self::Status, Error>> + Send;

    /// What a state means. It may ask the server for more, such as the reason of a failure.
    fn judge(&self, status: Self::Status) -> impl Future<Output = Found<Self::Result>> + Send;
}

/// Looks at a job as [`until`] does, and shows each state that was found before acting on it.
pub(crate) async fn watch<J: Job>(
    job: &J,
    limit: Duration,
    progress: impl FnMut(&J::Status) + Send,
) -> Result<J::Result, Error> {
    // Looks come one after the other, but the compiler cannot know that.
    let progress = Mutex::new(progress);
    let look = async || {
        let status = job.look().await?;
        progress.lock().unwrap_or_else(PoisonError::into_inner)(&status);
        Ok(job.judge(status).await)
    };
    until(&job.task(), limit, look).await
}

/// Looks again and again until the work is over or `limit` has passed.
///
/// Pauses double from a quarter of a second to ten, each drawn between half of that and all of it, so
/// that many waiters do not look in step. The last look is at the limit.
pub(crate) async fn until<T, F>(
    task: &Task,
    limit: Duration,
    mut look: impl FnMut() -> F,
) -> Result<T, Error>
where
    F: Future<Output = Result<Found<T>, Error>>,
{
    let started = Instant::now();
    let mut pause = FIRST_PAUSE;
    let mut polls = 0;
    loop {
        polls += 1;
        match look().await? {
            Found::Done(result) => return Ok(result),
            Found::Failed(reason) => {
                let Task { what, id } = task.clone();
                return Err(Error::TaskFailed { what, id, reason });
            }
            Found::Again => {}
        }
        let elapsed = started.elapsed();
        if elapsed >= limit {
            let Task { what, id } = task.clone();
            return Err(Error::WaitTimedOut {
                what,
                id,
                elapsed,
                polls,
            });
        }
        let drawn = pause.mul_f64(0.5 + fastrand::f64() / 2.0);
        rest(drawn.min(limit.saturating_sub(elapsed))).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}
