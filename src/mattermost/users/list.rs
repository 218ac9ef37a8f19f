//! Listing users.

use crate::{
    Cursor, Error, Page, Paginated,
    mattermost::{Client, TeamId, raw::types::User},
};

const OPERATION: &str = "get_users";

/// The most users that the server puts on one page; it cuts a larger wish without a word.
const LARGEST_PAGE: u32 = 200;

/// A request for a list of users; see [`Users::list`](super::Users::list).
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct ListUsers<'a> {
    client: &'a Client,
    start_at: Option<Cursor>,
    page_size: u32,
    in_team: Option<TeamId>,
    active: Option<bool>,
    role: Option<String>,
}

impl<'a> ListUsers<'a> {
    pub(super) fn new(client: &'a Client) -> Self {
        Self {
            client,
            start_at: None,
            page_size: LARGEST_PAGE,
            in_team: None,
            active: None,
            role: None,
        }
    }

    /// Keeps members of this team; the caller must be allowed to see it.
    pub fn in_team(mut self, team: TeamId) -> Self {
        self.in_team = Some(team);
        self
    }

    /// Keeps active users, or only deactivated ones; the server lists both unless told.
    pub fn active(mut self, active: bool) -> Self {
        self.active = Some(active);
        self
    }

    /// Keeps users who have this system role, for example `system_admin`.
    pub fn role(mut self, role: impl Into<String>) -> Self {
        self.role = Some(role.into());
        self
    }

    /// How many users to ask for at once, 1 to 200; 200 unless told.
    pub fn page_size(mut self, users: u32) -> Self {
        // A page that the server cut would pass for the last one.
        self.page_size = users.clamp(1, LARGEST_PAGE);
        self
    }

    /// Goes on where an earlier [`Page`] ended; use the same page size as there.
    pub fn start_at(mut self, cursor: Cursor) -> Self {
        self.start_at = Some(cursor);
        self
    }

    /// Asks for one page.
    ///
    /// # Errors
    ///
    /// `is_unauthorized` when the token is bad; `is_forbidden` when the caller may not see the team.
    ///
    /// Calls `GET /api/v4/users` (`get_users`).
    pub async fn send(self) -> Result<Page<User>, Error> {
        let start_at = self.start_at.clone();
        self.page(start_at).await
    }

    /// Reads all pages, one after the other, as the stream is polled.
    ///
    /// Calls `GET /api/v4/users` (`get_users`).
    pub fn stream(self) -> Paginated<'a, User> {
        Paginated::new(OPERATION, self.start_at.clone(), move |cursor| {
            self.clone().page(cursor)
        })
        .following(|cursor| {
            let number = cursor
                .map_or(Ok(0), |cursor| cursor.as_str().parse::<i64>())
                .ok()?;
            Some(Cursor::new(number.checked_add(1)?.to_string()))
        })
    }

    async fn page(self, cursor: Option<Cursor>) -> Result<Page<User>, Error> {
        let number: i64 = match cursor {
            None => 0,
            Some(cursor) => cursor.as_str().parse().map_err(|_| Error::Argument {
                operation: OPERATION,
                reason: format!("`{cursor}` is not a cursor of this list"),
            })?,
        };
        let mut request = self
            .client
            .raw()
            .get_users()
            .page(number)
            .per_page(self.page_size);
        if let Some(team) = self.in_team {
            request = request.in_team(team);
        }
        // Both at once make the server answer a body that is not JSON, so only one is ever sent.
        match self.active {
            Some(true) => request = request.active(true),
            Some(false) => request = request.inactive(true),
            None => {}
        }
        if let Some(role) = self.role {
            request = request.role(role);
        }
        match request.send().await {
            Ok(answer) => {
                let users = answer.into_inner();
                // There is no marker: a page that is not full is the last.
                let full = users.len() >= self.page_size as usize;
                Ok(Page::new(
                    users,
                    full.then(|| Cursor::new((number + 1).to_string())),
                    None,
                ))
            }
            Err(error) => Err(Error::from_raw(OPERATION, error).await),
        }
    }
}
