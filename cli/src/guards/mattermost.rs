//! The guards on Mattermost, where a pattern means the name, the address or the id of a user.

use std::{collections::BTreeSet, fmt};

use chatadm::mattermost::{UserId, types::User};

use super::{GuardArgs, refusal};
use crate::{context::Mattermost, exit::Failure};

/// The role that makes an admin.
const ADMIN: &str = "system_admin";

/// A user, called by name.
struct Account<'a>(&'a User);

impl fmt::Display for Account<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.username)
    }
}

impl GuardArgs {
    /// Refuses users that nobody wants to lose by mistake; nothing has been changed then.
    pub(crate) async fn check_users(
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
        })?;
        if self.allow_self && self.allow_last_admin {
            return Ok(());
        }
        let chosen: BTreeSet<&UserId> = users.iter().map(|user| &user.id).collect();
        if mattermost.connection.is_local {
            // The socket knows no caller, so every admin may be the last one.
            let admin = users.iter().find(|user| is_admin(user));
            return match admin.filter(|_| !self.allow_last_admin) {
                Some(admin) => other_admin(mattermost, &chosen, admin).await,
                None => Ok(()),
            };
        }
        // An admin who stays is one: the others matter only when the caller is among them.
        let me = mattermost.client.me().await?;
        if !chosen.contains(&me.id) {
            return Ok(());
        }
        if !self.allow_self {
            return Err(refusal(
                &Account(&me),
                "is the account of this token",
                "--allow-self",
            ));
        }
        if !self.allow_last_admin && is_admin(&me) {
            return other_admin(mattermost, &chosen, &me).await;
        }
        Ok(())
    }
}

fn is_admin(user: &User) -> bool {
    user.roles.split(' ').any(|role| role == ADMIN)
}

/// Refuses where nobody but those who are chosen is an admin.
async fn other_admin(
    mattermost: &Mattermost,
    chosen: &BTreeSet<&UserId>,
    last: &User,
) -> Result<(), Failure> {
    let users = mattermost.client.users();
    let mut admins = users.list().role(ADMIN).active(true).stream();
    while let Some(admin) = admins.try_next().await? {
        if !chosen.contains(&admin.id) && admin.is_bot != Some(true) {
            return Ok(());
        }
    }
    Err(refusal(
        &Account(last),
        "is the last system admin",
        "--allow-last-admin",
    ))
}
