//! The server itself: what it is and what it can do. Nothing here needs an access token.

use crate::{
    Error,
    call::call,
    synapse::{Client, ServerName, types},
};

impl Client {
    /// The version of Synapse that the server runs, such as `1.163.2`.
    ///
    /// The server does not look at the token here, so success says nothing about it;
    /// [`whoami`](Self::whoami) does.
    ///
    /// # Errors
    ///
    /// `is_not_found` when the server is no Synapse, or does not expose its admin API there.
    ///
    /// Calls `GET /_synapse/admin/v1/server_version` (`get_server_version`).
    pub async fn version(&self) -> Result<String, Error> {
        let answer = call!(self, get_server_version).await?;
        Ok(answer.server_version)
    }

    /// The versions of the Matrix specification and the unstable features that the server supports.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no homeserver at the address.
    ///
    /// Calls `GET /_matrix/client/versions` (`get_client_versions`).
    pub async fn client_versions(&self) -> Result<types::ClientVersions, Error> {
        call!(self, get_client_versions).await
    }

    /// The name of the server and the keys that it signs events with.
    ///
    /// # Errors
    ///
    /// `is_not_found` when the address does not serve federation, which some proxies keep elsewhere.
    ///
    /// Calls `GET /_matrix/key/v2/server` (`get_server_keys`).
    pub async fn server_keys(&self) -> Result<types::ServerKeys, Error> {
        call!(self, get_server_keys).await
    }

    /// The name of the server: the part behind the colon in the ids of its users.
    ///
    /// # Errors
    ///
    /// As for [`server_keys`](Self::server_keys).
    ///
    /// Calls `GET /_matrix/key/v2/server` (`get_server_keys`).
    pub async fn server_name(&self) -> Result<ServerName, Error> {
        Ok(self.server_keys().await?.server_name)
    }
}
