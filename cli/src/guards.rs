//! What no command does unless it is told so outright: change oneself, the last admin, or protected users.

use std::{collections::BTreeSet, fmt::Display};

use chatadm::synapse::UserId;
use regex::Regex;

use crate::{context::Synapse, exit::Failure};

pub(crate) mod mattermost;

/// The overrides, one for each guard.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
#[command(next_help_heading = "Guards")]
pub(crate) struct GuardArgs {
    /// Allow the account that the token belongs to
    #[arg(long)]
    pub(crate) allow_self: bool,

    /// Allow the last server admin
    #[arg(long)]
    pub(crate) allow_last_admin: bool,

    /// Allow accounts that the profile protects (`protected_users`)
    #[arg(long)]
    pub(crate) allow_protected: bool,
}

impl GuardArgs {
    /// Refuses users that nobody wants to lose by mistake; nothing has been changed then.
    pub(crate) async fn check(self, synapse: &Synapse, ids: &[UserId]) -> Result<(), Failure> {
        self.check_protected(&synapse.connection.profile.protected_users, ids)?;
        // An admin who stays is one: the others matter only when the caller is among them.
        let me = synapse.me().await?;
        if !ids.contains(me) {
            return Ok(());
        }
        if !self.allow_self {
            return Err(refusal(me, "is the account of this token", "--allow-self"));
        }
        if !self.allow_last_admin {
            let chosen: BTreeSet<&UserId> = ids.iter().collect();
            let request = synapse
                .client
                .users()
                .list_v3()
                .admins(true)
                .deactivated(false)
                // Where authentication is delegated, to ask for guests is a mistake.
                .guests(false);
            let mut admins = request.stream();
            while let Some(admin) = admins.try_next().await? {
                if !chosen.contains(&admin.name) {
                    return Ok(());
                }
            }
            return Err(refusal(
                me,
                "is the last server admin",
                "--allow-last-admin",
            ));
        }
        Ok(())
    }

    fn check_protected(self, patterns: &[String], ids: &[UserId]) -> Result<(), Failure> {
        self.protect(patterns, ids, |id| vec![id.as_str()])
    }

    fn protect<T: Display>(
        self,
        patterns: &[String],
        ids: &[T],
        names: impl Fn(&T) -> Vec<&str>,
    ) -> Result<(), Failure> {
        for pattern in patterns.iter().filter(|_| !self.allow_protected) {
            let regex = whole(pattern).map_err(|error| {
                Failure::Config(format!("`{pattern}` in `protected_users`: {error}"))
            })?;
            let is_meant = |id: &&T| names(id).iter().any(|name| regex.is_match(name));
            if let Some(id) = ids.iter().find(is_meant) {
                let why = format!("is protected by `{pattern}` of the profile");
                return Err(refusal(id, &why, "--allow-protected"));
            }
        }
        Ok(())
    }
}

/// A pattern that has to match all of a text.
fn whole(pattern: &str) -> Result<Regex, regex::Error> {
    Regex::new(&format!("^(?:{pattern})$"))
}

fn refusal(id: &impl Display, why: &str, flag: &str) -> Failure {
    Failure::Usage(format!(
        "{id} {why}; nothing was done. Leave it out, or give `{flag}` if you mean it"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_protected_pattern_means_the_whole_id() {
        let guard = GuardArgs::default();
        let patterns = ["@root:.*".to_owned()];
        let id = |text: &str| [text.parse().unwrap()];
        assert!(guard.check_protected(&patterns, &id("@root:h")).is_err());
        assert!(
            guard
                .check_protected(&patterns, &id("@grassroot:h"))
                .is_ok()
        );
        let allowed = GuardArgs {
            allow_protected: true,
            ..guard
        };
        assert!(allowed.check_protected(&patterns, &id("@root:h")).is_ok());
        assert_eq!(
            guard
                .check_protected(&["(".to_owned()], &[])
                .unwrap_err()
                .code(),
            3
        );
    }
}
