//! Who may do what: which role has which right, and whom a path means.

use super::{World, parameters::is_id, refusal::Refusal, sessions::Caller};
use crate::sandbox::exchange::Call;

/// What a role may give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Right {
    ManageSystem,
    EditOtherUsers,
    ManageRoles,
    ListUsersWithoutTeam,
    CreateAccessTokens,
    ReadAccessTokens,
    RevokeAccessTokens,
    ReadUserManagement,
    WriteUserManagement,
    PromoteGuests,
}

/// The roles of the whole server.
pub(super) const ROLES: [&str; 10] = [
    "system_admin",
    "system_custom_group_admin",
    "system_guest",
    "system_manager",
    "system_post_all",
    "system_post_all_public",
    "system_read_only_admin",
    "system_user",
    "system_user_access_token",
    "system_user_manager",
];

fn gives(role: &str, right: Right) -> bool {
    match role {
        "system_admin" => true,
        "system_user_manager" => {
            matches!(
                right,
                Right::ReadUserManagement | Right::WriteUserManagement
            )
        }
        "system_manager" | "system_read_only_admin" => right == Right::ReadUserManagement,
        "system_user_access_token" => matches!(
            right,
            Right::CreateAccessTokens | Right::ReadAccessTokens | Right::RevokeAccessTokens
        ),
        _ => false,
    }
}

/// Whether roles, separated by spaces, give a right.
pub(super) fn give(roles: &str, right: Right) -> bool {
    roles.split_whitespace().any(|role| gives(role, right))
}

/// Whether roles, separated by spaces, are those of an administrator.
pub(super) fn is_admin(roles: &str) -> bool {
    roles.split_whitespace().any(|role| role == "system_admin")
}

/// Whether a text could be the name of a role.
pub(super) fn is_role_name(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    (1..=64).contains(&text.len()) && text.bytes().all(fits)
}

impl Caller {
    pub(super) fn may(&self, right: Right) -> bool {
        give(&self.roles, right)
    }

    pub(super) fn is_admin(&self) -> bool {
        is_admin(&self.roles)
    }

    pub(super) fn need(&self, right: Right) -> Result<(), Refusal> {
        match self.may(right) {
            true => Ok(()),
            false => Err(Refusal::permissions()),
        }
    }

    /// That the caller is this user, or may edit others.
    pub(super) fn need_user(&self, user: &str) -> Result<(), Refusal> {
        match self.user == user {
            true => Ok(()),
            false => self.need(Right::EditOtherUsers),
        }
    }
}

impl Caller {
    /// The id in a path, of an account or not; `me` is the caller.
    pub(super) fn named(&self, call: &Call) -> Result<String, Refusal> {
        match call.segment("user_id") {
            "me" => Ok(self.user.clone()),
            id if is_id(id) => Ok(id.to_owned()),
            _ => Err(Refusal::url("user_id")),
        }
    }
}

impl World {
    /// The id of an account that is there.
    pub(super) fn known(&self, call: &Call, caller: &Caller) -> Result<String, Refusal> {
        let user = caller.named(call)?;
        match self.accounts.contains(&user) {
            true => Ok(user),
            false => Err(Refusal::no_user()),
        }
    }

    /// That the caller may do something with an account, and what only system administrators may do with
    /// their like.
    pub(super) fn need_over(&self, caller: &Caller, user: &str) -> Result<(), Refusal> {
        caller.need_user(user)?;
        let account = self.accounts.get(user);
        match account.is_some_and(|account| is_admin(&account.roles)) && caller.user != user {
            true => caller.need(Right::ManageSystem),
            false => Ok(()),
        }
    }
}
