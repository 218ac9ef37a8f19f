//! `chatadm synapse task`: work that the server does in the background.

use crate::{commands::verbs, printer::Shape};

pub(crate) mod list;
pub(crate) mod wait;
mod watch;

/// The columns of a list of tasks.
pub(crate) const TASKS: Shape = Shape {
    id: "id",
    columns: &[
        "id",
        "action",
        "status",
        "timestamp_ms",
        "resource_id",
        "error",
    ],
};

verbs! {
    /// Lists tasks
    List(list),
    /// Waits until a task is over
    Wait(wait),
}
