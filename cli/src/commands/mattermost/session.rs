//! `chatadm mattermost session`: where users are logged in.

use crate::{commands::verbs, printer::Shape};

pub(crate) mod list;
pub(crate) mod revoke;
pub(crate) mod revoke_all;

/// The columns of a list of sessions.
pub(crate) const SESSIONS: Shape = Shape {
    id: "id",
    columns: &[
        "id",
        "props.platform",
        "props.browser",
        "last_activity_at",
        "expires_at",
    ],
};

verbs! {
    /// Lists the sessions of a user
    List(list),
    /// Ends sessions of a user
    Revoke(revoke),
    /// Ends all sessions of users
    RevokeAll(revoke_all),
}
