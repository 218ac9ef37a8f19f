//! The Synapse admin API.
//!
//! [`Client`] is the facade; [`raw`] holds the complete generated client below it. Handles such as
//! [`Users`] borrow the client and cost nothing.

use crate::{
    Method, Operation, Request,
    connection::{Connect, Parts},
};

mod account_validity;
mod background_updates;
mod federation;
pub mod ids;
mod matrix;
mod media;
pub mod raw;
mod registration;
mod registration_tokens;
mod reports;
mod rooms;
mod scheduled_tasks;
mod server;
mod server_notices;
mod statistics;
mod users;

pub use account_validity::{AccountValidity, RenewAccount};
pub use background_updates::{BackgroundUpdates, RunBackgroundJob};
pub use federation::{Destination, Federation, ListDestinationRooms, ListDestinations};
pub use ids::{
    DeviceId, EventId, MxcUri, ParseIdError, RoomAlias, RoomId, RoomIdOrAlias, ServerName, UserId,
};
pub use matrix::{Login, Session};
pub use media::{DeleteMediaWhere, ListQuarantineChanges, Media};
pub use raw::{open::*, types};
pub use registration::{RegisterUser, Registration};
pub use registration_tokens::{
    CreateRegistrationToken, ListRegistrationTokens, RegistrationToken, RegistrationTokens,
    UpdateRegistrationToken,
};
pub use reports::{
    EventReport, EventReports, ListEventReports, ListUserReports, UserReport, UserReports,
};
pub use rooms::{
    DeleteRoom, DeleteRoomNow, GetEventContext, GetRoomState, HistoryPurge, JoinRoom,
    ListRoomHierarchy, ListRoomMessages, ListRooms, MakeRoomAdmin, PowerLevels, PurgeHistory,
    PurgeUpTo, Room, RoomDeletion, Rooms,
};
pub use scheduled_tasks::{ListScheduledTasks, ScheduledTasks};
pub use server_notices::{NoticeContent, SendServerNotice, ServerNotices};
pub use statistics::{ListUserMediaStatistics, Statistics};
pub use users::{
    CreateDevice, CreateUser, DeactivateUser, DeleteUserMedia, ListUserMedia, ListUsers,
    ListUsersV3, LoginAs, ModifyUser, PruneDevices, RatelimitOverride, RedactUser, ResetPassword,
    SetRatelimit, User, UserDevice, UserDevices, UserMedia, UserRedaction, Users,
};

/// A client of one Synapse server. Cheap to clone; clones share connections.
#[derive(Debug, Clone)]
pub struct Client {
    raw: raw::Client,
}

impl Client {
    /// Starts a client for the server at `base_url`, for example `https://matrix.example.org`.
    ///
    /// A path in the URL is kept as a prefix of every request.
    pub fn builder(base_url: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(base_url.into())
    }

    /// The generated client: every operation, with the same credentials and connections.
    pub fn raw(&self) -> &raw::Client {
        &self.raw
    }

    /// Every operation of the API, with what is known of it.
    pub const OPERATIONS: &'static [Operation] = <Self as Connect>::OPERATIONS;

    /// A request to any path of the server, with the same credentials, attempts and errors.
    ///
    /// ```no_run
    /// # use chatadm::{Method, synapse::Client};
    /// # async fn run(synapse: Client) -> Result<(), chatadm::Error> {
    /// let path = "/_matrix/client/v3/directory/room/{room_alias}";
    /// let room: serde_json::Value = synapse
    ///     .request(Method::GET, path)
    ///     .param("room_alias", "#lobby:example.org")
    ///     .send()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn request(&self, method: Method, path: impl Into<String>) -> Request<'_> {
        Request::to_path(&self.raw, method, path.into())
    }

    /// A call of an operation by its id, which is one of [`OPERATIONS`](Self::OPERATIONS).
    ///
    /// ```no_run
    /// # async fn run(synapse: chatadm::synapse::Client) -> Result<(), chatadm::Error> {
    /// let page: serde_json::Value = synapse.call("list_rooms").param("limit", 5).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn call(&self, operation_id: &str) -> Request<'_> {
        Request::to_operation(&self.raw, operation_id)
    }

    /// The rooms that the server knows.
    pub fn rooms(&self) -> Rooms<'_> {
        Rooms::new(self)
    }

    /// One room.
    pub fn room(&self, id: impl Into<RoomId>) -> Room<'_> {
        Room::new(self, id.into())
    }

    /// The local users of the server.
    pub fn users(&self) -> Users<'_> {
        Users::new(self)
    }

    /// One local user.
    pub fn user(&self, id: impl Into<UserId>) -> User<'_> {
        User::new(self, id.into())
    }
}

/// Collects what a [`Client`] needs.
pub type ClientBuilder = crate::ClientBuilder<Client>;

impl Connect for Client {
    const OPERATIONS: &'static [Operation] = crate::operation::SYNAPSE;

    fn connect(parts: Parts) -> Self {
        Self {
            raw: raw::Client::over(parts),
        }
    }
}
