//! From a request for one page to the list: cursors, the end, and what can be asked for ahead.
//!
//! What an operation's cursors are and what tells its last page stands in the specification; here is
//! the one place that acts on it.

use super::{Cursor, Page, Pages, Paginated};
use crate::{Dialect, Ends, Error, Operation, Pagination};

/// A request of a raw client that answers one page.
pub(crate) trait PageRequest: Clone + Send {
    type Item: Send;

    /// Sends the request for at most `size` items, from `at` on.
    fn page(
        self,
        at: At,
        size: u32,
    ) -> impl Future<Output = Result<Answer<Self::Item>, Error>> + Send;
}

/// What the server said.
pub(crate) struct Answer<T> {
    pub(crate) items: Vec<T>,
    /// Where the server says that the list goes on.
    pub(crate) next: Option<String>,
    pub(crate) previous: Option<String>,
    pub(crate) total: Option<i64>,
}

impl<T> Answer<T> {
    /// A page of a list whose next cursor nobody names.
    pub(crate) fn of(items: Vec<T>) -> Self {
        Self {
            items,
            next: None,
            previous: None,
            total: None,
        }
    }

    #[cfg(any(test, feature = "synapse"))]
    pub(crate) fn next(mut self, cursor: Option<impl ToString>) -> Self {
        self.next = cursor.map(|cursor| cursor.to_string());
        self
    }

    #[cfg(any(test, feature = "synapse"))]
    pub(crate) fn previous(mut self, cursor: Option<impl ToString>) -> Self {
        self.previous = cursor.map(|cursor| cursor.to_string());
        self
    }

    #[cfg(any(test, feature = "synapse"))]
    pub(crate) fn total(mut self, total: i64) -> Self {
        self.total = Some(total);
        self
    }
}

/// Where a page starts, to be read as the operation's kind of cursor.
pub(crate) struct At {
    /// The operation that is to be called.
    pub(crate) operation: &'static str,
    cursor: Option<Cursor>,
}

impl At {
    /// The cursor as the text it is.
    #[cfg(any(test, feature = "synapse"))]
    pub(crate) fn text(self) -> Option<String> {
        self.cursor.map(|cursor| cursor.0)
    }

    /// The cursor as the number it must be.
    pub(crate) fn number(self) -> Result<Option<i64>, Error> {
        let Some(cursor) = self.cursor else {
            return Ok(None);
        };
        match cursor.as_str().parse() {
            Ok(number) if number >= 0 => Ok(Some(number)),
            _ => Err(Error::Argument {
                operation: self.operation,
                reason: format!("`{cursor}` is not a cursor of this list"),
            }),
        }
    }
}

/// How a list is to be read.
#[derive(Debug, Clone)]
pub(crate) struct Paging {
    operation: &'static str,
    pagination: Pagination,
    start_at: Option<Cursor>,
    size: u32,
}

impl Paging {
    /// The paging of an operation in the table, at a number of items that suits most uses.
    pub(crate) fn of(operations: &'static [Operation], operation: &'static str) -> Self {
        let found = operations.iter().find(|found| found.id == operation);
        let pagination = found.and_then(|found| found.pagination);
        let mut paging = Self {
            operation,
            // `list!` takes only operations that have one; a test walks them all.
            pagination: pagination.unwrap_or(Pagination {
                dialect: Dialect::StringToken,
                ends: Ends::TokenMissing,
                request: None,
                response: None,
                items: None,
                offset: false,
                max: None,
            }),
            start_at: None,
            size: 0,
        };
        paging.size(100);
        paging
    }

    /// Sets how many items to ask for at once; a page of none would never end.
    pub(crate) fn size(&mut self, items: u32) {
        let most = self
            .pagination
            .max
            .and_then(|max| u32::try_from(max).ok())
            .unwrap_or(u32::MAX);
        self.size = items.clamp(1, most);
    }

    pub(crate) fn start_at(&mut self, cursor: Cursor) {
        self.start_at = Some(cursor);
    }

    pub(crate) async fn first<R: PageRequest>(self, request: R) -> Result<Page<R::Item>, Error> {
        let cursor = self.start_at.clone();
        self.page(request, cursor).await
    }

    pub(crate) fn items<'a, R: PageRequest + 'a>(self, request: R) -> Paginated<'a, R::Item> {
        Paginated::new(self.pages(request))
    }

    pub(crate) fn pages<'a, R: PageRequest + 'a>(self, request: R) -> Pages<'a, R::Item> {
        let step = match (self.pagination.offset, self.pagination.dialect) {
            (false, _) => None,
            (true, Dialect::PageNumber) => Some(1),
            (true, _) => Some(i64::from(self.size)),
        };
        let (operation, first) = (self.operation, self.start_at.clone());
        let pages = Pages::new(operation, first, move |cursor| {
            self.clone().page(request.clone(), cursor)
        });
        match step {
            None => pages,
            Some(step) => pages.following(move |cursor| {
                let at = cursor.map_or(Ok(0), |cursor| cursor.as_str().parse::<i64>());
                Some(Cursor::new(at.ok()?.checked_add(step)?.to_string()))
            }),
        }
    }

    async fn page<R: PageRequest>(
        self,
        request: R,
        cursor: Option<Cursor>,
    ) -> Result<Page<R::Item>, Error> {
        let operation = self.operation;
        let at = At {
            operation,
            cursor: cursor.clone(),
        };
        let answer = request.page(at, self.size).await?;
        let next = match self.pagination.ends {
            // Behind a position where nothing is there is nothing either, whatever the server says.
            Ends::TokenMissing if self.pagination.offset && answer.items.is_empty() => None,
            Ends::TokenMissing => answer.next,
            Ends::EmptyItems | Ends::TotalZero => answer.next.filter(|_| !answer.items.is_empty()),
            // There is no marker: a page that is not full is the last.
            Ends::ShortPage => {
                let full = answer.items.len() >= self.size as usize;
                let number = At { operation, cursor }.number()?.unwrap_or(0);
                full.then(|| number.saturating_add(1).to_string())
            }
        };
        Ok(Page {
            items: answer.items,
            next: next.map(Cursor::new),
            previous: answer.previous.map(Cursor::new),
            total: answer.total,
        })
    }
}

/// Declares the request for a list: its documentation, name, operation, and the request of the raw
/// client, which is a [`PageRequest`]. What narrows the list is written below it by hand.
///
/// `distinct by id` at the end is for lists without an order: the stream leaves out items whose field of
/// that name came before.
macro_rules! list {
    (
        $(#[doc = $doc:literal])*
        $name:ident: $operation:ident($request:ident) -> $item:ident of $api:ident, $call:literal
        $(, distinct by $key:ident)?
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone)]
        #[must_use = "a request does nothing until it is sent"]
        pub struct $name<'a> {
            request: $crate::$api::raw::builder::$request<'a>,
            paging: $crate::paginate::Paging,
        }

        impl<'a> $name<'a> {
            pub(in $crate::$api) fn new(request: $crate::$api::raw::builder::$request<'a>) -> Self {
                Self {
                    request,
                    paging: $crate::paginate::Paging::of(
                        <$crate::$api::Client as $crate::connection::Connect>::OPERATIONS,
                        stringify!($operation),
                    ),
                }
            }

            /// How many items to ask for at once, at least 1; 100 unless told.
            ///
            /// A number above the server's limit counts as that limit.
            pub fn page_size(mut self, items: u32) -> Self {
                self.paging.size(items);
                self
            }

            /// Goes on where an earlier [`Page`](crate::Page) ended.
            pub fn start_at(mut self, cursor: $crate::Cursor) -> Self {
                self.paging.start_at(cursor);
                self
            }

            /// Asks for one page.
            ///
            /// # Errors
            ///
            /// `is_unauthorized` when the token is bad, `is_forbidden` without the permission.
            ///
            #[doc = concat!("Calls `", $call, "` (`", stringify!($operation), "`).")]
            pub async fn send(
                self,
            ) -> Result<$crate::Page<$crate::$api::types::$item>, $crate::Error> {
                self.paging.first(self.request).await
            }

            /// Reads the items of all pages, one after the other, as the stream is polled.
            ///
            #[doc = concat!("Calls `", $call, "` (`", stringify!($operation), "`).")]
            pub fn stream(
                self,
            ) -> $crate::Paginated<'a, $crate::$api::types::$item> {
                self.paging.items(self.request)$(.distinct(|item| item.$key.clone()))?
            }

            /// Reads page after page, as the stream is polled.
            ///
            #[doc = concat!("Calls `", $call, "` (`", stringify!($operation), "`).")]
            pub fn pages(
                self,
            ) -> $crate::Pages<'a, $crate::$api::types::$item> {
                self.paging.pages(self.request)
            }

            #[allow(dead_code, reason = "some lists cannot be narrowed")]
            fn with(
                mut self,
                change: impl FnOnce(
                    $crate::$api::raw::builder::$request<'a>,
                ) -> $crate::$api::raw::builder::$request<'a>,
            ) -> Self {
                self.request = change(self.request);
                self
            }
        }
    };
}

pub(crate) use list;

#[cfg(test)]
mod tests;
