//! What the server has recorded of a user: connections, rooms, account data, pushers.

use std::collections::BTreeMap;

use crate::{
    Error, Timestamp,
    call::call,
    identifier::with_ids,
    synapse::{RoomId, types},
};

use super::User;

impl User<'_> {
    /// From where and with which programs the user was seen lately.
    ///
    /// The server does not tell devices apart. Users may ask about themselves without being admins. A local
    /// user who does not exist has no connections, so this does not prove that the account exists.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when the user is one of another server.
    ///
    /// Calls `GET /_synapse/admin/v1/whois/{user_id}` (`whois_user`).
    pub async fn whois(&self) -> Result<Vec<types::WhoisConnection>, Error> {
        let info = call!(self.client, whois_user.user_id(&self.id)).await?;
        Ok(connections(info))
    }

    /// The same as [`whois`](Self::whois), asked through the client-server API, which servers offer in
    /// places where they hide the admin API.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when the user is one of another server.
    ///
    /// Calls `GET /_matrix/client/v3/admin/whois/{user_id}` (`client_whois_user`).
    pub async fn client_whois(&self) -> Result<Vec<types::WhoisConnection>, Error> {
        let info = call!(self.client, client_whois_user.user_id(&self.id)).await?;
        Ok(connections(info))
    }

    /// Where and how the user is told of new messages.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such account; `is_bad_request` when it is one of another server.
    ///
    /// Calls `GET /_synapse/admin/v1/users/{user_id}/pushers` (`list_user_pushers`).
    pub async fn pushers(&self) -> Result<Vec<types::Pusher>, Error> {
        let list = call!(self.client, list_user_pushers.user_id(&self.id)).await?;
        Ok(list.pushers)
    }

    /// All account data of the user: what clients have stored, for the account and for single rooms.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such account; `is_bad_request` when it is one of another server.
    ///
    /// Calls `GET /_synapse/admin/v1/users/{user_id}/accountdata` (`get_user_account_data`).
    pub async fn account_data(&self) -> Result<types::AccountData, Error> {
        let data = call!(self.client, get_user_account_data.user_id(&self.id)).await?;
        Ok(data.account_data)
    }

    /// What the user is in each room, by room id: `join`, `invite`, `leave`, `ban` or `knock`.
    ///
    /// Users of other servers can be asked for too. Of a user who does not exist nothing is known, which is no
    /// error. Invitations from other servers to rooms that nobody here has joined are missing. Synapse has
    /// this since 1.145.
    ///
    /// # Errors
    ///
    /// `is_not_found` only where the server is too old for the call.
    ///
    /// Calls `GET /_synapse/admin/v1/users/{user_id}/memberships` (`list_user_memberships`).
    pub async fn memberships(&self) -> Result<BTreeMap<RoomId, String>, Error> {
        let answer = call!(self.client, list_user_memberships.user_id(&self.id)).await?;
        Ok(with_ids(answer.memberships))
    }

    /// The ids of the rooms that the user is in, in no order.
    ///
    /// Users of other servers can be asked for too. A user who does not exist is in no room, which is no
    /// error.
    ///
    /// # Errors
    ///
    /// `is_not_found` only where the server is too old for the call.
    ///
    /// Calls `GET /_synapse/admin/v1/users/{user_id}/joined_rooms` (`list_user_joined_rooms`).
    pub async fn joined_rooms(&self) -> Result<Vec<RoomId>, Error> {
        let list = call!(self.client, list_user_joined_rooms.user_id(&self.id)).await?;
        Ok(list.joined_rooms)
    }

    /// How many invitations to rooms the user has sent since a moment, or ever with `None`.
    ///
    /// A user who does not exist has sent 0. Synapse has this since 1.122.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when the moment lies before 1970.
    ///
    /// Calls `GET /_synapse/admin/v1/users/{user_id}/sent_invite_count` (`get_user_sent_invite_count`).
    pub async fn sent_invite_count(&self, from: Option<Timestamp>) -> Result<i64, Error> {
        let from = from.unwrap_or_default();
        let count = call!(
            self.client,
            get_user_sent_invite_count.user_id(&self.id).from_ts(from)
        );
        Ok(count.await?.invite_count)
    }

    /// How many different rooms the user has joined since a moment, or ever with `None`.
    ///
    /// A user who does not exist has joined 0. Synapse has this since 1.122.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when the moment lies before 1970.
    ///
    /// Calls `GET /_synapse/admin/v1/users/{user_id}/cumulative_joined_room_count` (`get_user_cumulative_joined_room_count`).
    pub async fn cumulative_joined_room_count(
        &self,
        from: Option<Timestamp>,
    ) -> Result<i64, Error> {
        let from = from.unwrap_or_default();
        let count = call!(
            self.client,
            get_user_cumulative_joined_room_count
                .user_id(&self.id)
                .from_ts(from)
        );
        Ok(count.await?.cumulative_joined_room_count)
    }
}

/// The wire pretends to group connections by device and session; there is one of each.
fn connections(info: types::WhoisInfo) -> Vec<types::WhoisConnection> {
    info.devices
        .into_values()
        .flat_map(|device| device.sessions)
        .flat_map(|session| session.connections)
        .collect()
}
