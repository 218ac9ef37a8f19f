//! `chatadm synapse federation`: other servers, and how well they can be reached.

use crate::{commands::verbs, printer::Shape};

mod filter;
pub(crate) mod list;
pub(crate) mod reset;
pub(crate) mod rooms;
pub(crate) mod show;

/// The columns of a list of other servers.
const DESTINATIONS: Shape = Shape {
    id: "destination",
    columns: &[
        "destination",
        "failure_ts",
        "retry_last_ts",
        "retry_interval",
    ],
};

verbs! {
    /// Lists other servers
    List(list),
    /// Shows how well other servers can be reached
    Show(show),
    /// Lists the rooms that are shared with another server
    Rooms(rooms),
    /// Tries servers that fail again now
    Reset(reset),
}
