//! Waiting: for work that a server does in the background, and for the next turn of paced work.

use std::time::Duration;

// Only the admin API of Synapse has such work.
#[cfg(feature = "synapse")]
mod job;

#[cfg(feature = "synapse")]
pub(crate) use job::{Found, Job, NO_REASON, Task, watch};

#[expect(clippy::disallowed_methods, reason = "waiting is what this is for")]
pub(crate) async fn rest(pause: Duration) {
    tokio::time::sleep(pause).await;
}

#[cfg(all(test, feature = "synapse"))]
mod tests {
    use std::{
        cell::Cell,
        sync::atomic::{AtomicU32, Ordering},
    };

    use tokio::time::Instant;

    use super::{job::until, *};
    use crate::Error;

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
    async fn pauses_double_up_to_ten_seconds_and_are_drawn_from_their_upper_half() {
        let looks = std::sync::Mutex::new(Vec::new());
        let look = async || {
            looks.lock().unwrap().push(Instant::now());
            Ok(Found::<()>::Again)
        };
        let result = until(&task(), Duration::from_secs(600), look).await;
        assert!(result.is_err());
        let looks = looks.into_inner().unwrap();
        let pauses: Vec<Duration> = looks.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let mut longest = Duration::from_millis(250);
        // The last pause is cut by the limit.
        for pause in &pauses[..pauses.len() - 1] {
            // The clock of tests goes by milliseconds.
            let slack = Duration::from_millis(2);
            assert!(*pause + slack >= longest / 2, "{pause:?} of {longest:?}");
            assert!(*pause <= longest + slack, "{pause:?} of {longest:?}");
            longest = (longest * 2).min(Duration::from_secs(10));
        }
        assert!(
            pauses
                .iter()
                .collect::<std::collections::BTreeSet<_>>()
                .len()
                > 10,
            "drawn"
        );
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
