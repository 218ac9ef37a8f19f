//! Listing users.

use crate::{
    Cursor, Error, Page, Paginated,
    synapse::{
        Client,
        raw::{
            open::{Direction, UserOrder},
            types::UserSummary,
        },
    },
};

const OPERATION: &str = "list_users_v2";

/// A request for a list of users; see [`Users::list`](super::Users::list).
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct ListUsers<'a> {
    client: &'a Client,
    start_at: Option<Cursor>,
    page_size: i64,
    name: Option<String>,
    user_id: Option<String>,
    guests: Option<bool>,
    admins: Option<bool>,
    deactivated: Option<bool>,
    locked: Option<bool>,
    order_by: Option<UserOrder>,
    direction: Option<Direction>,
}

impl<'a> ListUsers<'a> {
    pub(super) fn new(client: &'a Client) -> Self {
        Self {
            client,
            start_at: None,
            page_size: 100,
            name: None,
            user_id: None,
            guests: None,
            admins: None,
            deactivated: None,
            locked: None,
            order_by: None,
            direction: None,
        }
    }

    /// Keeps users whose local part or display name contains this text, ignoring case.
    pub fn name(mut self, text: impl Into<String>) -> Self {
        self.name = Some(text.into());
        self
    }

    /// Keeps users whose full id contains this ASCII text; the server ignores it beside a name.
    pub fn user_id(mut self, text: impl Into<String>) -> Self {
        self.user_id = Some(text.into());
        self
    }

    /// Whether guests are listed too; the server lists them unless told.
    pub fn guests(mut self, include: bool) -> Self {
        self.guests = Some(include);
        self
    }

    /// Lists only server admins, or only other users; the server lists both unless told.
    pub fn admins(mut self, only: bool) -> Self {
        self.admins = Some(only);
        self
    }

    /// Whether deactivated users are listed too; the server hides them unless told.
    pub fn deactivated(mut self, include: bool) -> Self {
        self.deactivated = Some(include);
        self
    }

    /// Whether locked users are listed too; the server hides them unless told.
    pub fn locked(mut self, include: bool) -> Self {
        self.locked = Some(include);
        self
    }

    /// The field to sort by; ties are sorted by user id.
    pub fn order_by(mut self, field: UserOrder) -> Self {
        self.order_by = Some(field);
        self
    }

    /// The direction to sort in.
    pub fn direction(mut self, direction: Direction) -> Self {
        self.direction = Some(direction);
        self
    }

    /// How many users to ask for at once, at least 1; 100 unless told.
    pub fn page_size(mut self, users: u32) -> Self {
        // With 0 the server names the same page as the next one, without end.
        self.page_size = i64::from(users.max(1));
        self
    }

    /// Goes on where an earlier [`Page`] ended.
    pub fn start_at(mut self, cursor: Cursor) -> Self {
        self.start_at = Some(cursor);
        self
    }

    /// Asks for one page.
    ///
    /// # Errors
    ///
    /// `is_forbidden` when the caller is no server admin; `is_unauthorized` when the token is bad.
    ///
    /// Calls `GET /_synapse/admin/v2/users` (`list_users_v2`).
    pub async fn send(self) -> Result<Page<UserSummary>, Error> {
        let start_at = self.start_at.clone();
        self.page(start_at).await
    }

    /// Reads all pages, one after the other, as the stream is polled.
    ///
    /// Calls `GET /_synapse/admin/v2/users` (`list_users_v2`).
    pub fn stream(self) -> Paginated<'a, UserSummary> {
        let page_size = self.page_size;
        Paginated::new(OPERATION, self.start_at.clone(), move |cursor| {
            self.clone().page(cursor)
        })
        .following(move |cursor| {
            let offset = cursor
                .map_or(Ok(0), |cursor| cursor.as_str().parse::<i64>())
                .ok()?;
            Some(Cursor::new(offset.checked_add(page_size)?.to_string()))
        })
    }

    async fn page(self, cursor: Option<Cursor>) -> Result<Page<UserSummary>, Error> {
        let mut request = self.client.raw().list_users_v2().limit(self.page_size);
        if let Some(cursor) = cursor {
            let from: i64 = cursor.as_str().parse().map_err(|_| Error::Argument {
                operation: OPERATION,
                reason: format!("`{cursor}` is not a cursor of this list"),
            })?;
            request = request.from(from);
        }
        if let Some(name) = self.name {
            request = request.name(name);
        }
        if let Some(user_id) = self.user_id {
            request = request.user_id(user_id);
        }
        if let Some(guests) = self.guests {
            request = request.guests(guests);
        }
        if let Some(admins) = self.admins {
            request = request.admins(admins);
        }
        if let Some(deactivated) = self.deactivated {
            request = request.deactivated(deactivated);
        }
        if let Some(locked) = self.locked {
            request = request.locked(locked);
        }
        if let Some(field) = self.order_by {
            request = request.order_by(field);
        }
        if let Some(direction) = self.direction {
            request = request.dir(direction);
        }
        match request.send().await {
            Ok(answer) => {
                let page = answer.into_inner();
                Ok(Page::new(
                    page.users,
                    page.next_token.map(Cursor::new),
                    Some(page.total),
                ))
            }
            Err(error) => Err(Error::from_raw(OPERATION, error).await),
        }
    }
}
