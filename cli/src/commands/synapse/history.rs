//! `chatadm synapse history`: old events of rooms.

use crate::commands::verbs;

mod purging;

verbs! {
    /// Deletes old events of rooms
    Purge(purge),
    /// Tells how far a purge is
    PurgeStatus(purge_status),
}
