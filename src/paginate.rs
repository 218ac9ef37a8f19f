//! Lists that come in pages, read as one stream.
//!
//! The laws: items come in the order of the pages; a page is requested only when an item of it is
//! wanted, or as far ahead as was asked for; an error is given once and ends the stream; a cursor that
//! repeats is such an error; dropping the stream at any time is safe and sends nothing more.

use std::fmt;

mod list;
mod pages;
mod stream;

pub(crate) use list::{Answer, At, PageRequest, Paging, list};
pub use pages::Pages;
pub use stream::Paginated;

/// Where a list goes on. Opaque: print it, store it, give it back to the same list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cursor(String);

impl Cursor {
    pub(crate) fn new(token: impl Into<String>) -> Self {
        Self(token.into())
    }

    /// The cursor as the server wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl From<&str> for Cursor {
    fn from(stored: &str) -> Self {
        Self(stored.to_owned())
    }
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items, in the order of the server.
    pub items: Vec<T>,
    /// Where the next page starts; `None` on the last page.
    pub next: Option<Cursor>,
    /// Where the page before this one starts, in lists that can be read both ways.
    pub previous: Option<Cursor>,
    /// How many items the whole list has, where the server says so.
    pub total: Option<i64>,
}
