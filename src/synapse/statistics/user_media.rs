//! Listing what users have uploaded, as numbers.

use crate::{
    Error, Timestamp,
    call::answer,
    paginate::{Answer, At, PageRequest, list},
    synapse::{Direction, UserMediaStatisticsOrder, raw::builder, types},
};

list! {
    /// A request for users and their uploads; see [`Statistics::user_media`](super::Statistics::user_media).
    ListUserMediaStatistics: get_user_media_statistics(GetUserMediaStatistics)
        -> UserMediaStatistics of synapse,
    "GET /_synapse/admin/v1/statistics/users/media"
}

impl ListUserMediaStatistics<'_> {
    /// The field to sort by; by user id unless told.
    pub fn order_by(self, field: UserMediaStatisticsOrder) -> Self {
        self.with(|request| request.order_by(field))
    }

    /// The direction to sort in; ascending unless told, so the smallest come first.
    pub fn direction(self, direction: Direction) -> Self {
        self.with(|request| request.dir(direction))
    }

    /// Counts only files that were created at this moment or later.
    pub fn since(self, moment: Timestamp) -> Self {
        self.with(|request| request.from_ts(moment))
    }

    /// Counts only files that were created at this moment or earlier. It must lie after
    /// [`since`](Self::since).
    pub fn until(self, moment: Timestamp) -> Self {
        self.with(|request| request.until_ts(moment))
    }

    /// Keeps users whose local part or display name contains this ASCII text, which is not empty.
    pub fn search(self, text: impl Into<String>) -> Self {
        self.with(|request| request.search_term(text.into()))
    }
}

impl PageRequest for builder::GetUserMediaStatistics<'_> {
    type Item = types::UserMediaStatistics;

    async fn page(self, at: At, size: u32) -> Result<Answer<Self::Item>, Error> {
        let operation = at.operation;
        let mut request = self.limit(size);
        if let Some(from) = at.number()? {
            request = request.from(from);
        }
        let page = answer(operation, request.send()).await?;
        Ok(Answer::of(page.users)
            .next(page.next_token)
            .total(page.total))
    }
}
