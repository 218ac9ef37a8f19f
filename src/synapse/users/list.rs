//! Listing users.

use crate::{
    Error,
    call::answer,
    paginate::{Answer, At, PageRequest, list},
    synapse::{Direction, UserOrder, raw::builder, types},
};

list! {
    /// A request for a list of users; see [`Users::list`](super::Users::list).
    ListUsers: list_users_v2(ListUsersV2) -> UserSummary of synapse,
    "GET /_synapse/admin/v2/users"
}

impl ListUsers<'_> {
    /// Keeps users whose local part or display name contains this text, ignoring case.
    pub fn name(self, text: impl Into<String>) -> Self {
        self.with(|request| request.name(text.into()))
    }

    /// Keeps users whose full id contains this ASCII text; the server ignores it beside a name.
    pub fn user_id(self, text: impl Into<String>) -> Self {
        self.with(|request| request.user_id(text.into()))
    }

    /// Whether guests are listed too; the server lists them unless told.
    pub fn guests(self, include: bool) -> Self {
        self.with(|request| request.guests(include))
    }

    /// Lists only server admins, or only other users; the server lists both unless told.
    pub fn admins(self, only: bool) -> Self {
        self.with(|request| request.admins(only))
    }

    /// Whether deactivated users are listed too; the server hides them unless told.
    pub fn deactivated(self, include: bool) -> Self {
        self.with(|request| request.deactivated(include))
    }

    /// Whether locked users are listed too; the server hides them unless told.
    pub fn locked(self, include: bool) -> Self {
        self.with(|request| request.locked(include))
    }

    /// `false` lists only users who wait for approval; of effect only where accounts need one.
    pub fn approved(self, approved: bool) -> Self {
        self.with(|request| request.approved(approved))
    }

    /// Leaves out users of these types; an empty text stands for users without a type.
    pub fn not_user_type<T: Into<String>>(self, types: impl IntoIterator<Item = T>) -> Self {
        let types: Vec<String> = types.into_iter().map(Into::into).collect();
        self.with(|request| request.not_user_type(types))
    }

    /// The field to sort by; ties are sorted by user id.
    pub fn order_by(self, field: UserOrder) -> Self {
        self.with(|request| request.order_by(field))
    }

    /// The direction to sort in.
    pub fn direction(self, direction: Direction) -> Self {
        self.with(|request| request.dir(direction))
    }
}

impl PageRequest for builder::ListUsersV2<'_> {
    type Item = types::UserSummary;

    async fn page(self, at: At, size: u32) -> Result<Answer<Self::Item>, Error> {
        let operation = at.operation;
        let mut request = self.limit(size);
        if let Some(from) = at.number()? {
            request = request.from(from);
        }
        let page = answer(operation, request.send()).await?;
        Ok(Answer::of(page.users)
            .next(page.next_token)
            .total(page.total))
    }
}
