//! Reports about users, all of them and each alone.

use crate::{
    Error,
    call::{call, found},
    paginate::list,
    synapse::{Client, types},
};

impl Client {
    /// The reports of users about other users. Since Synapse 1.152.
    pub fn user_reports(&self) -> UserReports<'_> {
        UserReports { client: self }
    }

    /// One report about a user, by its number. Since Synapse 1.152.
    pub fn user_report(&self, id: i64) -> UserReport<'_> {
        UserReport { client: self, id }
    }
}

/// The reports about users; see [`Client::user_reports`].
#[derive(Debug, Clone, Copy)]
#[must_use = "a handle does nothing by itself"]
pub struct UserReports<'a> {
    client: &'a Client,
}

impl<'a> UserReports<'a> {
    /// Lists reports, the newest first unless told otherwise.
    ///
    /// The list is read by offset, so reports that come in meanwhile can shift others to the reader twice.
    ///
    /// Calls `GET /_synapse/admin/v1/user_reports` (`list_user_reports`).
    pub fn list(&self) -> ListUserReports<'a> {
        ListUserReports::new(self.client.raw().list_user_reports())
    }
}

/// One report about a user; see [`Client::user_report`].
#[derive(Debug, Clone, Copy)]
#[must_use = "a handle does nothing by itself"]
pub struct UserReport<'a> {
    client: &'a Client,
    id: i64,
}

impl UserReport<'_> {
    /// The number of the report.
    pub fn id(&self) -> i64 {
        self.id
    }

    /// The report.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such report; [`get_opt`](Self::get_opt) makes that `None`.
    /// `is_bad_request` when the number is negative.
    ///
    /// Calls `GET /_synapse/admin/v1/user_reports/{report_id}` (`get_user_report`).
    pub async fn get(&self) -> Result<types::UserReport, Error> {
        call!(self.client, get_user_report.report_id(self.id)).await
    }

    /// The report, or `None` when there is no such report.
    ///
    /// # Errors
    ///
    /// As for [`get`](Self::get), but for `is_not_found`.
    ///
    /// Calls `GET /_synapse/admin/v1/user_reports/{report_id}` (`get_user_report`).
    pub async fn get_opt(&self) -> Result<Option<types::UserReport>, Error> {
        found(self.get().await)
    }

    /// Deletes the report.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such report, as after a deletion whose answer got lost.
    ///
    /// Calls `DELETE /_synapse/admin/v1/user_reports/{report_id}` (`delete_user_report`).
    pub async fn delete(&self) -> Result<(), Error> {
        call!(self.client, delete_user_report.report_id(self.id)).await?;
        Ok(())
    }
}

list! {
    /// A request for reports about users; see [`UserReports::list`].
    ListUserReports: list_user_reports(ListUserReports) -> UserReport of synapse,
    "GET /_synapse/admin/v1/user_reports"
}

impl ListUserReports<'_> {
    /// Keeps reports about users whose full id contains this ASCII text.
    pub fn target_user_id(self, text: impl Into<String>) -> Self {
        self.with(|request| request.target_user_id(text.into()))
    }
}

super::either! { ListUserReports -> UserReport in user_reports }
