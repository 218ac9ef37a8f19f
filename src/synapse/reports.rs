//! What users have reported: events and other users.

mod events;
mod users;

pub use events::{EventReport, EventReports, ListEventReports};
pub use users::{ListUserReports, UserReport, UserReports};
