//! Lists that are read by page number, until a page is not full.
//!
//! What the server assumes by itself is not sent: the first page, and the size of pages that it prefers.

/// The size of a page when none is asked for.
pub(super) const SERVER_SIZE: u32 = 60;

/// Makes the request of an operation one for pages by number: `page_number!(GetUsers -> User)`.
macro_rules! page_number {
    ($request:ident -> $item:ident) => {
        impl $crate::paginate::PageRequest for $crate::mattermost::raw::builder::$request<'_> {
            type Item = $crate::mattermost::types::$item;

            async fn page(
                self,
                at: $crate::paginate::At,
                size: u32,
            ) -> Result<$crate::paginate::Answer<Self::Item>, $crate::Error> {
                let operation = at.operation;
                let mut request = self;
                if let Some(page) = at.number()? {
                    request = request.page(page);
                }
                if size != $crate::mattermost::page_number::SERVER_SIZE {
                    request = request.per_page(size);
                }
                let items = $crate::call::answer(operation, request.send()).await?;
                Ok($crate::paginate::Answer::of(items))
            }
        }
    };
}

pub(super) use page_number;
