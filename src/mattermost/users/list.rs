//! Listing users, all of them or those whom a condition names.

use crate::{
    Cursor, Error, Page, Pages, Paginated,
    mattermost::{
        ChannelId, Client, TeamId, UserSort, page_number::page_number, raw::builder, types,
    },
    paginate::{Paging, list},
};

/// A request for a list of users; see [`Users::list`](super::Users::list).
///
/// The server looks at one of these conditions only, the first that is present: without team, not in
/// channel, not in team, in team, in channel, in group. The others narrow what it selects.
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct ListUsers<'a> {
    request: builder::GetUsers<'a>,
    /// Kept apart because the request can take back neither `active` nor `inactive`, and both of them
    /// make the server answer a body that is not JSON.
    active: Option<bool>,
    paging: Paging,
}

impl<'a> ListUsers<'a> {
    pub(super) fn new(client: &'a Client) -> Self {
        Self {
            request: client.raw().get_users(),
            active: None,
            paging: Paging::of(Client::OPERATIONS, "get_users"),
        }
    }

    /// How many users to ask for at once, 1 to 200; 100 unless told.
    ///
    /// A number above the server's limit counts as that limit.
    pub fn page_size(mut self, users: u32) -> Self {
        self.paging.size(users);
        self
    }

    /// Goes on where an earlier [`Page`] ended.
    pub fn start_at(mut self, cursor: Cursor) -> Self {
        self.paging.start_at(cursor);
        self
    }

    /// Asks for one page.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when the order does not belong to the selection or a role cannot exist, `is_forbidden`
    /// when the caller may not see the team or channel, `is_not_implemented` when a group is named without a license.
    ///
    /// Calls `GET /api/v4/users` (`get_users`).
    pub async fn send(self) -> Result<Page<types::User>, Error> {
        let (paging, request) = self.parts();
        paging.first(request).await
    }

    /// Reads the users of all pages, one after the other, as the stream is polled.
    ///
    /// Calls `GET /api/v4/users` (`get_users`).
    pub fn stream(self) -> Paginated<'a, types::User> {
        let (paging, request) = self.parts();
        paging.items(request)
    }

    /// Reads page after page, as the stream is polled.
    ///
    /// Calls `GET /api/v4/users` (`get_users`).
    pub fn pages(self) -> Pages<'a, types::User> {
        let (paging, request) = self.parts();
        paging.pages(request)
    }

    fn parts(self) -> (Paging, builder::GetUsers<'a>) {
        let request = match self.active {
            None => self.request,
            Some(true) => self.request.active(true),
            Some(false) => self.request.inactive(true),
        };
        (self.paging, request)
    }

    fn with(mut self, change: impl FnOnce(builder::GetUsers<'a>) -> builder::GetUsers<'a>) -> Self {
        self.request = change(self.request);
        self
    }
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
    pub fn active(mut self, active: bool) -> Self {
        self.active = Some(active);
        self
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
