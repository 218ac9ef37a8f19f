//! `chatadm mattermost`: the nouns of a Mattermost server.

use super::verbs;

verbs! {
    /// User accounts
    User(user),
}
