//! `chatadm mattermost user`: accounts.

use crate::{commands::verbs, printer::Shape};

/// The columns of a list of accounts.
pub(crate) const USERS: Shape = Shape {
    id: "id",
    columns: &["id", "username", "email", "roles", "auth_service", "create_at", "delete_at"],
};

verbs! {
    /// Shows everything that is known of users
    Show(show),
    /// Activates users
    Activate(activate),
    /// Deactivates users
    Deactivate(deactivate),
}
