//! The files that a user has uploaded.

use std::collections::BTreeSet;

use crate::{
    Error,
    call::{answer, call, request},
    paginate::{Answer, At, PageRequest, list},
    synapse::{Direction, UserMediaOrder, raw::builder, types},
};

use super::User;

impl<'a> User<'a> {
    /// The files that the user has uploaded.
    pub fn media(&self) -> UserMedia<'a> {
        UserMedia { user: self.clone() }
    }
}

/// The files that a user has uploaded; see [`User::media`].
#[derive(Debug, Clone)]
#[must_use = "a handle does nothing by itself"]
pub struct UserMedia<'a> {
    user: User<'a>,
}

impl<'a> UserMedia<'a> {
    /// Lists the files, the newest first unless told otherwise.
    ///
    /// Ids that were reserved and never filled are listed too, without type and size. The list is read by
    /// offset, so files that come or go meanwhile shift others.
    ///
    /// Calls `GET /_synapse/admin/v1/users/{user_id}/media` (`list_user_media`).
    pub fn list(&self) -> ListUserMedia<'a> {
        let raw = self.user.client.raw();
        ListUserMedia::new(raw.list_user_media().user_id(&self.user.id))
    }

    /// Deletes some of the files: up to 100 unless told, the newest first unless told.
    ///
    /// Calls `DELETE /_synapse/admin/v1/users/{user_id}/media` (`delete_user_media`).
    pub fn delete(&self) -> DeleteUserMedia<'a> {
        DeleteUserMedia::new(self.raw_deletion())
    }

    /// Deletes all files of the user, 100 at a time, quarantined ones included, and tells their media ids.
    ///
    /// It ends with the first call that deletes nothing new. Files that are uploaded meanwhile are deleted
    /// too. A file that the server cannot remove from its disk stays, and can hide others behind it: whoever
    /// wants to be sure looks at the [`list`](Self::list) afterwards.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such account, or the server keeps no media; `is_bad_request` when the
    /// account is one of another server. What was deleted before an error stays deleted, and calling this
    /// again goes on with the rest.
    ///
    /// # Retries
    ///
    /// Each call is sent again only when it provably did not run.
    ///
    /// # Cancellation
    ///
    /// Dropping the future stops after the call that is on its way.
    ///
    /// Calls `DELETE /_synapse/admin/v1/users/{user_id}/media` (`delete_user_media`).
    pub async fn delete_all(&self) -> Result<Vec<String>, Error> {
        let mut deleted = Vec::new();
        let mut known = BTreeSet::new();
        loop {
            // Always from the start: what is left has moved up.
            let batch = self.delete().send().await?;
            let before = deleted.len();
            deleted.extend(batch.into_iter().filter(|id| known.insert(id.clone())));
            // A server that names the same files again would do so for ever.
            if deleted.len() == before {
                return Ok(deleted);
            }
        }
    }

    /// Quarantines all files of the user, so that nobody can read them, and tells how many these are.
    ///
    /// Files that are protected from quarantine stay readable. The server does not look the user up: of one
    /// who does not exist it quarantines 0 files.
    ///
    /// # Errors
    ///
    /// `is_not_found` where the server keeps no media.
    ///
    /// Calls `POST /_synapse/admin/v1/user/{user_id}/media/quarantine` (`quarantine_user_media`).
    pub async fn quarantine(&self) -> Result<i64, Error> {
        let count = call!(
            self.user.client,
            quarantine_user_media.user_id(&self.user.id)
        );
        Ok(count.await?.num_quarantined)
    }

    fn raw_deletion(&self) -> builder::DeleteUserMedia<'a> {
        let raw = self.user.client.raw();
        raw.delete_user_media().user_id(&self.user.id)
    }
}

list! {
    /// A request for the files of a user; see [`UserMedia::list`].
    ListUserMedia: list_user_media(ListUserMedia) -> UserMedia of synapse,
    "GET /_synapse/admin/v1/users/{user_id}/media"
}

impl ListUserMedia<'_> {
    /// The field to sort by: the time of upload unless told. Once this is said, the server sorts upwards
    /// unless a direction is given.
    pub fn order_by(self, field: UserMediaOrder) -> Self {
        self.with(|request| request.order_by(field))
    }

    /// The direction to sort in; downwards (`b`) unless told or an order is given.
    pub fn direction(self, direction: Direction) -> Self {
        self.with(|request| request.dir(direction))
    }
}

impl PageRequest for builder::ListUserMedia<'_> {
    type Item = types::UserMedia;

    async fn page(self, at: At, size: u32) -> Result<Answer<Self::Item>, Error> {
        let operation = at.operation;
        let mut request = self.limit(size);
        if let Some(from) = at.number()? {
            request = request.from(from);
        }
        let page = answer(operation, request.send()).await?;
        Ok(Answer::of(page.media)
            .next(page.next_token)
            .total(page.total))
    }
}

request! {
    /// A request to delete some files of a user; see [`UserMedia::delete`].
    DeleteUserMedia: delete_user_media(DeleteUserMedia) of synapse
}

impl DeleteUserMedia<'_> {
    /// How many files to delete at most; 100 unless told.
    pub fn limit(self, files: u32) -> Self {
        self.with(|request| request.limit(files))
    }

    /// Spares this many files at the start of the order; none unless told.
    pub fn skip(self, files: u32) -> Self {
        self.with(|request| request.from(files))
    }

    /// The field that decides which files come first: the time of upload unless told. Once this is said, the
    /// server sorts upwards unless a direction is given, so that the oldest or smallest go first.
    pub fn order_by(self, field: UserMediaOrder) -> Self {
        self.with(|request| request.order_by(field))
    }

    /// The direction to sort in; downwards (`b`), the newest first, unless told or an order is given.
    pub fn direction(self, direction: Direction) -> Self {
        self.with(|request| request.dir(direction))
    }

    /// Deletes the files, quarantined ones included, and tells their media ids; none when nothing is left.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such account, or the server keeps no media; `is_bad_request` when the
    /// account is one of another server.
    ///
    /// # Retries
    ///
    /// Sent again only when it provably did not run, because a repeat deletes the files that come next.
    ///
    /// Calls `DELETE /_synapse/admin/v1/users/{user_id}/media` (`delete_user_media`).
    pub async fn send(self) -> Result<Vec<String>, Error> {
        let deleted = answer(Self::OPERATION, self.request.send()).await?;
        Ok(deleted.deleted_media)
    }
}
