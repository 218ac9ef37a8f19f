//! `chatadm mattermost`: the nouns of a Mattermost server.

use super::verbs;

pub(crate) mod limits;
pub(crate) mod listing;
pub(crate) mod roles;
pub(crate) mod session;
pub(crate) mod token;
pub(crate) mod user;

verbs! {
    /// User accounts
    User(user),
    /// Personal access tokens
    Token(token),
    /// Sessions: where users are logged in
    Session(session),
    /// System admins
    Roles(roles),
    /// Shows the limits of the server
    Limits(limits),
}
