//! The current state of a room.

use super::{PowerLevels, Room};
use crate::{
    Error,
    call::{answer, call, request},
    synapse::types,
};

impl<'a> Room<'a> {
    /// The current state events of the room, in one answer that can be large.
    ///
    /// Calls `GET /_synapse/admin/v1/rooms/{room_id}/state` (`get_room_state`).
    pub fn state(&self) -> GetRoomState<'a> {
        GetRoomState::new(self.client.raw().get_room_state().room_id(&self.id))
    }

    /// Who may do what in the room, or `None` when nothing was ever said about it.
    ///
    /// Asks for the state event `m.room.power_levels`. In rooms of version 12 and later it does not name
    /// the creators of the room, who may do everything.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such room.
    ///
    /// Calls `GET /_synapse/admin/v1/rooms/{room_id}/state` (`get_room_state`).
    pub async fn power_levels(&self) -> Result<Option<PowerLevels>, Error> {
        let request = call!(
            self.client,
            get_room_state
                .room_id(&self.id)
                .type_(PowerLevels::EVENT_TYPE)
        );
        // Older servers return events of all types, and a key of its own makes it another event.
        let event = request.await?.state.into_iter().find(|event| {
            event.type_ == PowerLevels::EVENT_TYPE && event.state_key.as_deref() == Some("")
        });
        Ok(event.map(|event| PowerLevels::of_content(&event.content)))
    }
}

request! {
    /// A request for the state of a room; see [`Room::state`].
    GetRoomState: get_room_state(GetRoomState) of synapse
}

impl GetRoomState<'_> {
    /// Keeps events of this type, for example `m.room.member`; all unless told.
    ///
    /// Since Synapse 1.123. Older servers ignore it.
    pub fn event_type(self, kind: impl Into<String>) -> Self {
        self.with(|request| request.type_(kind.into()))
    }

    /// Sends the request. There are no events when none is of the type.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no such room.
    ///
    /// Calls `GET /_synapse/admin/v1/rooms/{room_id}/state` (`get_room_state`).
    pub async fn send(self) -> Result<Vec<types::ClientEvent>, Error> {
        let answer = answer(Self::OPERATION, self.request.send()).await?;
        Ok(answer.state)
    }
}
