//! `chatadm mattermost user`: accounts. Which accounts a command means is in `select`, what every
//! change of them takes in `work`.

use chatadm::mattermost::types::User;
use serde_json::Value;

use crate::{commands::verbs, exit::Failure, printer::Shape};

pub(crate) mod activate;
pub(crate) mod audits;
pub(crate) mod change_password;
pub(crate) mod channels;
pub(crate) mod convert;
pub(crate) mod create;
pub(crate) mod deactivate;
pub(crate) mod delete;
pub(crate) mod delete_all;
pub(crate) mod demote;
pub(crate) mod edit;
pub(crate) mod filter;
pub(crate) mod image;
pub(crate) mod invalid_emails;
pub(crate) mod invite;
pub(crate) mod list;
pub(crate) mod mfa;
pub(crate) mod migrate_auth;
pub(crate) mod preference;
pub(crate) mod promote;
pub(crate) mod reset_mfa;
pub(crate) mod reset_password;
pub(crate) mod roles;
pub(crate) mod search;
pub(crate) mod select;
pub(crate) mod send_verification;
pub(crate) mod show;
pub(crate) mod stats;
pub(crate) mod team;
pub(crate) mod unlock;
pub(crate) mod verify;
pub(crate) mod work;

/// The columns of a list of accounts.
pub(crate) const USERS: Shape = Shape {
    id: "id",
    columns: &["id", "username", "email", "roles", "delete_at"],
};

/// The columns of a list of accounts that is about their activity.
pub(crate) const SEEN: Shape = Shape {
    id: "id",
    columns: &["id", "username", "email", "roles", "last_activity_at"],
};

verbs! {
    /// Lists users
    List(list),
    /// Finds users by a part of their name or address
    Search(search),
    /// Shows everything that is known of users
    Show(show),
    /// Counts users
    Stats(stats),
    /// Lists users whose addresses the server does not accept for new accounts
    InvalidEmails(invalid_emails),
    /// Creates users
    Create(create),
    /// Changes a user
    #[command(visible_alias = "modify")]
    Edit(edit),
    /// Activates users
    Activate(activate),
    /// Deactivates users
    Deactivate(deactivate),
    /// Deactivates users, or deletes them for good
    Delete(delete),
    /// Deletes all users for good
    #[command(alias = "deleteall")]
    DeleteAll(delete_all),
    /// Invites people to teams by e-mail
    Invite(invite),
    /// Sends e-mails with a link to set a new password
    #[command(alias = "reset_password")]
    ResetPassword(reset_password),
    /// Sets a new password
    ChangePassword(change_password),
    /// The second factor
    Mfa(mfa),
    /// Switches the second factor of users off
    #[command(hide = true, name = "resetmfa")]
    ResetMfa(reset_mfa),
    /// Lets users log in again who typed wrong passwords too often
    #[command(alias = "reset-failed-attempts")]
    Unlock(unlock),
    /// Sends e-mails with a link to verify an address
    SendVerification(send_verification),
    /// Marks the addresses of users as verified
    Verify(verify),
    /// Makes guests ordinary users
    Promote(promote),
    /// Makes ordinary users guests
    Demote(demote),
    /// Makes users bots, or a bot a user
    Convert(convert),
    /// Shows and changes the roles of users
    Roles(roles),
    /// Preferences
    Preference(preference),
    /// Moves users to another way to log in
    #[command(alias = "migrate_auth")]
    MigrateAuth(migrate_auth),
    /// Lists what a user did
    Audits(audits),
    /// Lists the channels that a user is in
    Channels(channels),
    /// Profile pictures
    Image(image),
}

/// A user as it is printed: without what some servers let slip.
pub(crate) fn document(user: &User) -> Result<Value, Failure> {
    let mut value = serde_json::to_value(user)?;
    if let Some(fields) = value.as_object_mut() {
        for secret in ["password", "mfa_secret", "mfa_used_timestamps"] {
            fields.remove(secret);
        }
    }
    Ok(value)
}
