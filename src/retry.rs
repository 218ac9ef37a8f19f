//! When a request is sent again, and after how long. Pure: nothing here sleeps, sends or reads a clock.
//!
//! A repeat must never do something twice. So only operations that the specification calls safe or
//! idempotent are repeated after a failure that may have happened on the server; all others only when
//! the request provably did not run: the connection was refused, or the server said 429.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use reqwest::StatusCode;

use crate::Retry;

/// How often a request is sent, and how long to wait in between.
///
/// A connection that breaks in the middle of an answer counts as lost, like one that breaks before it.
///
/// Waits are drawn evenly between zero and a limit that doubles each time ("full jitter"), unless the
/// server names a time itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    attempts: u32,
    first_delay: Duration,
    longest_delay: Duration,
    longest_total: Duration,
    all_harmless: bool,
}

impl Default for RetryPolicy {
    /// Four attempts, waits of at most 250 ms, 500 ms and 1 s or what the server names up to 30 s, and
    /// no new attempt later than two minutes after the first.
    fn default() -> Self {
        Self {
            attempts: 4,
            ..Self::NONE
        }
    }
}

impl RetryPolicy {
    /// Sends each request once.
    pub const NONE: Self = Self {
        attempts: 1,
        first_delay: Duration::from_millis(250),
        longest_delay: Duration::from_secs(30),
        longest_total: Duration::from_secs(120),
        all_harmless: false,
    };

    /// Sends a request at most this often, the first time included; 0 counts as 1.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The limit of the first wait; later ones double it.
    #[must_use]
    pub fn first_delay(mut self, delay: Duration) -> Self {
        self.first_delay = delay;
        self
    }

    /// The longest single wait. A server that names a longer one is not waited for.
    #[must_use]
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.longest_delay = delay;
        self
    }

    /// Starts no attempt later than this after the first one began.
    #[must_use]
    pub fn max_total(mut self, total: Duration) -> Self {
        self.longest_total = total;
        self
    }

    /// Takes every operation for one whose repeat is harmless, [`Retry::Unsafe`] ones among them.
    ///
    /// Off by default. A request whose connection broke, or that a gateway answered with 502, 503 or 504, may
    /// have been carried out all the same. Sending it again can then do it twice: send a notice twice, make
    /// two tokens, begin a deletion anew, or fail because the first one succeeded. Only the caller knows
    /// whether that matters. What timed out is still not sent again.
    #[must_use]
    pub fn danger_assume_idempotent(mut self) -> Self {
        self.all_harmless = true;
        self
    }

    /// The limit of the wait after attempt number `attempt`, which counts from 1.
    fn limit(&self, attempt: u32) -> Duration {
        let steps = usize::try_from(attempt).unwrap_or(usize::MAX);
        ExponentialBuilder::new()
            .with_min_delay(self.first_delay)
            .with_max_delay(self.longest_delay)
            .without_max_times()
            .build()
            .nth(steps.saturating_sub(1))
            .unwrap_or(self.longest_delay)
            .min(self.longest_delay)
    }
}

/// What came of one attempt, as far as a repeat is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// No connection came about, so nothing was sent.
    NotSent,
    /// The connection broke; whether the server acted is not known.
    Lost,
    /// Time ran out. Another try would most likely take as long.
    TimedOut,
    /// An answer, and how long the server asks to wait.
    Answered(StatusCode, Option<Duration>),
}

/// How long to wait before the next attempt; `None` ends it.
///
/// `attempt` counts from 1, `elapsed` is the time since the first attempt began, and `draw` a number
/// from 0 to 1.
pub(crate) fn decide(
    policy: &RetryPolicy,
    class: Retry,
    attempt: u32,
    elapsed: Duration,
    outcome: Outcome,
    draw: f64,
) -> Option<Duration> {
    let class = if policy.all_harmless {
        Retry::Idempotent
    } else {
        class
    };
    if attempt >= policy.attempts || !may_repeat(class, outcome) {
        return None;
    }
    let delay = match outcome {
        Outcome::Answered(_, Some(asked)) if asked > policy.longest_delay => return None,
        Outcome::Answered(_, Some(asked)) => asked,
        _ => policy.limit(attempt).mul_f64(draw.clamp(0.0, 1.0)),
    };
    (elapsed.saturating_add(delay) <= policy.longest_total).then_some(delay)
}

fn may_repeat(class: Retry, outcome: Outcome) -> bool {
    let harmless = matches!(class, Retry::Safe | Retry::Idempotent);
    match outcome {
        // Provably not run.
        Outcome::NotSent | Outcome::Answered(StatusCode::TOO_MANY_REQUESTS, _) => true,
        Outcome::Lost => harmless,
        Outcome::TimedOut => false,
        Outcome::Answered(status, _) => {
            harmless
                && matches!(
                    status,
                    StatusCode::BAD_GATEWAY
                        | StatusCode::SERVICE_UNAVAILABLE
                        | StatusCode::GATEWAY_TIMEOUT
                )
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn outcomes() -> impl Strategy<Value = Outcome> {
        let hint = proptest::option::of((0_u64..100_000).prop_map(Duration::from_millis));
        prop_oneof![
            Just(Outcome::NotSent),
            Just(Outcome::Lost),
            Just(Outcome::TimedOut),
            (200_u16..600, hint).prop_map(|(status, hint)| Outcome::Answered(
                StatusCode::from_u16(status).unwrap(),
                hint
            )),
        ]
    }

    fn classes() -> impl Strategy<Value = Retry> {
        prop_oneof![
            Just(Retry::Safe),
            Just(Retry::Idempotent),
            Just(Retry::Unsafe)
        ]
    }

    proptest! {
        #[test]
        fn an_unsafe_write_is_repeated_only_when_it_provably_did_not_run(
            attempt in 1_u32..10, outcome in outcomes(), draw in 0.0_f64..1.0,
        ) {
            let repeated = decide(&RetryPolicy::default(), Retry::Unsafe, attempt, SECOND, outcome, draw);
            if repeated.is_some() {
                let unsent = matches!(
                    outcome,
                    Outcome::NotSent | Outcome::Answered(StatusCode::TOO_MANY_REQUESTS, _)
                );
                prop_assert!(unsent, "{outcome:?}");
            }
        }

        #[test]
        fn who_calls_every_repeat_harmless_gets_what_idempotent_operations_get(
            class in classes(), attempt in 1_u32..10, outcome in outcomes(), draw in 0.0_f64..1.0,
        ) {
            let told = RetryPolicy::default().danger_assume_idempotent();
            let repeated = decide(&told, class, attempt, SECOND, outcome, draw);
            let harmless = decide(&RetryPolicy::default(), Retry::Idempotent, attempt, SECOND, outcome, draw);
            prop_assert_eq!(repeated, harmless);
            if outcome == Outcome::TimedOut {
                prop_assert_eq!(repeated, None);
            }
        }

        #[test]
        fn count_and_total_time_are_kept(
            class in classes(), attempts in 0_u32..6, attempt in 1_u32..10, elapsed in 0_u64..300,
            outcome in outcomes(), draw in -1.0_f64..2.0,
        ) {
            let policy = RetryPolicy::default().max_attempts(attempts);
            let elapsed = Duration::from_secs(elapsed);
            if let Some(delay) = decide(&policy, class, attempt, elapsed, outcome, draw) {
                prop_assert!(attempt < attempts.max(1));
                prop_assert!(delay <= policy.longest_delay);
                prop_assert!(elapsed + delay <= policy.longest_total);
            }
        }

        #[test]
        fn success_is_never_repeated(class in classes(), status in 200_u16..300) {
            let outcome = Outcome::Answered(StatusCode::from_u16(status).unwrap(), None);
            prop_assert_eq!(decide(&RetryPolicy::default(), class, 1, SECOND, outcome, 0.5), None);
        }
    }

    #[test]
    fn what_the_server_asks_for_is_waited_for() {
        let limited = |asked| Outcome::Answered(StatusCode::TOO_MANY_REQUESTS, Some(asked));
        let decide = |asked| {
            decide(
                &RetryPolicy::default(),
                Retry::Unsafe,
                1,
                SECOND,
                limited(asked),
                0.0,
            )
        };
        assert_eq!(decide(3 * SECOND), Some(3 * SECOND));
        assert_eq!(decide(30 * SECOND), Some(30 * SECOND), "just not too long");
        assert_eq!(
            decide(31 * SECOND),
            None,
            "longer than anybody wants to wait"
        );
    }

    #[test]
    fn each_setting_is_kept_beside_the_others() {
        let policy = RetryPolicy::NONE
            .max_attempts(9)
            .first_delay(SECOND)
            .max_delay(5 * SECOND)
            .max_total(7 * SECOND)
            .danger_assume_idempotent();
        let expected = RetryPolicy {
            attempts: 9,
            first_delay: SECOND,
            longest_delay: 5 * SECOND,
            longest_total: 7 * SECOND,
            all_harmless: true,
        };
        assert_eq!(policy, expected);
    }

    #[test]
    fn limits_double_up_to_the_longest() {
        let policy = RetryPolicy::default().max_delay(SECOND);
        let limits: Vec<u128> = (1..=5)
            .map(|attempt| policy.limit(attempt).as_millis())
            .collect();
        assert_eq!(limits, [250, 500, 1000, 1000, 1000]);
    }

    #[test]
    fn gateways_that_fail_are_tried_again_for_harmless_operations_only() {
        for (status, repeated) in [
            (500, false),
            (502, true),
            (503, true),
            (504, true),
            (404, false),
        ] {
            let outcome = Outcome::Answered(StatusCode::from_u16(status).unwrap(), None);
            for class in [Retry::Safe, Retry::Idempotent] {
                let delay = decide(&RetryPolicy::default(), class, 1, SECOND, outcome, 1.0);
                assert_eq!(delay.is_some(), repeated, "{status}");
            }
            assert_eq!(
                decide(
                    &RetryPolicy::default(),
                    Retry::Unsafe,
                    1,
                    SECOND,
                    outcome,
                    1.0
                ),
                None
            );
        }
    }
}
