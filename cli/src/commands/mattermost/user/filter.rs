//! What narrows a list of users: on the server where it can, and here.

use std::collections::BTreeMap;

use chatadm::{
    Method, Timestamp,
    mattermost::{ListUsers, UserId, types::User},
};
use jiff::Zoned;
use regex::Regex;

use super::team;
use crate::{context::Mattermost, exit::Failure, moment::When};

/// The role that makes a guest.
const GUEST: &str = "system_guest";

/// Whether a second factor is set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Mfa {
    On,
    Off,
}

/// What narrows a list of users.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Which users")]
pub(crate) struct FilterArgs {
    /// Keep members of this team (a name or an id)
    #[arg(long, value_name = "TEAM", conflicts_with_all = ["not_in_team", "no_team"])]
    team: Option<String>,

    /// Leave out members of this team
    #[arg(long, value_name = "TEAM", conflicts_with = "no_team")]
    not_in_team: Option<String>,

    /// Keep users who are in no team
    #[arg(long)]
    no_team: bool,

    /// Keep active users only
    #[arg(long, conflicts_with = "inactive")]
    active: bool,

    /// Keep deactivated users only
    #[arg(long, visible_alias = "deactivated")]
    inactive: bool,

    /// Keep users who have this role, as `system_admin`
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,

    /// Keep users who log in with this service, as `ldap`; `email` is a password of this server
    #[arg(long, value_name = "SERVICE")]
    auth_service: Option<String>,

    /// Keep users with the second factor, or without
    #[arg(long, value_name = "WHICH")]
    mfa: Option<Mfa>,

    /// Keep bots only
    #[arg(long, conflicts_with = "no_bots")]
    bots: bool,

    /// Leave out bots
    #[arg(long)]
    no_bots: bool,

    /// Keep guests only
    #[arg(long)]
    guests: bool,

    /// Keep users whose name matches this regular expression, from its beginning
    #[arg(long = "match", value_name = "REGEX")]
    matching: Option<Regex>,

    /// Leave out users whose name matches this regular expression, from its beginning
    #[arg(long, value_name = "REGEX")]
    exclude: Option<Regex>,

    /// Keep users who were created since
    #[arg(long, value_name = "WHEN")]
    created_after: Option<When>,

    /// Keep users who were created before
    #[arg(long, value_name = "WHEN")]
    created_before: Option<When>,

    /// Keep users who were not active for so long, those who never were among them
    #[arg(long, visible_alias = "last-active-before", value_name = "TIME")]
    inactive_for: Option<When>,

    /// Keep users who were never active
    #[arg(long)]
    never_seen: bool,
}

impl FilterArgs {
    /// Whether nothing narrows the list.
    pub(crate) fn is_empty(&self) -> bool {
        let Self {
            team,
            not_in_team,
            no_team,
            active,
            inactive,
            role,
            auth_service,
            mfa,
            bots,
            no_bots,
            guests,
            matching,
            exclude,
            created_after,
            created_before,
            inactive_for,
            never_seen,
        } = self;
        let texts = [team, not_in_team, role, auth_service]
            .into_iter()
            .all(Option::is_none);
        let patterns = [matching, exclude].into_iter().all(Option::is_none);
        let moments = [created_after, created_before, inactive_for]
            .into_iter()
            .all(Option::is_none);
        let flags = [no_team, active, inactive, bots, no_bots, guests, never_seen];
        texts && patterns && moments && mfa.is_none() && flags.into_iter().all(|flag| !flag)
    }

    /// The request for what the server's own filters leave.
    pub(crate) async fn request<'a>(
        &self,
        mattermost: &'a Mattermost,
        size: u32,
    ) -> Result<ListUsers<'a>, Failure> {
        let mut request = mattermost.client.users().list().page_size(size);
        if let Some(name) = &self.team {
            request = request.in_team(team::find(mattermost, name).await?);
        }
        if let Some(name) = &self.not_in_team {
            request = request.not_in_team(team::find(mattermost, name).await?);
        }
        if self.no_team {
            request = request.without_team(true);
        }
        if self.active || self.inactive {
            request = request.active(self.active);
        }
        if let Some(role) = self.role.as_deref().or(self.guests.then_some(GUEST)) {
            request = request.role(role);
        }
        Ok(request)
    }

    /// Whether users are left out here whom the server lists.
    pub(crate) fn is_narrowing(&self) -> bool {
        let of_server = Self {
            team: None,
            not_in_team: None,
            no_team: false,
            active: false,
            inactive: false,
            role: None,
            ..self.clone()
        };
        !of_server.is_empty()
    }

    /// Whether it matters when users were last active, which lists do not tell.
    pub(crate) fn is_about_activity(&self) -> bool {
        self.inactive_for.is_some() || self.never_seen
    }

    /// Keeps what our own filters leave.
    pub(crate) async fn keep(
        &self,
        mattermost: &Mattermost,
        mut users: Vec<User>,
        now: &Zoned,
    ) -> Result<Vec<User>, Failure> {
        let moment = |when: Option<When>| {
            when.map(|when| when.past(now))
                .transpose()
                .map_err(Failure::Usage)
        };
        let after = moment(self.created_after)?;
        let before = moment(self.created_before)?;
        let service = self
            .auth_service
            .as_deref()
            .map(|name| if name == "email" { "" } else { name });
        users.retain(|user| {
            let matches = |regex: &Regex| {
                regex
                    .find(&user.username)
                    .is_some_and(|found| found.start() == 0)
            };
            let made = user.create_at;
            self.matching.as_ref().is_none_or(matches)
                && !self.exclude.as_ref().is_some_and(matches)
                && service.is_none_or(|service| service == user.auth_service.as_str())
                && self
                    .mfa
                    .is_none_or(|mfa| (mfa == Mfa::On) == (user.mfa_active == Some(true)))
                && (!self.bots || user.is_bot == Some(true))
                && (!self.no_bots || user.is_bot != Some(true))
                && (!self.guests || user.roles.split(' ').any(|role| role == GUEST))
                && after.is_none_or(|after| made.is_some_and(|made| made >= after))
                && before.is_none_or(|before| made.is_some_and(|made| made < before))
        });
        let idle = moment(self.inactive_for)?;
        if !self.is_about_activity() {
            return Ok(users);
        }
        see(mattermost, &mut users).await?;
        users.retain(|user| match (user.last_activity_at, idle) {
            (Some(seen), Some(idle)) => seen < idle && !self.never_seen,
            (Some(_), None) => false,
            // Who is younger than the time of inactivity had no chance to be seen.
            (None, idle) => idle.is_none_or(|idle| user.create_at.is_none_or(|made| made < idle)),
        });
        Ok(users)
    }
}

/// Notes when users were last active; lists do not tell.
pub(crate) async fn see(mattermost: &Mattermost, users: &mut [User]) -> Result<(), Failure> {
    let seen = last_seen(mattermost, users).await?;
    for user in users {
        user.last_activity_at = seen.get(&user.id).copied();
    }
    Ok(())
}

/// When users were last active; those who never were are not among them.
async fn last_seen(
    mattermost: &Mattermost,
    users: &[User],
) -> Result<BTreeMap<UserId, Timestamp>, Failure> {
    #[derive(serde::Deserialize)]
    struct Status {
        user_id: UserId,
        #[serde(default)]
        last_activity_at: i64,
    }

    let mut seen = BTreeMap::new();
    for users in users.chunks(100) {
        let ids: Vec<&UserId> = users.iter().map(|user| &user.id).collect();
        let request = mattermost
            .client
            .request(Method::POST, "/api/v4/users/status/ids");
        let found: Vec<Status> = request.json(&ids).send().await?;
        let found = found
            .into_iter()
            .filter(|status| status.last_activity_at > 0);
        seen.extend(found.map(|status| {
            (
                status.user_id,
                Timestamp::from_millis(status.last_activity_at),
            )
        }));
    }
    Ok(seen)
}
