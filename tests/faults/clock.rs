//! Time that goes by turns of the runtime: a test takes as long as its work, and not as long as its pauses.
//!
//! tokio moves a paused clock on as soon as every task waits, though what a task waits for may be on its
//! way through the kernel. So the clock is moved here, a little after many turns in which sockets were
//! looked at: a timeout is over only when nothing has come for thousands of turns.

use std::{future::Future, time::Duration};

use tokio::{runtime, task::yield_now, time};

/// How far the clock is moved, and after how many turns.
const STEP: Duration = Duration::from_millis(10);
const TURNS: u32 = 16;

/// A runtime with a clock that only [`run`] moves.
pub(crate) fn runtime() -> runtime::Runtime {
    let mut builder = runtime::Builder::new_current_thread();
    builder.enable_all().start_paused(true).build().unwrap()
}

/// Runs to the end while time goes on.
pub(crate) fn run<T>(runtime: &runtime::Runtime, work: impl Future<Output = T>) -> T {
    // As long as this has a turn to take, no task counts as the last, and tokio leaves the clock alone.
    let ticks = async {
        loop {
            for _ in 0..TURNS {
                yield_now().await;
            }
            time::advance(STEP).await;
        }
    };
    runtime.block_on(async {
        tokio::select! {
            done = work => done,
            () = ticks => unreachable!("time does not end"),
        }
    })
}
