//! Who gets into a room, and who gets power there.

use super::{Room, Rooms};
use crate::{
    Error,
    call::{answer, call, request},
    synapse::{RoomId, RoomIdOrAlias, ServerName, UserId, types},
};

impl<'a> Rooms<'a> {
    /// Makes a local user join a room, without asking them, by the id or an alias of the room.
    ///
    /// If the room is not public, the calling admin invites the user first, and so has to be a member who may
    /// do that.
    ///
    /// Calls `POST /_synapse/admin/v1/join/{room_identifier}` (`join_room`).
    pub fn join(&self, room: impl Into<RoomIdOrAlias>, user: impl Into<UserId>) -> JoinRoom<'a> {
        let (room, user) = (room.into(), user.into());
        let request = self.client.raw().join_room().room_identifier(room);
        JoinRoom::new(request.body_map(|body| body.user_id(user)))
    }

    /// Gives a user as much power in a room as any local member has, by the id or an alias of the room.
    ///
    /// See [`Room::make_admin`].
    ///
    /// Calls `POST /_synapse/admin/v1/rooms/{room_identifier}/make_room_admin` (`make_room_admin`).
    pub fn make_admin(&self, room: impl Into<RoomIdOrAlias>) -> MakeRoomAdmin<'a> {
        let room = room.into();
        MakeRoomAdmin::new(self.client.raw().make_room_admin().room_identifier(room))
    }
}

impl<'a> Room<'a> {
    /// Makes a local user join the room, without asking them.
    ///
    /// If the room is not public, the calling admin invites the user first, and so has to be a member who may
    /// do that. [`Rooms::join`] takes an alias.
    ///
    /// Calls `POST /_synapse/admin/v1/join/{room_identifier}` (`join_room`).
    pub fn join(&self, user: impl Into<UserId>) -> JoinRoom<'a> {
        self.client.rooms().join(&self.id, user)
    }

    /// Gives a user as much power as any local member of the room has: the calling admin, or who is
    /// [named](MakeRoomAdmin::user).
    ///
    /// The server does it in the name of that member, and invites the user to a room that is not public. It
    /// works only where a local member has enough power. [`Rooms::make_admin`] takes an alias.
    ///
    /// Calls `POST /_synapse/admin/v1/rooms/{room_identifier}/make_room_admin` (`make_room_admin`).
    pub fn make_admin(&self) -> MakeRoomAdmin<'a> {
        self.client.rooms().make_admin(&self.id)
    }

    /// Whether local users are kept from joining the room.
    ///
    /// # Errors
    ///
    /// `is_forbidden` when the caller is no server admin. A room that the server does not know is no error.
    ///
    /// Calls `GET /_synapse/admin/v1/rooms/{room_id}/block` (`get_room_block`).
    pub async fn is_blocked(&self) -> Result<bool, Error> {
        Ok(self.block_status().await?.block)
    }

    /// Whether local users are kept from joining the room, and who saw to that.
    ///
    /// # Errors
    ///
    /// As for [`is_blocked`](Self::is_blocked).
    ///
    /// Calls `GET /_synapse/admin/v1/rooms/{room_id}/block` (`get_room_block`).
    pub async fn block_status(&self) -> Result<types::RoomBlock, Error> {
        call!(self.client, get_room_block.room_id(&self.id)).await
    }

    /// Keeps local users from joining the room. Members stay.
    ///
    /// A room that the server does not know yet can be blocked too.
    ///
    /// # Errors
    ///
    /// `is_forbidden` when the caller is no server admin.
    ///
    /// Calls `PUT /_synapse/admin/v1/rooms/{room_id}/block` (`set_room_block`).
    pub async fn block(&self) -> Result<(), Error> {
        self.set_block(true).await
    }

    /// Lets local users join the room again.
    ///
    /// # Errors
    ///
    /// `is_forbidden` when the caller is no server admin.
    ///
    /// Calls `PUT /_synapse/admin/v1/rooms/{room_id}/block` (`set_room_block`).
    pub async fn unblock(&self) -> Result<(), Error> {
        self.set_block(false).await
    }

    async fn set_block(&self, block: bool) -> Result<(), Error> {
        call!(
            self.client,
            set_room_block
                .room_id(&self.id)
                .body_map(|body| body.block(block))
        )
        .await?;
        Ok(())
    }
}

request! {
    /// A request to make a local user join a room; see [`Room::join`].
    JoinRoom: join_room(JoinRoom) of synapse
}

impl JoinRoom<'_> {
    /// The servers to join through, for a room that this server is not in yet.
    pub fn servers(self, servers: impl IntoIterator<Item = ServerName>) -> Self {
        let servers: Vec<ServerName> = servers.into_iter().collect();
        self.with(|request| request.server_name(servers))
    }

    /// Sends the request, and tells the id of the room. Who is a member stays one.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such local user or room; `is_forbidden` when the room is blocked, or
    /// not public and the caller cannot invite to it; `is_bad_request` when the user is one of another
    /// server; `is_server_error` when the server of an alias cannot be reached.
    ///
    /// Calls `POST /_synapse/admin/v1/join/{room_identifier}` (`join_room`).
    pub async fn send(self) -> Result<RoomId, Error> {
        let joined = answer(Self::OPERATION, self.request.send()).await?;
        Ok(joined.room_id)
    }
}

request! {
    /// A request to give a user power in a room; see [`Room::make_admin`].
    MakeRoomAdmin: make_room_admin(MakeRoomAdmin) of synapse
}

impl MakeRoomAdmin<'_> {
    /// Who gets the power; the calling admin unless told.
    pub fn user(self, user: impl Into<UserId>) -> Self {
        let user = user.into();
        self.with(|request| request.body_map(|body| body.user_id(user)))
    }

    /// Sends the request.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when this server is not in the room or does not know it, when no local member has
    /// enough power, or when the user created the room and it is of version 12; `is_not_found` when there is
    /// no such alias; `is_rate_limited` when the member has sent or invited too much, in which case the power
    /// may be given and only the invite missing.
    ///
    /// # Retries
    ///
    /// Sent again only when it provably did not run. Twice does no harm but leaves two events.
    ///
    /// Calls `POST /_synapse/admin/v1/rooms/{room_identifier}/make_room_admin` (`make_room_admin`).
    pub async fn send(self) -> Result<(), Error> {
        answer(Self::OPERATION, self.request.send()).await?;
        Ok(())
    }
}
