//! Waiting: for work that a server does in the background, and for the next turn of paced work.

use std::time::Duration;

use tokio::time::Instant;

use crate::Error;

/// The first pause between two looks.
const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// The longest pause between two looks.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

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

#[expect(clippy::disallowed_methods, reason = "waiting is what this is for")]
pub(crate) async fn rest(pause: Duration) {
    tokio::time::sleep(pause).await;
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

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
}
