//! The rooms below a space.

use super::Room;
use crate::{
    Error,
    call::answer,
    paginate::{Answer, At, PageRequest, list},
    synapse::{raw::builder, types},
};

impl<'a> Room<'a> {
    /// Lists the room and, if it is a space, the rooms and spaces below it, all the way down unless told.
    ///
    /// Since Synapse 1.142. Each admin may ask for ten pages at once and then for five in a second; the
    /// client slows down when the server says so. For a room that the server does not know it answers 500
    /// (`is_server_error`).
    ///
    /// Calls `GET /_synapse/admin/v1/rooms/{room_id}/hierarchy` (`get_room_hierarchy`).
    pub fn hierarchy(&self) -> ListRoomHierarchy<'a> {
        ListRoomHierarchy::new(self.client.raw().get_room_hierarchy().room_id(&self.id))
    }
}

list! {
    /// A request for the rooms below a space; see [`Room::hierarchy`].
    ///
    /// The server sends at most 50 rooms in a page.
    ListRoomHierarchy: get_room_hierarchy(GetRoomHierarchy) -> HierarchyRoom of synapse,
    "GET /_synapse/admin/v1/rooms/{room_id}/hierarchy"
}

impl ListRoomHierarchy<'_> {
    /// How many levels to go down; with 0 only the room itself is listed. No bound unless told.
    ///
    /// A cursor is good only with the depth that it was made with.
    pub fn max_depth(self, levels: u32) -> Self {
        self.with(|request| request.max_depth(levels))
    }
}

impl PageRequest for builder::GetRoomHierarchy<'_> {
    type Item = types::HierarchyRoom;

    async fn page(self, at: At, size: u32) -> Result<Answer<Self::Item>, Error> {
        let operation = at.operation;
        let mut request = self.limit(size);
        if let Some(from) = at.text() {
            request = request.from(from);
        }
        let page = answer(operation, request.send()).await?;
        Ok(Answer::of(page.rooms).next(page.next_batch))
    }
}
