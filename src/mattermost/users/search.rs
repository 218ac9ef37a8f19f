//! Searching users by part of a name.

use crate::{
    Error,
    call::{answer, request},
    mattermost::{ChannelId, TeamId, raw::types::builder, types},
};

request! {
    /// A request to search users; see [`Users::search`](super::Users::search).
    SearchUsers: search_users(SearchUsers) of mattermost
}

impl SearchUsers<'_> {
    /// Searches members of this team only.
    pub fn in_team(self, team: impl Into<TeamId>) -> Self {
        self.body(|body| body.team_id(team.into()))
    }

    /// Leaves out members of this team.
    pub fn not_in_team(self, team: impl Into<TeamId>) -> Self {
        self.body(|body| body.not_in_team_id(team.into()))
    }

    /// Searches members of this channel only.
    pub fn in_channel(self, channel: impl Into<ChannelId>) -> Self {
        self.body(|body| body.in_channel_id(channel.into()))
    }

    /// Searches members of this team who are not in this channel.
    ///
    /// The server refuses to look for them without a team, so both are said at once.
    pub fn not_in_channel(self, team: impl Into<TeamId>, channel: impl Into<ChannelId>) -> Self {
        self.body(|body| body.team_id(team.into()).not_in_channel_id(channel.into()))
    }

    /// Searches members of the group with this id only.
    pub fn in_group(self, group: impl Into<String>) -> Self {
        self.body(|body| body.in_group_id(group.into()))
    }

    /// Leaves out members of the group with this id; older servers ignore it.
    pub fn not_in_group(self, group: impl Into<String>) -> Self {
        self.body(|body| body.not_in_group_id(group.into()))
    }

    /// Whether to find only those whom the groups of the team or channel let in; not unless told.
    pub fn group_constrained(self, only: bool) -> Self {
        self.body(|body| body.group_constrained(only))
    }

    /// Whether to find deactivated users too; not unless told.
    pub fn deactivated(self, include: bool) -> Self {
        self.body(|body| body.allow_inactive(include))
    }

    /// Whether to find only users who are in no team; not unless told.
    pub fn without_team(self, only: bool) -> Self {
        self.body(|body| body.without_team(only))
    }

    /// Finds users who have this system role.
    pub fn role(self, role: impl Into<String>) -> Self {
        self.body(|body| body.role(role.into()))
    }

    /// Finds users who have one of these system roles.
    pub fn roles<T: Into<String>>(self, roles: impl IntoIterator<Item = T>) -> Self {
        self.body(|body| body.roles(collected(roles)))
    }

    /// Finds users who have one of these roles in the team.
    pub fn team_roles<T: Into<String>>(self, roles: impl IntoIterator<Item = T>) -> Self {
        self.body(|body| body.team_roles(collected(roles)))
    }

    /// Finds users who have one of these roles in the channel.
    pub fn channel_roles<T: Into<String>>(self, roles: impl IntoIterator<Item = T>) -> Self {
        self.body(|body| body.channel_roles(collected(roles)))
    }

    /// The most users to answer with, 1 to 1000; 100 unless told.
    pub fn limit(self, users: u32) -> Self {
        self.body(|body| body.limit(i64::from(users)))
    }

    pub(super) fn body(
        self,
        change: impl FnOnce(builder::UserSearch) -> builder::UserSearch,
    ) -> Self {
        self.with(|request| request.body_map(change))
    }

    /// Sends the request. Nothing tells whether more users match than the limit allows.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when the term is empty or the limit above 1000, `is_forbidden` when the caller may
    /// not see the team or the channel.
    ///
    /// Calls `POST /api/v4/users/search` (`search_users`).
    pub async fn send(self) -> Result<Vec<types::User>, Error> {
        answer(Self::OPERATION, self.request.send()).await
    }
}

fn collected<T: Into<String>>(roles: impl IntoIterator<Item = T>) -> Vec<String> {
    roles.into_iter().map(Into::into).collect()
}

request! {
    /// A request for users whose names begin with a text; see [`Users::autocomplete`](super::Users::autocomplete).
    AutocompleteUsers: autocomplete_users(AutocompleteUsers) of mattermost
}

impl AutocompleteUsers<'_> {
    /// Looks among members of this team only.
    pub fn in_team(self, team: impl Into<TeamId>) -> Self {
        self.with(|request| request.in_team(team.into()))
    }

    /// Looks among members of this channel; the others of its team are answered apart, as `out_of_channel`.
    ///
    /// Without the team the server fails, so both are said at once.
    pub fn in_channel(self, team: impl Into<TeamId>, channel: impl Into<ChannelId>) -> Self {
        self.with(|request| request.in_team(team.into()).in_channel(channel.into()))
    }

    /// The most users to answer with; 100 unless told, and never more than 1000.
    pub fn limit(self, users: u32) -> Self {
        self.with(|request| request.limit(users))
    }

    /// Sends the request.
    ///
    /// # Errors
    ///
    /// `is_forbidden` when the caller may not see the team or the channel.
    ///
    /// Calls `GET /api/v4/users/autocomplete` (`autocomplete_users`).
    pub async fn send(self) -> Result<types::UserAutocomplete, Error> {
        answer(Self::OPERATION, self.request.send()).await
    }
}
