//! `chatadm synapse history`: old events of rooms.

use crate::commands::verbs;

pub(crate) mod purge;
pub(crate) mod purge_status;
mod purging;

verbs! {
    /// Deletes old events of rooms
    Purge(purge),
    /// Tells how far a purge is
    PurgeStatus(purge_status),
}
