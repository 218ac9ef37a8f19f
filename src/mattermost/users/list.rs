//! Listing users.

use crate::{
    Error,
    call::answer,
    mattermost::{TeamId, raw::builder, types},
    paginate::{Answer, At, PageRequest, list},
};

list! {
    /// A request for a list of users; see [`Users::list`](super::Users::list).
    ListUsers: get_users(GetUsers) -> User of mattermost,
    "GET /api/v4/users"
}

impl ListUsers<'_> {
    /// Keeps members of this team; the caller must be allowed to see it.
    pub fn in_team(self, team: impl Into<TeamId>) -> Self {
        self.with(|request| request.in_team(team.into()))
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
}

impl PageRequest for builder::GetUsers<'_> {
    type Item = types::User;

    async fn page(self, at: At, size: u32) -> Result<Answer<Self::Item>, Error> {
        let operation = at.operation;
        let request = self.page(at.number()?.unwrap_or(0)).per_page(size);
        answer(operation, request.send()).await.map(Answer::of)
    }
}
