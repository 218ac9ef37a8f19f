//! `chatadm synapse user admin`: who may administer the server.

use crate::commands::verbs;

verbs! {
    /// Tells whether users are server admins
    Get(get),
    /// Makes users server admins
    Grant(grant),
    /// Takes the right from users
    Revoke(revoke),
}
