//! `chatadm synapse event`: single events.

use crate::commands::verbs;

pub(crate) mod show;

verbs! {
    /// Shows an event of any room
    Show(show),
}
