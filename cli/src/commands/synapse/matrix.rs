//! `chatadm synapse matrix`: the client API.

use crate::commands::verbs;

pub(crate) mod api;
pub(crate) mod login;

verbs! {
    /// Logs in with a password and prints the token
    Login(login),
    /// Calls any path of the client API
    #[command(visible_alias = "raw")]
    Api(api),
}
