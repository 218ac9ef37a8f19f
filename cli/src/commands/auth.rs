//! `chatadm auth`: credentials, and the profiles they are kept in.

use super::verbs;

pub(crate) mod clean;
pub(crate) mod list;
pub(crate) mod login;
pub(crate) mod logout;
pub(crate) mod refresh;
pub(crate) mod status;
pub(crate) mod switch;
pub(crate) mod token;

verbs! {
    /// Logs in and keeps the token in a profile
    Login(login),
    /// Logs in again and replaces the token of a profile
    #[command(visible_alias = "renew")]
    Refresh(refresh),
    /// Tells who one is, where, and by which token
    #[command(visible_alias = "current")]
    Status(status),
    /// Prints the token, for other programs
    Token(token),
    /// Lists the profiles
    List(list),
    /// Makes a profile the current one
    #[command(visible_alias = "set")]
    Switch(switch),
    /// Logs out on the server and forgets the token
    #[command(visible_alias = "delete")]
    Logout(logout),
    /// Logs out everywhere, by the name that mmctl has for it
    #[command(hide = true)]
    Clean(clean),
}
