//! What users have reported: events and other users.

/// What the lists of both kinds of reports can be told, and how a page of them is read.
macro_rules! either {
    ($list:ident -> $item:ident in $items:ident) => {
        impl $list<'_> {
            /// Keeps reports that came from users whose full id contains this ASCII text.
            pub fn user_id(self, text: impl Into<String>) -> Self {
                self.with(|request| request.user_id(text.into()))
            }

            /// The direction to sort in, by time; the newest come first unless told.
            pub fn direction(self, direction: $crate::synapse::Direction) -> Self {
                self.with(|request| request.dir(direction))
            }
        }

        impl $crate::paginate::PageRequest for $crate::synapse::raw::builder::$list<'_> {
            type Item = types::$item;

            async fn page(
                self,
                at: $crate::paginate::At,
                size: u32,
            ) -> Result<$crate::paginate::Answer<Self::Item>, Error> {
                let operation = at.operation;
                let mut request = self.limit(size);
                if let Some(from) = at.number()? {
                    request = request.from(from);
                }
                let page = $crate::call::answer(operation, request.send()).await?;
                Ok($crate::paginate::Answer::of(page.$items)
                    .next(page.next_token)
                    .total(page.total))
            }
        }
    };
}

use either;

mod events;
mod users;

pub use events::{EventReport, EventReports, ListEventReports};
pub use users::{ListUserReports, UserReport, UserReports};
