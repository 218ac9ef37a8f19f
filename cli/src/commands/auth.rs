//! `chatadm auth`: credentials, and the profiles they are kept in.

use super::verbs;

pub(crate) mod list;
pub(crate) mod login;
pub(crate) mod logout;
pub(crate) mod status;
pub(crate) mod switch;

verbs! {
    /// Logs in and keeps the token in a profile
    Login(login),
    /// Tells who one is, where, and by which token
    #[command(visible_alias = "current")]
    Status(status),
    /// Lists the profiles
    List(list),
    /// Makes a profile the current one
    #[command(visible_alias = "set")]
    Switch(switch),
    /// Logs out on the server and forgets the token
    #[command(visible_alias = "delete")]
    Logout(logout),
}
