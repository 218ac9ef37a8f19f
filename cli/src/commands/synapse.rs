//! `chatadm synapse`: the nouns of a Synapse server.

use super::verbs;

verbs! {
    /// Local user accounts
    User(user),
    /// The version of the server
    Version(version),
}
