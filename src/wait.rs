//! Waiting: for work that a server does in the background, and for the next turn of paced work.

use std::time::Duration;

// Only the admin API of Synapse has such work.
#[cfg(feature = "synapse")]
mod job;

#[cfg(feature = "synapse")]
pub(crate) use job::{Found, Job, NO_REASON, Task, until, watch};

#[expect(clippy::disallowed_methods, reason = "waiting is what this is for")]
pub(crate) async fn rest(pause: Duration) {
    tokio::time::sleep(pause).await;
}
