//! Counting users.

use super::list::joined;
use crate::{
    Error,
    call::{answer, request},
    mattermost::{ChannelId, TeamId},
};

request! {
    /// A request to count users; see [`Users::stats_filtered`](super::Users::stats_filtered).
    CountUsers: get_total_users_stats_filtered(GetTotalUsersStatsFiltered) of mattermost
}

impl CountUsers<'_> {
    /// Counts members of this team only.
    pub fn in_team(self, team: impl Into<TeamId>) -> Self {
        self.with(|request| request.in_team(team.into()))
    }

    /// Counts members of this channel only.
    pub fn in_channel(self, channel: impl Into<ChannelId>) -> Self {
        self.with(|request| request.in_channel(channel.into()))
    }

    /// Whether deactivated users count too; not unless told.
    pub fn deactivated(self, include: bool) -> Self {
        self.with(|request| request.include_deleted(include))
    }

    /// Whether bots count too; not unless told.
    pub fn bots(self, include: bool) -> Self {
        self.with(|request| request.include_bots(include))
    }

    /// Whether users of connected servers count too; not unless told. Older servers ignore it.
    pub fn remote_users(self, include: bool) -> Self {
        self.with(|request| request.include_remote_users(include))
    }

    /// Counts users who have one of these system roles.
    pub fn roles<T: Into<String>>(self, roles: impl IntoIterator<Item = T>) -> Self {
        self.with(|request| request.roles(joined(roles)))
    }

    /// Counts users who have one of these roles in the team.
    pub fn team_roles<T: Into<String>>(self, roles: impl IntoIterator<Item = T>) -> Self {
        self.with(|request| request.team_roles(joined(roles)))
    }

    /// Counts users who have one of these roles in the channel.
    pub fn channel_roles<T: Into<String>>(self, roles: impl IntoIterator<Item = T>) -> Self {
        self.with(|request| request.channel_roles(joined(roles)))
    }

    /// Sends the request, and gives the number of users.
    ///
    /// # Errors
    ///
    /// `is_forbidden` without the permission `sysconsole_read_user_management_users`.
    ///
    /// Calls `GET /api/v4/users/stats/filtered` (`get_total_users_stats_filtered`).
    pub async fn send(self) -> Result<i64, Error> {
        let stats = answer(Self::OPERATION, self.request.send()).await?;
        Ok(stats.total_users_count)
    }
}
