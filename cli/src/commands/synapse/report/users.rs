//! `chatadm synapse report users`: what users say of users.

use crate::{commands::verbs, printer::Shape};

pub(crate) mod dismiss;
mod filter;
pub(crate) mod list;
pub(crate) mod show;

/// The columns of a list of reports.
const REPORTS: Shape = Shape {
    id: "id",
    columns: &["id", "received_ts", "user_id", "target_user_id", "reason"],
};

verbs! {
    /// Lists reports
    List(list),
    /// Shows reports
    Show(show),
    /// Deletes reports that are dealt with
    Dismiss(dismiss),
}
