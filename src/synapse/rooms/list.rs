//! Listing rooms.

use crate::{
    Error,
    call::answer,
    paginate::{Answer, At, PageRequest, list},
    synapse::{Direction, RoomOrder, raw::builder, types},
};

list! {
    /// A request for a list of rooms; see [`Rooms::list`](super::Rooms::list).
    ///
    /// Do not search and filter at once: rooms that were found by name or alias come back whatever
    /// [`public_rooms`](Self::public_rooms) and [`empty_rooms`](Self::empty_rooms) say.
    ListRooms: list_rooms(ListRooms) -> Room of synapse,
    "GET /_synapse/admin/v1/rooms"
}

impl ListRooms<'_> {
    /// Keeps rooms whose name contains this text, ignoring case, or whose alias does before its server
    /// name, or whose id is this text. The server refuses an empty text.
    pub fn search_term(self, text: impl Into<String>) -> Self {
        self.with(|request| request.search_term(text.into()))
    }

    /// Lists only rooms that are published in the room directory, or only others; both unless told.
    pub fn public_rooms(self, only: bool) -> Self {
        self.with(|request| request.public_rooms(only))
    }

    /// Lists only rooms that nobody is in, or only others; both unless told.
    pub fn empty_rooms(self, only: bool) -> Self {
        self.with(|request| request.empty_rooms(only))
    }

    /// The field to sort by; the name unless told.
    pub fn order_by(self, field: RoomOrder) -> Self {
        self.with(|request| request.order_by(field))
    }

    /// The direction to sort in. Forwards, as it is unless told, means the largest first when sorted by
    /// members, version or number of state events.
    pub fn direction(self, direction: Direction) -> Self {
        self.with(|request| request.dir(direction))
    }
}

impl PageRequest for builder::ListRooms<'_> {
    type Item = types::Room;

    async fn page(self, at: At, size: u32) -> Result<Answer<Self::Item>, Error> {
        let operation = at.operation;
        let mut request = self.limit(size);
        if let Some(from) = at.number()? {
            request = request.from(from);
        }
        let page = answer(operation, request.send()).await?;
        Ok(Answer::of(page.rooms)
            .next(page.next_batch)
            .previous(page.prev_batch)
            .total(page.total_rooms))
    }
}
