//! Listing the rooms that are shared with another server.

use crate::{
    Error,
    call::answer,
    paginate::{Answer, At, PageRequest, list},
    synapse::{Direction, raw::builder, types},
};

list! {
    /// A request for rooms that two servers share; see [`Destination::rooms`](super::Destination::rooms).
    ///
    /// It is `is_not_found` when nothing was ever sent to the other server.
    ListDestinationRooms: list_federation_destination_rooms(ListFederationDestinationRooms)
        -> DestinationRoom of synapse,
    "GET /_synapse/admin/v1/federation/destinations/{destination}/rooms"
}

impl ListDestinationRooms<'_> {
    /// The direction to sort in, by room id; ascending unless told.
    pub fn direction(self, direction: Direction) -> Self {
        self.with(|request| request.dir(direction))
    }
}

impl PageRequest for builder::ListFederationDestinationRooms<'_> {
    type Item = types::DestinationRoom;

    async fn page(self, at: At, size: u32) -> Result<Answer<Self::Item>, Error> {
        let operation = at.operation;
        let mut request = self.limit(size);
        if let Some(from) = at.number()? {
            request = request.from(from);
        }
        let page = answer(operation, request.send()).await?;
        Ok(Answer::of(page.rooms)
            .next(page.next_token)
            .total(page.total))
    }
}
