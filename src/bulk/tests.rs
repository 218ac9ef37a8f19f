//! The laws of bulk work.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use proptest::prelude::*;
use tokio::time::sleep;

use super::*;

/// What a scripted verb saw.
#[derive(Default)]
struct Seen {
    calls: BTreeMap<u8, usize>,
    running: usize,
    most_running: usize,
    starts: Vec<Instant>,
}

/// Takes a second for each key, and fails for those that `fails` names.
#[expect(
    clippy::disallowed_methods,
    reason = "the clock is paused; this is how work takes time"
)]
fn work(keys: Vec<u8>, fails: fn(u8) -> Option<u16>) -> (Bulk<'static, u8, u8>, Arc<Mutex<Seen>>) {
    let seen = Arc::new(Mutex::new(Seen::default()));
    let log = Arc::clone(&seen);
    let bulk = Bulk::new(keys, move |key| {
        let log = Arc::clone(&log);
        async move {
            {
                let mut seen = log.lock().unwrap();
                *seen.calls.entry(key).or_default() += 1;
                seen.running += 1;
                seen.most_running = seen.most_running.max(seen.running);
                seen.starts.push(Instant::now());
            }
            sleep(Duration::from_secs(1)).await;
            log.lock().unwrap().running -= 1;
            match fails(key) {
                Some(status) => Err(refusal(status).await),
                None => Ok(key),
            }
        }
    });
    (bulk, seen)
}

async fn refusal(status: u16) -> Error {
    let response = http::Response::builder().status(status).body("no").unwrap();
    Error::from_response("test", response.into()).await
}

fn paused<F: Future>(future: F) -> F::Output {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
        .block_on(future)
}

proptest! {
    #[test]
    fn every_key_has_one_outcome_whatever_fails(
        keys in prop::collection::vec(any::<u8>(), 0..40), concurrency in 1_usize..10,
    ) {
        let distinct: BTreeSet<u8> = keys.iter().copied().collect();
        let (summary, seen) = paused(async {
            let (bulk, seen) = work(keys.clone(), |key| (key % 3 == 0).then_some(500));
            (bulk.concurrency(concurrency).finish().await, seen)
        });
        let mut outcomes: Vec<u8> = summary.succeeded.iter().map(|(key, _)| *key).collect();
        outcomes.extend(summary.failed.iter().map(|(key, _)| *key));
        outcomes.sort_unstable();
        prop_assert_eq!(&outcomes, &distinct.iter().copied().collect::<Vec<_>>());
        prop_assert!(summary.failed.iter().all(|(key, _)| key % 3 == 0));
        prop_assert_eq!(summary.repeated, keys.len() - distinct.len());
        prop_assert!(summary.not_started.is_empty() && summary.stopped.is_none());
        let seen = seen.lock().unwrap();
        prop_assert!(seen.calls.values().all(|calls| *calls == 1));
        prop_assert!(seen.most_running <= concurrency);
        prop_assert!(seen.most_running == concurrency.min(distinct.len()));
    }

    #[test]
    fn a_refusal_of_the_caller_starts_nothing_more(
        count in 1_u8..60, bad in 0_u8..60, concurrency in 1_usize..10, status in prop::sample::select(vec![401, 403]),
    ) {
        // The verb's failures depend on the key alone, so the key that is refused is shifted to 0.
        let keys: Vec<u8> = (0..count).map(|key| key.wrapping_sub(bad)).collect();
        let fails: fn(u8) -> Option<u16> = if status == 401 {
            |key| (key == 0).then_some(401)
        } else {
            |key| (key == 0).then_some(403)
        };
        let (summary, seen) = paused(async {
            let (bulk, seen) = work(keys.clone(), fails);
            (bulk.concurrency(concurrency).finish().await, seen)
        });
        let started = seen.lock().unwrap().starts.len();
        if bad < count {
            let stopped = matches!(summary.stopped, Some(Stop::Refused));
            prop_assert!(stopped);
            // Those beside it were under way; none came after.
            prop_assert!(started <= usize::from(bad) + concurrency);
        }
        prop_assert_eq!(summary.succeeded.len() + summary.failed.len(), started);
        prop_assert_eq!(started + summary.not_started.len(), keys.len());
    }

    #[test]
    fn the_pace_is_kept(count in 1_u8..30, rate in 1_u32..50) {
        let seen = paused(async {
            let (bulk, seen) = work((0..count).collect(), |_| None);
            bulk.concurrency(100).rate(f64::from(rate)).finish().await;
            seen
        });
        let seen = seen.lock().unwrap();
        prop_assert_eq!(seen.starts.len(), usize::from(count));
        let least = Duration::from_secs(1) / rate;
        for pair in seen.starts.windows(2) {
            prop_assert!(pair[1] - pair[0] + Duration::from_millis(1) >= least);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn stopping_lets_what_runs_come_to_its_end() {
    let (bulk, seen) = work((0..10).collect(), |_| None);
    let mut bulk = bulk.concurrency(3);
    assert!(bulk.next().await.is_some());
    assert!(bulk.stopped().is_none());
    bulk.stop();
    assert!(matches!(bulk.stopped(), Some(Stop::Asked)));
    let progress = bulk.progress();
    let summary = bulk.finish().await;
    assert!(matches!(summary.stopped, Some(Stop::Asked)));
    assert_eq!(
        progress.done() + summary.succeeded.len(),
        seen.lock().unwrap().starts.len()
    );
    assert_eq!(summary.not_started.len(), 10 - progress.started);
    assert!(!summary.is_complete());
}

#[tokio::test(start_paused = true)]
async fn a_key_that_waits_for_its_turn_is_not_lost_when_it_stops() {
    let (bulk, _) = work(vec![1, 2, 2, 3], |_| None);
    let mut bulk = bulk.rate(0.1);
    assert_eq!(bulk.next().await.unwrap().key, 1);
    bulk.stop();
    assert_eq!(bulk.finish().await.not_started, [2, 3]);
}

#[tokio::test(start_paused = true)]
async fn any_failure_ends_it_where_that_is_wanted() {
    let (bulk, seen) = work((0..10).collect(), |key| (key == 2).then_some(404));
    let summary = bulk.concurrency(1).stop_on_error(true).finish().await;
    assert!(matches!(summary.stopped, Some(Stop::Failed)));
    assert_eq!(seen.lock().unwrap().starts.len(), 3);
    assert_eq!(
        summary.to_string(),
        "2 succeeded, 1 failed, 7 not started; stopped at a failure"
    );
}

#[tokio::test(start_paused = true)]
async fn keys_that_cannot_be_read_on_end_it() {
    struct Keys(u8);
    impl Stream for Keys {
        type Item = Result<u8, Error>;
        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            self.0 += 1;
            Poll::Ready(Some(if self.0 < 4 {
                Ok(self.0)
            } else {
                Err(Error::CursorRepeated {
                    operation: "list",
                    cursor: "c".to_owned(),
                })
            }))
        }
    }
    let summary = Bulk::of_stream(Keys(0), |key| async move { Ok(key) })
        .finish()
        .await;
    assert_eq!(summary.succeeded.len(), 3);
    assert!(matches!(summary.stopped, Some(Stop::Source(_))));
}

#[tokio::test(start_paused = true)]
async fn progress_adds_up_at_every_step() {
    let (bulk, _) = work(vec![1, 2, 2, 3, 4], |key| (key == 3).then_some(500));
    let mut bulk = bulk.concurrency(2);
    assert_eq!(bulk.progress().total, Some(5));
    let (mut outcomes, mut running) = (0, 0);
    while bulk.next().await.is_some() {
        outcomes += 1;
        let progress = bulk.progress();
        assert_eq!(progress.done(), outcomes);
        // The next two start when somebody waits for the outcome after this one.
        assert_eq!(progress.running(), progress.started - outcomes);
        running = running.max(progress.running());
    }
    assert_eq!(running, 1);
    let progress = bulk.progress();
    assert_eq!(
        (progress.succeeded, progress.failed, progress.repeated),
        (3, 1, 1)
    );
    assert_eq!(progress.running(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_pace_below_that_of_the_work_is_kept_while_nothing_runs() {
    let started = Instant::now();
    let (bulk, _) = work(vec![1, 2, 3], |_| None);
    let summary = bulk.rate(0.1).finish().await;
    assert_eq!(summary.succeeded.len(), 3);
    assert_eq!(started.elapsed().as_secs(), 2 * 10 + 1);
    for pace in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let started = Instant::now();
        let (bulk, _) = work(vec![1, 2, 3], |_| None);
        bulk.rate(pace).finish().await;
        assert_eq!(started.elapsed().as_secs(), 1, "{pace} is no pace");
    }
}

#[tokio::test(start_paused = true)]
async fn it_is_a_stream_of_its_outcomes() {
    let (mut bulk, _) = work(vec![1, 2], |_| None);
    let mut keys = Vec::new();
    while let Some(outcome) = poll_fn(|context| Pin::new(&mut bulk).poll_next(context)).await {
        keys.push(outcome.key);
    }
    assert_eq!(keys, [1, 2]);
}

#[tokio::test(start_paused = true)]
async fn a_total_is_told_only_where_it_is_known() {
    let some = (0..10_u8).filter(|key| key % 2 == 0);
    let bulk = Bulk::new(some, |key| async move { Ok(key) });
    assert_eq!(bulk.progress().total, None);
    let summary = bulk.finish().await;
    assert_eq!(summary.to_string(), "5 succeeded, 0 failed");
    assert!(summary.is_complete());
}

#[tokio::test(start_paused = true)]
async fn whatever_is_missing_makes_it_incomplete() {
    let run = |fails| async move {
        let (bulk, _) = work(vec![1], fails);
        bulk.finish().await
    };
    assert!(run(|_| None).await.is_complete());
    let failed = run(|_| Some(500)).await;
    assert!(!failed.is_complete() && failed.stopped.is_none() && failed.not_started.is_empty());
    let refused = run(|_| Some(403)).await;
    assert!(!refused.is_complete());
    let (mut bulk, _) = work(vec![1], |_| None);
    bulk.stop();
    let stopped = bulk.finish().await;
    assert!(!stopped.is_complete() && stopped.failed.is_empty());
    assert_eq!(stopped.not_started, [1]);
}
