//! The stream over the items of a list, page after page.

use std::{
    collections::{BTreeSet, VecDeque},
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;

use super::{Cursor, Pages};
use crate::Error;

/// Whether an item is to be given.
type Wanted<'a, T> = Box<dyn FnMut(&T) -> bool + Send + 'a>;

/// A list as a stream of its items, page after page.
///
/// A [`Stream`], and usable without that trait through [`try_next`](Self::try_next) and
/// [`try_collect`](Self::try_collect).
///
/// # Cancellation
///
/// Dropping the stream, or the future of one of its methods, sends nothing more. An item that was
/// given is never given again.
#[must_use = "streams do nothing unless polled"]
pub struct Paginated<'a, T> {
    pages: Pages<'a, T>,
    /// Items of the page that is being read.
    buffer: VecDeque<T>,
    /// How many items may still be given.
    left: usize,
    /// Whether to give an item, for lists that may hold one twice.
    wanted: Option<Wanted<'a, T>>,
}

impl<'a, T> Paginated<'a, T> {
    pub(crate) fn new(pages: Pages<'a, T>) -> Self {
        Self {
            pages,
            buffer: VecDeque::new(),
            left: usize::MAX,
            wanted: None,
        }
    }

    /// Leaves out items whose key came before, for lists whose pages overlap.
    #[cfg_attr(
        not(feature = "mattermost"),
        allow(dead_code, reason = "most lists have an order")
    )]
    pub(crate) fn distinct<K: Ord + Send + 'a>(
        mut self,
        key: impl Fn(&T) -> K + Send + 'a,
    ) -> Self {
        let mut seen = BTreeSet::new();
        self.wanted = Some(Box::new(move |item| seen.insert(key(item))));
        self
    }

    /// Ends after this many items, requesting no page beyond them; all items come unless told.
    pub fn limit(mut self, items: usize) -> Self {
        self.left = items;
        self
    }

    /// Requests up to this many pages ahead of the one that is being read; none unless told.
    ///
    /// Lists by number or offset send these requests at the same time. Lists whose next cursor only the
    /// page before knows send one at a time, while the items of an earlier page are being used. The
    /// order of items stays, and no more than this many pages are held besides the one being read.
    pub fn prefetch(mut self, pages: usize) -> Self {
        self.pages = self.pages.prefetch(pages);
        self
    }

    /// Where the page with the item that was given last starts; `None` when that is the beginning.
    ///
    /// Store it, and a list with `start_at` goes on there: items of that page come again, none is lost.
    pub fn cursor(&self) -> Option<&Cursor> {
        self.pages.cursor()
    }

    /// The next item, or `None` after the last.
    ///
    /// # Errors
    ///
    /// The error of the request for a page, once; `None` from then on.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        poll_fn(|context| self.poll_item(context)).await.transpose()
    }

    /// All items that are left.
    ///
    /// # Errors
    ///
    /// The error of the first request that fails; items read before it are dropped.
    pub async fn try_collect<C: Default + Extend<T>>(mut self) -> Result<C, Error> {
        let mut items = C::default();
        while let Some(item) = self.try_next().await? {
            items.extend([item]);
        }
        Ok(items)
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if self.left == 0 {
                self.buffer.clear();
                self.pages.end();
                return Poll::Ready(None);
            }
            // Without a wish to be ahead, a page is asked for when the one before is used up.
            let empty = usize::from(self.buffer.is_empty());
            self.pages.advance(self.pages.ahead().max(empty), context);
            if let Some(item) = self.buffer.pop_front() {
                if self.wanted.as_mut().is_some_and(|wanted| !wanted(&item)) {
                    continue;
                }
                self.left -= 1;
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll_opened()) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(page)) => self.buffer = page.items.into(),
            }
        }
    }
}

// Nothing in here is structurally pinned: the futures are boxed and items are plain values.
impl<T> Unpin for Paginated<'_, T> {}

impl<T> Stream for Paginated<'_, T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_item(context)
    }
}

impl<T> fmt::Debug for Paginated<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Paginated")
            .field("pages", &self.pages)
            .field("buffered", &self.buffer.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
