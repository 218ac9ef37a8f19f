//! `chatadm mattermost user image`: profile pictures.

use crate::commands::verbs;

pub(crate) mod get;
pub(crate) mod reset;
pub(crate) mod set;

verbs! {
    /// Sets the picture of a user
    Set(set),
    /// Saves the picture of a user
    Get(get),
    /// Removes the pictures of users
    Reset(reset),
}
