//! Listing users, in the two versions that the server has of the list.

use crate::{
    Error,
    call::answer,
    paginate::{Answer, At, PageRequest, list},
    synapse::{Direction, UserOrder, raw::builder, types},
};

use super::Users;

impl<'a> Users<'a> {
    /// Lists users, by name unless told otherwise.
    ///
    /// Deactivated and locked users are left out unless asked for. The list is read by offset, so
    /// accounts that appear or vanish meanwhile can shift others past the reader or to it twice.
    ///
    /// Calls `GET /_synapse/admin/v2/users` (`list_users_v2`).
    pub fn list(&self) -> ListUsers<'a> {
        ListUsers::new(self.client.raw().list_users_v2())
    }

    /// Lists users like [`list`](Self::list), but deactivated ones too unless told otherwise, and if
    /// wanted them alone.
    ///
    /// Synapse has this version of the list since 1.103.
    ///
    /// Calls `GET /_synapse/admin/v3/users` (`list_users_v3`).
    pub fn list_v3(&self) -> ListUsersV3<'a> {
        ListUsersV3::new(self.client.raw().list_users_v3())
    }
}

list! {
    /// A request for a list of users; see [`Users::list`](super::Users::list).
    ListUsers: list_users_v2(ListUsersV2) -> UserSummary of synapse,
    "GET /_synapse/admin/v2/users"
}

impl ListUsers<'_> {
    /// Whether deactivated users are listed too; the server hides them unless told.
    ///
    /// [`Users::list_v3`](super::Users::list_v3) can list them alone.
    pub fn deactivated(self, include: bool) -> Self {
        self.with(|request| request.deactivated(include))
    }
}

list! {
    /// A request for a list of users; see [`Users::list_v3`](super::Users::list_v3).
    ListUsersV3: list_users_v3(ListUsersV3) -> UserSummary of synapse,
    "GET /_synapse/admin/v3/users"
}

impl ListUsersV3<'_> {
    /// Lists only deactivated users, or only others; the server lists both unless told.
    pub fn deactivated(self, only: bool) -> Self {
        self.with(|request| request.deactivated(only))
    }
}

/// What both versions of the list have in common.
macro_rules! common {
    ($list:ident, $request:ident) => {
        impl $list<'_> {
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

            /// Whether locked users are listed too; the server hides them unless told.
            pub fn locked(self, include: bool) -> Self {
                self.with(|request| request.locked(include))
            }

            /// `false` lists only users who wait for approval; of effect only where accounts need one.
            pub fn approved(self, approved: bool) -> Self {
                self.with(|request| request.approved(approved))
            }

            /// Leaves out users of these types; an empty text stands for users without a type.
            pub fn not_user_type<T: Into<String>>(
                self,
                types: impl IntoIterator<Item = T>,
            ) -> Self {
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

        impl PageRequest for builder::$request<'_> {
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
    };
}

common!(ListUsers, ListUsersV2);
common!(ListUsersV3, ListUsersV3);
