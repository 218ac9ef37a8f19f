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

#[cfg(test)]
mod tests {
    use std::{
        cell::Cell,
        sync::atomic::{AtomicU32, Ordering},
    };

    use super::*;

    fn task() -> Task {
        Task {
            what: "test",
            id: "t1".to_owned(),
        }
    }

    /// Goes on for `rounds` looks and then is over.
    async fn wait(rounds: u32, limit: Duration, end: Found<u32>) -> (Result<u32, Error>, u32) {
        let looks = Cell::new(0);
        let result = until(&task(), limit, || {
            looks.set(looks.get() + 1);
            let found = if looks.get() > rounds {
                end.clone()
            } else {
                Found::Again
            };
            async move { Ok(found) }
        })
        .await;
        (result, looks.get())
    }

    #[tokio::test(start_paused = true)]
    async fn work_that_ends_is_seen_to_end() {
        let (result, looks) = wait(5, Duration::from_secs(600), Found::Done(7)).await;
        assert_eq!((result.unwrap(), looks), (7, 6));
    }

    #[tokio::test(start_paused = true)]
    async fn the_limit_is_kept_and_the_last_look_is_at_it() {
        let started = Instant::now();
        let limit = Duration::from_secs(60);
        let (result, looks) = wait(u32::MAX, limit, Found::Again).await;
        let Err(Error::WaitTimedOut {
            id, polls, elapsed, ..
        }) = result
        else {
            panic!("{result:?}")
        };
        assert_eq!((id.as_str(), polls), ("t1", looks));
        assert_eq!((started.elapsed(), elapsed), (limit, limit));
        assert!((8..=40).contains(&looks), "{looks} looks in a minute");
    }

    #[tokio::test(start_paused = true)]
    async fn a_limit_of_nothing_still_looks_once() {
        let (result, looks) = wait(0, Duration::ZERO, Found::Done(1)).await;
        assert_eq!((result.unwrap(), looks), (1, 1));
    }

    #[tokio::test(start_paused = true)]
    async fn failure_tells_the_reason_of_the_server() {
        let end = Found::Failed("FOREIGN KEY constraint failed".to_owned());
        let (result, _) = wait(1, Duration::from_secs(60), end).await;
        let error = result.unwrap_err();
        assert_eq!(
            error.to_string(),
            "test `t1` failed on the server: FOREIGN KEY constraint failed"
        );
    }

    /// Counts down, and has failed when it comes to the number that it is afraid of.
    struct Countdown {
        left: AtomicU32,
        afraid_of: Option<u32>,
    }

    impl Countdown {
        fn of(looks: u32) -> Self {
            Self {
                left: AtomicU32::new(looks),
                afraid_of: None,
            }
        }
    }

    impl Job for Countdown {
        type Status = u32;
        type Result = &'static str;

        fn task(&self) -> Task {
            task()
        }

        async fn look(&self) -> Result<u32, Error> {
            Ok(self.left.fetch_sub(1, Ordering::Relaxed))
        }

        async fn judge(&self, left: u32) -> Found<&'static str> {
            match left {
                0 => Found::Done("lift-off"),
                left if self.afraid_of == Some(left) => Found::Failed(format!("afraid of {left}")),
                _ => Found::Again,
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn every_state_that_was_found_is_shown_the_last_one_too() {
        let mut seen = Vec::new();
        let limit = Duration::from_secs(600);
        let result = watch(&Countdown::of(3), limit, |left| seen.push(*left)).await;
        assert_eq!(result.unwrap(), "lift-off");
        assert_eq!(seen, [3, 2, 1, 0]);
    }

    #[tokio::test(start_paused = true)]
    async fn the_state_that_meant_failure_is_shown_too() {
        let mut seen = Vec::new();
        let job = Countdown {
            afraid_of: Some(2),
            ..Countdown::of(3)
        };
        let result = watch(&job, Duration::from_secs(600), |left| seen.push(*left)).await;
        let error = result.unwrap_err();
        assert_eq!(
            error.to_string(),
            "test `t1` failed on the server: afraid of 2"
        );
        assert_eq!(seen, [3, 2]);
    }

    #[tokio::test(start_paused = true)]
    async fn progress_keeps_to_the_limit_as_well() {
        let mut shown = 0;
        let limit = Duration::from_secs(60);
        let started = Instant::now();
        let result = watch(&Countdown::of(u32::MAX), limit, |_| shown += 1).await;
        let Err(Error::WaitTimedOut { polls, .. }) = result else {
            panic!("{result:?}")
        };
        assert_eq!((polls, started.elapsed()), (shown, limit));
    }
}
