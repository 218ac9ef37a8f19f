//! `chatadm synapse user features`: experimental features of accounts.

use crate::commands::verbs;

pub(crate) mod get;
pub(crate) mod set;

verbs! {
    /// Shows which experimental features an account has
    Get(get),
    /// Switches experimental features of accounts on and off
    Set(set),
}
