//! `chatadm synapse group`: what is left of groups.

use crate::commands::verbs;

verbs! {
    /// Says that groups are gone
    Delete(delete),
}
