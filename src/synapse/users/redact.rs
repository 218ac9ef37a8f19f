//! Redacting what a user has sent, and waiting for it.

use std::{collections::BTreeMap, time::Duration};

use crate::{
    Error, Timestamp,
    call::{answer, call},
    identifier::with_ids,
    synapse::{
        Client, EventId, RoomId,
        raw::{
            builder,
            open::RedactionStatus,
            types::{self, RedactionProgress},
        },
    },
    wait::{self, Found, Job, Task},
};

use super::{User, Users};

const REDACT: &str = "redact_user_events";

impl<'a> User<'a> {
    /// Redacts what the user has sent, in all rooms that they are in or banned from unless told otherwise.
    ///
    /// The server does the work in the background; wait for it with [`UserRedaction::wait`]. Nothing brings
    /// the content of redacted events back.
    ///
    /// Calls `POST /_synapse/admin/v1/user/{user_id}/redact` (`redact_user_events`).
    pub fn redact(&self) -> RedactUser<'a> {
        let request = self.client.raw().redact_user_events().user_id(&self.id);
        RedactUser {
            client: self.client,
            // No rooms mean all of them.
            request: request.body_map(|body| body.rooms(Vec::<RoomId>::new())),
            flaw: None,
        }
    }
}

impl<'a> Users<'a> {
    /// A redaction that was started earlier, by the id that [`UserRedaction::id`] gave.
    pub fn redaction(&self, id: impl Into<String>) -> UserRedaction<'a> {
        UserRedaction {
            client: self.client,
            id: id.into(),
        }
    }
}

/// A request to redact what a user has sent; see [`User::redact`].
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct RedactUser<'a> {
    client: &'a Client,
    request: builder::RedactUserEvents<'a>,
    /// What is wrong with it, and would be taken for something else by the server.
    flaw: Option<&'static str>,
}

impl<'a> RedactUser<'a> {
    /// Redacts in these rooms only; at least one.
    pub fn rooms<R: Into<RoomId>>(mut self, rooms: impl IntoIterator<Item = R>) -> Self {
        let rooms: Vec<RoomId> = rooms.into_iter().map(Into::into).collect();
        if rooms.is_empty() {
            self.flaw = Some("an empty list of rooms would redact in every room of the user");
        }
        self.with(|body| body.rooms(rooms))
    }

    /// The reason that is recorded with each redaction; none unless told.
    pub fn reason(self, reason: impl Into<String>) -> Self {
        self.with(|body| body.reason(reason.into()))
    }

    /// How many events of the user are looked for in each room, at least 1; 1000 unless told.
    pub fn limit(mut self, events: u32) -> Self {
        if events == 0 {
            self.flaw = Some("a limit of 0 would count as 1000");
        }
        self.with(|body| body.limit(i64::from(events)))
    }

    /// Whether the caller sends the redactions instead of the user; not unless told. They fail then in rooms
    /// that the caller is not in.
    pub fn use_admin(self, use_admin: bool) -> Self {
        self.with(|body| body.use_admin(use_admin))
    }

    /// Redacts only events from this moment on. Synapse knows it since 1.157; older ones ignore it.
    pub fn after(self, moment: Timestamp) -> Self {
        self.with(|body| body.after_ts(moment))
    }

    /// Redacts only events up to this moment. Synapse knows it since 1.157; older ones ignore it.
    pub fn before(self, moment: Timestamp) -> Self {
        self.with(|body| body.before_ts(moment))
    }

    fn with(
        mut self,
        change: impl FnOnce(types::builder::RedactionRequest) -> types::builder::RedactionRequest,
    ) -> Self {
        self.request = self.request.body_map(change);
        self
    }

    /// Starts the redaction.
    ///
    /// The server does not look the user up: for one who does not exist it starts a redaction of nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] (`is_bad_request`) for an empty list of rooms and for a limit of 0, which the
    /// server takes for all rooms and for 1000. `is_bad_request` while another redaction of this user runs.
    ///
    /// # Retries
    ///
    /// Sent again only when it provably did not run: a redaction that has not begun yet does not keep a
    /// second one from being started.
    ///
    /// Calls `POST /_synapse/admin/v1/user/{user_id}/redact` (`redact_user_events`).
    pub async fn send(self) -> Result<UserRedaction<'a>, Error> {
        if let Some(flaw) = self.flaw {
            return Err(Error::Argument {
                operation: REDACT,
                reason: flaw.to_owned(),
            });
        }
        let started = answer(REDACT, self.request.send()).await?;
        Ok(self.client.users().redaction(started.redact_id))
    }
}

/// A redaction that the server works on.
///
/// Only its id matters: keep it, and [`Users::redaction`] finds the redaction again. The server forgets it
/// some time after it is over.
#[derive(Debug, Clone)]
#[must_use = "a handle does nothing by itself"]
pub struct UserRedaction<'a> {
    client: &'a Client,
    id: String,
}

impl UserRedaction<'_> {
    /// The id of the redaction.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// How far the redaction is.
    ///
    /// # Errors
    ///
    /// `is_not_found` when the server does not know the id, or has forgotten it.
    ///
    /// Calls `GET /_synapse/admin/v1/user/redact_status/{redact_id}` (`get_redact_status`).
    pub async fn status(&self) -> Result<RedactionProgress, Error> {
        call!(self.client, get_redact_status.redact_id(&*self.id)).await
    }

    /// Waits until the redaction is over, at most as long as `limit`, and tells which events could not be
    /// redacted: the reason by event id.
    ///
    /// A redaction is complete even if it failed on every event, so look at what this answers.
    ///
    /// # Errors
    ///
    /// [`Error::TaskFailed`] with the server's reason when the redaction failed or was canceled;
    /// [`Error::WaitTimedOut`] (`is_timeout`) when it was not over in time, in which case it goes on; any error
    /// of [`status`](Self::status).
    ///
    /// # Cancellation
    ///
    /// Dropping the future stops the waiting, not the redaction.
    ///
    /// Calls `GET /_synapse/admin/v1/user/redact_status/{redact_id}` (`get_redact_status`).
    pub async fn wait(&self, limit: Duration) -> Result<BTreeMap<EventId, String>, Error> {
        self.wait_with(limit, |_| {}).await
    }

    /// Waits as [`wait`](Self::wait) does, and shows each status on the way, the last one too.
    ///
    /// # Errors
    ///
    /// As for [`wait`](Self::wait).
    ///
    /// # Cancellation
    ///
    /// Dropping the future stops the waiting, not the redaction.
    ///
    /// Calls `GET /_synapse/admin/v1/user/redact_status/{redact_id}` (`get_redact_status`).
    pub async fn wait_with(
        &self,
        limit: Duration,
        progress: impl FnMut(&RedactionProgress) + Send,
    ) -> Result<BTreeMap<EventId, String>, Error> {
        wait::watch(self, limit, progress).await
    }
}

impl Job for UserRedaction<'_> {
    type Status = RedactionProgress;
    type Result = BTreeMap<EventId, String>;

    fn task(&self) -> Task {
        Task {
            what: "redaction",
            id: self.id.clone(),
        }
    }

    async fn look(&self) -> Result<Self::Status, Error> {
        self.status().await
    }

    async fn judge(&self, redaction: Self::Status) -> Found<Self::Result> {
        match redaction.status {
            RedactionStatus::Complete => {
                Found::Done(with_ids(redaction.failed_redactions.unwrap_or_default()))
            }
            RedactionStatus::Failed => Found::Failed(
                redaction
                    .error
                    .unwrap_or_else(|| wait::NO_REASON.to_owned()),
            ),
            _ => Found::Again,
        }
    }
}
