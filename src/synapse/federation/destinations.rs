//! Listing other servers.

use crate::{
    Error,
    call::answer,
    paginate::{Answer, At, PageRequest, list},
    synapse::{DestinationOrder, Direction, raw::builder, types},
};

list! {
    /// A request for a list of other servers; see [`Federation::destinations`](super::Federation::destinations).
    ListDestinations: list_federation_destinations(ListFederationDestinations)
        -> Destination of synapse,
    "GET /_synapse/admin/v1/federation/destinations"
}

impl ListDestinations<'_> {
    /// Keeps servers whose name contains this text, ignoring case.
    pub fn destination(self, text: impl Into<String>) -> Self {
        self.with(|request| request.destination(text.into()))
    }

    /// The field to sort by; by name unless told.
    pub fn order_by(self, field: DestinationOrder) -> Self {
        self.with(|request| request.order_by(field))
    }

    /// The direction to sort in; ascending unless told.
    pub fn direction(self, direction: Direction) -> Self {
        self.with(|request| request.dir(direction))
    }
}

impl PageRequest for builder::ListFederationDestinations<'_> {
    type Item = types::Destination;

    async fn page(self, at: At, size: u32) -> Result<Answer<Self::Item>, Error> {
        let operation = at.operation;
        let mut request = self.limit(size);
        if let Some(from) = at.number()? {
            request = request.from(from);
        }
        let page = answer(operation, request.send()).await?;
        Ok(Answer::of(page.destinations)
            .next(page.next_token)
            .total(page.total))
    }
}
