//! The events of a room: in order, around one of them, and by time.

use reqwest::StatusCode;
use serde_json::Value;

use super::Room;
use crate::{
    Error, Timestamp,
    call::{answer, call, found, request},
    paginate::{Answer, At, PageRequest, list},
    synapse::{Direction, EventId, raw::builder, types},
};

impl<'a> Room<'a> {
    /// Lists the events of the room, from the oldest to the newest unless told otherwise.
    ///
    /// The caller need not be a member. Where a page starts is in [`Page::previous`](crate::Page::previous);
    /// with the other direction, the list that [starts there](ListRoomMessages::start_at) has what lies before
    /// the page. Reading backwards, the server may fetch older events from other servers. A room that it
    /// does not know has no events.
    ///
    /// Calls `GET /_synapse/admin/v1/rooms/{room_id}/messages` (`list_room_messages`).
    pub fn messages(&self) -> ListRoomMessages<'a> {
        ListRoomMessages::new(self.client.raw().list_room_messages().room_id(&self.id))
    }

    /// One event of the room together with those before and after it.
    ///
    /// Calls `GET /_synapse/admin/v1/rooms/{room_id}/context/{event_id}` (`get_event_context`).
    pub fn context(&self, event: impl Into<EventId>) -> GetEventContext<'a> {
        let request = self.client.raw().get_event_context().room_id(&self.id);
        GetEventContext::new(request.event_id(event.into()))
    }

    /// The first event of the room at or after a moment, or backwards the last one at or before it.
    ///
    /// # Errors
    ///
    /// `is_not_found` when there is no event in that direction, or no such room;
    /// [`timestamp_to_event_opt`](Self::timestamp_to_event_opt) makes that `None`.
    ///
    /// Calls `GET /_synapse/admin/v1/rooms/{room_id}/timestamp_to_event` (`timestamp_to_event`).
    pub async fn timestamp_to_event(
        &self,
        moment: Timestamp,
        direction: Direction,
    ) -> Result<types::EventAtTime, Error> {
        call!(
            self.client,
            timestamp_to_event
                .room_id(&self.id)
                .ts(moment)
                .dir(direction)
        )
        .await
    }

    /// The event of the room next to a moment, or `None` when there is none in that direction.
    ///
    /// # Errors
    ///
    /// As for [`timestamp_to_event`](Self::timestamp_to_event), but for `is_not_found`.
    ///
    /// Calls `GET /_synapse/admin/v1/rooms/{room_id}/timestamp_to_event` (`timestamp_to_event`).
    pub async fn timestamp_to_event_opt(
        &self,
        moment: Timestamp,
        direction: Direction,
    ) -> Result<Option<types::EventAtTime>, Error> {
        found(self.timestamp_to_event(moment, direction).await)
    }
}

list! {
    /// A request for the events of a room; see [`Room::messages`].
    ///
    /// The server sends at most 1000 events in a page. A page can be empty and not be the last.
    ListRoomMessages: list_room_messages(ListRoomMessages) -> ClientEvent of synapse,
    "GET /_synapse/admin/v1/rooms/{room_id}/messages"
}

impl ListRoomMessages<'_> {
    /// Whether to read forwards, from old to new, or backwards from the newest; forwards unless told.
    pub fn direction(self, direction: Direction) -> Self {
        self.with(|request| request.dir(direction))
    }

    /// Stops at this place, a cursor of the same room.
    pub fn to(self, cursor: impl Into<String>) -> Self {
        self.with(|request| request.to(cursor.into()))
    }

    /// Keeps events that pass a `RoomEventFilter` of Matrix, such as `{"types": ["m.room.message"]}`.
    pub fn filter(self, filter: &Value) -> Self {
        self.with(|request| request.filter(filter.to_string()))
    }
}

impl PageRequest for builder::ListRoomMessages<'_> {
    type Item = types::ClientEvent;

    async fn page(self, at: At, size: u32) -> Result<Answer<Self::Item>, Error> {
        let operation = at.operation;
        let mut request = self.limit(size);
        if let Some(from) = at.text() {
            request = request.from(from);
        }
        let page = answer(operation, request.send()).await?;
        let events = page.chunk.into_iter().map(|message| match message {
            types::RoomMessage::ClientEvent(event) => Ok(event),
            // Servers send these only if they are asked to.
            types::RoomMessage::FederationEvent(event) => Err(Error::Decode {
                operation,
                status: StatusCode::OK,
                excerpt: String::new(),
                source: format!("an event in the format of servers, of {}", event.sender).into(),
            }),
        });
        let events = events.collect::<Result<Vec<_>, Error>>()?;
        Ok(Answer::of(events).next(page.end).previous(Some(page.start)))
    }
}

request! {
    /// A request for an event and its neighbors; see [`Room::context`].
    GetEventContext: get_event_context(GetEventContext) of synapse
}

impl GetEventContext<'_> {
    /// How many events before and after the event to show, in all; 10 unless told.
    pub fn limit(self, events: u32) -> Self {
        self.with(|request| request.limit(events))
    }

    /// Keeps neighbors that pass a `RoomEventFilter` of Matrix, such as `{"types": ["m.room.message"]}`.
    pub fn filter(self, filter: &Value) -> Self {
        self.with(|request| request.filter(filter.to_string()))
    }

    /// Sends the request. The list of [messages](Room::messages) that starts at the `end` of the answer goes
    /// on after these events, and backwards the one that starts at `start` goes on before them.
    ///
    /// # Errors
    ///
    /// `is_not_found` when the server does not have the event, or has it in another room.
    ///
    /// Calls `GET /_synapse/admin/v1/rooms/{room_id}/context/{event_id}` (`get_event_context`).
    pub async fn send(self) -> Result<types::EventContext, Error> {
        answer(Self::OPERATION, self.request.send()).await
    }
}
