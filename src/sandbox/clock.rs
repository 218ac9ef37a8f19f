//! The time of a sandbox: a moment that is always the same at the start, and goes on with tokio's clock,
//! which tests can stop and move.

use tokio::time::Instant;

/// 2026-01-01T00:00:00Z, in milliseconds.
const START: i64 = 1_767_225_600_000;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock(Instant);

impl Clock {
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    /// Milliseconds since 1970.
    pub(crate) fn now(self) -> i64 {
        let passed = i64::try_from(self.0.elapsed().as_millis()).unwrap_or(i64::MAX);
        START.saturating_add(passed)
    }

    /// When the sandbox was started, in milliseconds since 1970.
    pub(crate) const fn start_of_time() -> i64 {
        START
    }
}
