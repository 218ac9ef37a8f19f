//! `chatadm synapse report events`: what users say of events.

use crate::{commands::verbs, printer::Shape};

mod act;
pub(crate) mod dismiss;
mod filter;
pub(crate) mod list;
pub(crate) mod show;

/// The columns of a list of reports.
const REPORTS: Shape = Shape {
    id: "id",
    columns: &[
        "id",
        "received_ts",
        "user_id",
        "sender",
        "room_id",
        "event_id",
        "reason",
    ],
};

verbs! {
    /// Lists reports
    List(list),
    /// Shows reports
    Show(show),
    /// Deletes reports that are dealt with
    Dismiss(dismiss),
}
