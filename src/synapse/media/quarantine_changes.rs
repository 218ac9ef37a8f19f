//! Listing changes of quarantine. The server alone decides how many a page has, so this is no `list!`.

use crate::{
    Cursor, Error, Page, Pages, Paginated,
    call::answer,
    connection::Connect,
    paginate::{Answer, At, PageRequest, Paging},
    synapse::{Client, raw::builder, types::QuarantineChange},
};

/// A request for changes of quarantine; see [`Media::quarantine_changes`](super::Media::quarantine_changes).
///
/// A page has at most 100 changes. The list ends with a page of none.
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct ListQuarantineChanges<'a> {
    request: builder::ListQuarantineChanges<'a>,
    paging: Paging,
}

impl<'a> ListQuarantineChanges<'a> {
    pub(super) fn new(request: builder::ListQuarantineChanges<'a>) -> Self {
        let paging = Paging::of(<Client as Connect>::OPERATIONS, "list_quarantine_changes");
        Self { request, paging }
    }

    /// Goes on where an earlier list ended. The server refuses cursors that it has not given.
    pub fn start_at(mut self, cursor: Cursor) -> Self {
        self.paging.start_at(cursor);
        self
    }

    /// Asks for one page. One without changes names no next page; ask again from where it began.
    ///
    /// # Errors
    ///
    /// `is_bad_request` when the cursor lies beyond the newest change.
    ///
    /// Calls `GET /_synapse/admin/v1/media/quarantine_changes` (`list_quarantine_changes`).
    pub async fn send(self) -> Result<Page<QuarantineChange>, Error> {
        self.paging.first(self.request).await
    }

    /// Reads the changes of all pages, one after the other, as the stream is polled.
    ///
    /// Calls `GET /_synapse/admin/v1/media/quarantine_changes` (`list_quarantine_changes`).
    pub fn stream(self) -> Paginated<'a, QuarantineChange> {
        self.paging.items(self.request)
    }

    /// Reads page after page, as the stream is polled; the last has no changes.
    ///
    /// Calls `GET /_synapse/admin/v1/media/quarantine_changes` (`list_quarantine_changes`).
    pub fn pages(self) -> Pages<'a, QuarantineChange> {
        self.paging.pages(self.request)
    }
}

impl PageRequest for builder::ListQuarantineChanges<'_> {
    type Item = QuarantineChange;

    async fn page(self, at: At, _: u32) -> Result<Answer<Self::Item>, Error> {
        let operation = at.operation;
        let mut request = self;
        if let Some(from) = at.number()? {
            request = request.from(from);
        }
        let page = answer(operation, request.send()).await?;
        Ok(Answer::of(page.changes).next(Some(page.next_batch)))
    }
}
