//! `chatadm synapse user features`: experimental features of accounts.

use crate::commands::verbs;

verbs! {
    /// Shows which experimental features an account has
    Get(get),
    /// Switches experimental features of accounts on and off
    Set(set),
}
