//! The Mattermost v4 users API.
//!
//! [`Client`] is the facade; [`raw`] holds the complete client below it. Handles such as [`Users`]
//! borrow the client and cost nothing.

use crate::{
    Method, Operation, Request,
    connection::{Connect, Parts},
};

mod access_tokens;
mod credentials;
mod drafts;
pub mod ids;
mod login;
mod mfa;
mod page_number;
pub mod raw;
mod server;
mod sessions;
mod users;

pub use access_tokens::{
    AccessToken, AccessTokens, CreateAccessToken, IssuedToken, ListAccessTokens,
    ListUserAccessTokens, UserAccessTokens,
};
pub use credentials::{MigrateAuthToLdap, MigrateAuthToSaml, SendVerificationEmail};
pub use drafts::{Drafts, UpsertDraft};
pub use ids::{ChannelId, ParseIdError, SessionId, TeamId, TokenId, UserId};
pub use login::{DesktopLogin, GetLoginType, IntuneLogin, Login, SwitchAccountType};
pub use raw::{open::*, types};
pub use server::{NotifyAdmin, TriggerNotifyAdminPosts};
pub use sessions::{AttachDevice, Sessions};
pub use users::{
    AutocompleteUsers, ConvertBot, CountUsers, CreateUser, GetImage, ListAudits,
    ListChannelMembers, ListInvalidEmails, ListUsers, PatchUser, ProfileImage, SearchUsers, User,
    Users, UsersByIds,
};

/// A client of one Mattermost server. Cheap to clone; clones share connections.
#[derive(Debug, Clone)]
pub struct Client {
    raw: raw::Client,
}

impl Client {
    /// Starts a client for the server at `base_url`, for example `https://chat.example.org`.
    ///
    /// A path in the URL is kept as a prefix of every request.
    pub fn builder(base_url: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(base_url.into())
    }

    /// The raw client: every operation, with the same credentials and connections.
    pub fn raw(&self) -> &raw::Client {
        &self.raw
    }

    /// Every operation of the API, with what is known of it.
    pub const OPERATIONS: &'static [Operation] = <Self as Connect>::OPERATIONS;

    /// A request to any path of the server, with the same credentials, attempts and errors.
    ///
    /// ```no_run
    /// # use chatadm::{Method, mattermost::Client};
    /// # async fn run(mattermost: Client) -> Result<(), chatadm::Error> {
    /// let team: serde_json::Value = mattermost
    ///     .request(Method::GET, "/api/v4/teams/name/{name}")
    ///     .param("name", "core")
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
    /// # async fn run(mattermost: chatadm::mattermost::Client) -> Result<(), chatadm::Error> {
    /// let users: serde_json::Value = mattermost.call("get_users").param("per_page", 5).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn call(&self, operation_id: &str) -> Request<'_> {
        Request::to_operation(&self.raw, operation_id)
    }
}

/// Collects what a [`Client`] needs.
pub type ClientBuilder = crate::ClientBuilder<Client>;

impl Connect for Client {
    const OPERATIONS: &'static [Operation] = crate::operation::MATTERMOST;

    fn connect(parts: Parts) -> Self {
        Self {
            raw: raw::Client::over(parts),
        }
    }
}
