//! Reports about events, all of them and each alone.

use crate::{
    Error,
    call::{call, found},
    paginate::list,
    synapse::{Client, UserId, types},
};

impl Client {
    /// The reports of users about events.
    pub fn event_reports(&self) -> EventReports<'_> {
        EventReports { client: self }
    }

    /// One report about an event, by its number.
    pub fn event_report(&self, id: i64) -> EventReport<'_> {
        EventReport { client: self, id }
    }
}

/// The reports about events; see [`Client::event_reports`].
#[derive(Debug, Clone, Copy)]
#[must_use = "a handle does nothing by itself"]
pub struct EventReports<'a> {
    client: &'a Client,
}

impl<'a> EventReports<'a> {
    /// Lists reports, the newest first unless told otherwise, without the events.
    ///
    /// Reports about rooms that were purged are left out. The list is read by offset, so reports that
    /// come in meanwhile can shift others to the reader twice.
    ///
    /// Calls `GET /_synapse/admin/v1/event_reports` (`list_event_reports`).
    pub fn list(&self) -> ListEventReports<'a> {
        ListEventReports::new(self.client.raw().list_event_reports())
    }
}

/// One report about an event; see [`Client::event_report`].
#[derive(Debug, Clone, Copy)]
#[must_use = "a handle does nothing by itself"]
pub struct EventReport<'a> {
    client: &'a Client,
    id: i64,
}

impl EventReport<'_> {
    /// The number of the report.
    pub fn id(&self) -> i64 {
        self.id
    }

    /// The report, and the event as the server keeps it.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such report, or when its event is gone;
    /// [`get_opt`](Self::get_opt) makes that `None`. `is_bad_request` when the number is negative.
    ///
    /// Calls `GET /_synapse/admin/v1/event_reports/{report_id}` (`get_event_report`).
    pub async fn get(&self) -> Result<types::EventReportDetails, Error> {
        call!(self.client, get_event_report.report_id(self.id)).await
    }

    /// The report, and the event as the server keeps it, or `None` when either is gone.
    ///
    /// # Errors
    ///
    /// As for [`get`](Self::get), but for `is_not_found`.
    ///
    /// Calls `GET /_synapse/admin/v1/event_reports/{report_id}` (`get_event_report`).
    pub async fn get_opt(&self) -> Result<Option<types::EventReportDetails>, Error> {
        found(self.get().await)
    }

    /// Deletes the report, not the event.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such report, as after a deletion whose answer got lost.
    ///
    /// Calls `DELETE /_synapse/admin/v1/event_reports/{report_id}` (`delete_event_report`).
    pub async fn delete(&self) -> Result<(), Error> {
        call!(self.client, delete_event_report.report_id(self.id)).await?;
        Ok(())
    }
}

list! {
    /// A request for reports about events; see [`EventReports::list`].
    ListEventReports: list_event_reports(ListEventReports) -> EventReport of synapse,
    "GET /_synapse/admin/v1/event_reports"
}

impl ListEventReports<'_> {
    /// Keeps reports from rooms whose id contains this ASCII text.
    pub fn room_id(self, text: impl Into<String>) -> Self {
        self.with(|request| request.room_id(text.into()))
    }

    /// Keeps reports about events of this one user.
    pub fn event_sender(self, user: impl Into<UserId>) -> Self {
        self.with(|request| request.event_sender_user_id(user.into()))
    }
}

super::either! { ListEventReports -> EventReport in event_reports }
