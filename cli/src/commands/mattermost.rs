//! `chatadm mattermost`: the nouns of a Mattermost server.

use super::verbs;

pub(crate) mod limits;
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
    /// Shows the limits of the server
    Limits(limits),
}
