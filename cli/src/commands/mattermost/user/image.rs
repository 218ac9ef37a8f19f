//! `chatadm mattermost user image`: profile pictures.

use crate::commands::verbs;

verbs! {
    /// Sets the picture of a user
    Set(set),
    /// Saves the picture of a user
    Get(get),
    /// Removes the pictures of users
    Reset(reset),
}
