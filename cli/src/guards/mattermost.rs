//! The guards on Mattermost, where a pattern means the name, the address or the id of a user.

use std::{collections::BTreeSet, fmt};

use chatadm::mattermost::{UserId, types::User};

use super::{GuardArgs, refusal};
use crate::{context::Mattermost, exit::Failure};

/// The role that makes an admin.
pub(crate) const ADMIN: &str = "system_admin";

/// The override for changes that lock nobody out by themselves, so that only protected users matter.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
#[command(next_help_heading = "Guards")]
pub(crate) struct ProtectArgs {
    /// Allow accounts that the profile protects (`protected_users`)
    #[arg(long)]
    pub(crate) allow_protected: bool,
}

impl ProtectArgs {
    /// Refuses protected users; nothing has been changed then.
    pub(crate) fn check(self, mattermost: &Mattermost, users: &[User]) -> Result<(), Failure> {
        let guards = GuardArgs {
            allow_protected: self.allow_protected,
            ..GuardArgs::default()
        };
        guards.check_protected_users(mattermost, users)
    }
}

/// A user, called by name.
struct Account<'a>(&'a User);

impl fmt::Display for Account<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.username)
    }
}

/// Whether a user is a system admin.
pub(crate) fn is_admin(user: &User) -> bool {
    user.roles.split(' ').any(|role| role == ADMIN)
}

impl GuardArgs {
    /// Refuses users that nobody wants to lose by mistake; nothing has been changed then.
    pub(crate) async fn check_users(
        self,
        mattermost: &Mattermost,
        users: &[User],
    ) -> Result<(), Failure> {
        if users.is_empty() {
            return Ok(());
        }
        self.check_protected_users(mattermost, users)?;
        // Whoever asks through the local socket of the server is nobody, and cannot be lost.
        let me = match &mattermost.connection.token {
            Some(_) if !self.allow_self => Some(mattermost.client.me().await?),
            _ => None,
        };
        if let Some(me) = &me
            && users.iter().any(|user| user.id == me.id)
        {
            return Err(refusal(
                &Account(me),
                "is the account of this token",
                "--allow-self",
            ));
        }
        let admin = users
            .iter()
            .find(|user| is_admin(user) && user.delete_at.as_millis() == 0);
        // An admin who asks and stays is one.
        let stays = me.as_ref().is_some_and(is_admin);
        match admin {
            Some(admin) if !stays && !self.allow_last_admin => {
                check_last_admin(mattermost, users, admin).await
            }
            _ => Ok(()),
        }
    }

    /// Refuses protected users.
    pub(crate) fn check_protected_users(
        self,
        mattermost: &Mattermost,
        users: &[User],
    ) -> Result<(), Failure> {
        let accounts: Vec<Account<'_>> = users.iter().map(Account).collect();
        let patterns = &mattermost.connection.profile.protected_users;
        self.protect(patterns, &accounts, |Account(user)| {
            vec![
                user.username.as_str(),
                user.email.as_str(),
                user.id.as_str(),
            ]
        })
    }
}

/// Refuses users without whom there is no admin.
async fn check_last_admin(
    mattermost: &Mattermost,
    users: &[User],
    admin: &User,
) -> Result<(), Failure> {
    let chosen: BTreeSet<&UserId> = users.iter().map(|user| &user.id).collect();
    let users = mattermost.client.users();
    let mut admins = users.list().role(ADMIN).active(true).stream();
    while let Some(other) = admins.try_next().await? {
        if !chosen.contains(&other.id) && other.is_bot != Some(true) {
            return Ok(());
        }
    }
    Err(refusal(
        &Account(admin),
        "is the last system admin",
        "--allow-last-admin",
    ))
}
