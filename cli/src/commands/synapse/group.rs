//! `chatadm synapse group`: what is left of groups.

use crate::commands::verbs;

pub(crate) mod delete;

verbs! {
    /// Says that groups are gone
    Delete(delete),
}
