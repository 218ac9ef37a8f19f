//! `chatadm synapse user admin`: who may administer the server.

use crate::commands::verbs;

pub(crate) mod get;
pub(crate) mod grant;
pub(crate) mod revoke;

verbs! {
    /// Tells whether users are server admins
    Get(get),
    /// Makes users server admins
    Grant(grant),
    /// Takes the right from users
    Revoke(revoke),
}
