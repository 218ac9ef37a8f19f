//! `chatadm synapse event`: single events.

use crate::commands::verbs;

verbs! {
    /// Shows an event of any room
    Show(show),
}
