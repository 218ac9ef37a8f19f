//! Listing users, all of them or those whom a condition names.

use crate::{
    mattermost::{ChannelId, TeamId, UserSort, page_number::page_number},
    paginate::list,
};

list! {
    /// A request for a list of users; see [`Users::list`](super::Users::list).
    ///
    /// The server looks at one of these conditions only, the first that is present: without team, not in
    /// channel, not in team, in team, in channel, in group. The others narrow what it selects.
    ListUsers: get_users(GetUsers) -> User of mattermost,
    "GET /api/v4/users"
}

impl ListUsers<'_> {
    /// Keeps members of this team; the caller must be allowed to see it.
    pub fn in_team(self, team: impl Into<TeamId>) -> Self {
        self.with(|request| request.in_team(team.into()))
    }

    /// Leaves out members of this team.
    pub fn not_in_team(self, team: impl Into<TeamId>) -> Self {
        self.with(|request| request.not_in_team(team.into()))
    }

    /// Keeps members of this channel; the caller must have access to it.
    pub fn in_channel(self, channel: impl Into<ChannelId>) -> Self {
        self.with(|request| request.in_channel(channel.into()))
    }

    /// Keeps members of this team who are not in this channel.
    ///
    /// The server refuses to look for them without a team, so both are said at once.
    pub fn not_in_channel(self, team: impl Into<TeamId>, channel: impl Into<ChannelId>) -> Self {
        self.with(|request| request.in_team(team.into()).not_in_channel(channel.into()))
    }

    /// Keeps members of the group with this id; needs a license.
    pub fn in_group(self, group: impl Into<String>) -> Self {
        self.with(|request| request.in_group(group.into()))
    }

    /// Leaves out members of the group with this id; older servers ignore it.
    pub fn not_in_group(self, group: impl Into<String>) -> Self {
        self.with(|request| request.not_in_group(group.into()))
    }

    /// Whether to keep only those whom the groups of the team or channel let in; not unless told.
    pub fn group_constrained(self, only: bool) -> Self {
        self.with(|request| request.group_constrained(only))
    }

    /// Whether to keep only those who match the channel's rules on attributes; older servers ignore it.
    pub fn abac_match_only(self, only: bool) -> Self {
        self.with(|request| request.abac_match_only(only))
    }

    /// Whether to keep only users who are in no team; not unless told. It wins over every other selection.
    pub fn without_team(self, only: bool) -> Self {
        self.with(|request| request.without_team(only))
    }

    /// Keeps active users, or only deactivated ones; the server lists both unless told.
    pub fn active(self, active: bool) -> Self {
        // Both of them true make the server answer a body that is not JSON.
        self.with(|request| request.active(active).inactive(!active))
    }

    /// Keeps users who have this system role, for example `system_admin`.
    pub fn role(self, role: impl Into<String>) -> Self {
        self.with(|request| request.role(role.into()))
    }

    /// Keeps users who have one of these system roles.
    pub fn roles<T: Into<String>>(self, roles: impl IntoIterator<Item = T>) -> Self {
        self.with(|request| request.roles(joined(roles)))
    }

    /// Keeps users who have one of these roles in the team that is selected.
    pub fn team_roles<T: Into<String>>(self, roles: impl IntoIterator<Item = T>) -> Self {
        self.with(|request| request.team_roles(joined(roles)))
    }

    /// Keeps users who have one of these roles in the channel that is selected.
    pub fn channel_roles<T: Into<String>>(self, roles: impl IntoIterator<Item = T>) -> Self {
        self.with(|request| request.channel_roles(joined(roles)))
    }

    /// The order of the list, by user name unless told.
    ///
    /// Each order belongs to one selection, which [`UserSort`] tells; without it the server answers 400.
    pub fn sort(self, order: UserSort) -> Self {
        self.with(|request| request.sort(order))
    }
}

/// Role names as a query takes them.
pub(super) fn joined<T: Into<String>>(roles: impl IntoIterator<Item = T>) -> String {
    let roles: Vec<String> = roles.into_iter().map(Into::into).collect();
    roles.join(",")
}

page_number!(GetUsers -> User);

list! {
    /// A request for users whose address the server would not accept; see
    /// [`Users::with_invalid_emails`](super::Users::with_invalid_emails).
    ListInvalidEmails: get_users_with_invalid_emails(GetUsersWithInvalidEmails) -> User of mattermost,
    "GET /api/v4/users/invalid_emails"
}

page_number!(GetUsersWithInvalidEmails -> User);
