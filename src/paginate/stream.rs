//! The stream over the pages of a list.

use std::{
    collections::{BTreeSet, VecDeque},
    fmt,
    future::{Future, poll_fn},
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::Stream;

use super::{Cursor, Page};
use crate::Error;

/// A future that streams hold while they wait for a page.
type PageFuture<'a, T> = Pin<Box<dyn Future<Output = Result<Page<T>, Error>> + Send + 'a>>;

/// Asks for the page at a cursor; `None` is the first.
type Fetch<'a, T> = Box<dyn Fn(Option<Cursor>) -> PageFuture<'a, T> + Send + 'a>;

/// Computes the cursor of the page behind a full one.
type Following<'a> = Box<dyn Fn(Option<&Cursor>) -> Option<Cursor> + Send + 'a>;

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
    operation: &'static str,
    fetch: Fetch<'a, T>,
    following: Option<Following<'a>>,
    /// How many pages may be requested or held beyond the one that is being read.
    ahead: usize,
    /// Items of the page that is being read.
    buffer: VecDeque<T>,
    /// Pages behind that one, in order.
    queue: VecDeque<Slot<'a, T>>,
    next: Next,
    /// Every cursor that was read: a token for each page.
    seen: BTreeSet<Cursor>,
}

/// A page that was asked for.
struct Slot<'a, T> {
    cursor: Option<Cursor>,
    state: SlotState<'a, T>,
}

enum SlotState<'a, T> {
    Waiting(PageFuture<'a, T>),
    Arrived(Result<Page<T>, Error>),
}

/// What to ask for after the last page in the queue.
enum Next {
    /// The page at this cursor.
    At(Option<Cursor>),
    /// Only that page can tell.
    Unknown,
    /// Nothing.
    Done,
}

impl<'a, T> Paginated<'a, T> {
    pub(crate) fn new<F>(
        operation: &'static str,
        first: Option<Cursor>,
        fetch: impl Fn(Option<Cursor>) -> F + Send + 'a,
    ) -> Self
    where
        F: Future<Output = Result<Page<T>, Error>> + Send + 'a,
    {
        Self {
            operation,
            fetch: Box::new(move |cursor| Box::pin(fetch(cursor))),
            following: None,
            ahead: 0,
            buffer: VecDeque::new(),
            queue: VecDeque::new(),
            next: Next::At(first),
            seen: BTreeSet::new(),
        }
    }

    /// Tells how to compute cursors, for lists whose cursors are positions.
    pub(crate) fn following(
        mut self,
        compute: impl Fn(Option<&Cursor>) -> Option<Cursor> + Send + 'a,
    ) -> Self {
        self.following = Some(Box::new(compute));
        self
    }

    /// Requests up to this many pages ahead of the one that is being read; none unless told.
    ///
    /// Lists by number or offset send these requests at the same time. Lists whose next cursor only the
    /// page before knows send one at a time, while the items of an earlier page are being used. The
    /// order of items stays, and no more than this many pages are held besides the one being read.
    pub fn prefetch(mut self, pages: usize) -> Self {
        self.ahead = pages;
        self
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
            // Without a wish to be ahead, a page is asked for when the one before is used up.
            let wanted = if self.buffer.is_empty() {
                self.ahead.max(1)
            } else {
                self.ahead
            };
            self.request(wanted);
            self.drive(context);
            if let Some(item) = self.buffer.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match self.queue.pop_front() {
                None if matches!(self.next, Next::Done) => return Poll::Ready(None),
                // `drive` has just learned where to go on.
                None => {}
                Some(Slot {
                    state: SlotState::Arrived(Ok(page)),
                    cursor,
                }) => {
                    if let Err(error) = self.open(cursor, page) {
                        return Poll::Ready(Some(Err(error)));
                    }
                }
                Some(Slot {
                    state: SlotState::Arrived(Err(error)),
                    ..
                }) => {
                    self.end();
                    return Poll::Ready(Some(Err(error)));
                }
                Some(slot) => {
                    self.queue.push_front(slot);
                    return Poll::Pending;
                }
            }
        }
    }

    /// Fills the queue to `wanted` pages, as far as cursors are known.
    fn request(&mut self, wanted: usize) {
        while self.queue.len() < wanted
            && let Next::At(cursor) = &self.next
        {
            let cursor = cursor.clone();
            let computed = self
                .following
                .as_ref()
                .and_then(|compute| compute(cursor.as_ref()));
            self.next = computed.map_or(Next::Unknown, |cursor| Next::At(Some(cursor)));
            let state = SlotState::Waiting((self.fetch)(cursor.clone()));
            self.queue.push_back(Slot { cursor, state });
        }
    }

    /// Moves every request that is on its way. A page that arrives last tells where to go on.
    fn drive(&mut self, context: &mut Context<'_>) {
        for slot in &mut self.queue {
            if let SlotState::Waiting(future) = &mut slot.state
                && let Poll::Ready(result) = future.as_mut().poll(context)
            {
                slot.state = SlotState::Arrived(result);
            }
        }
        if let (
            Next::Unknown,
            Some(Slot {
                state: SlotState::Arrived(Ok(page)),
                ..
            }),
        ) = (&self.next, self.queue.back())
        {
            self.next = page
                .next
                .clone()
                .map_or(Next::Done, |cursor| Next::At(Some(cursor)));
        }
    }

    /// Starts to read a page.
    fn open(&mut self, cursor: Option<Cursor>, page: Page<T>) -> Result<(), Error> {
        self.seen.extend(cursor);
        self.buffer = page.items.into();
        let Some(next) = page.next else {
            // Whatever was asked for beyond the end is of no use.
            self.end_requests();
            return Ok(());
        };
        if self.seen.contains(&next) {
            self.end_requests();
            let error = Error::CursorRepeated {
                operation: self.operation,
                cursor: next.0,
            };
            if self.buffer.is_empty() {
                return Err(error);
            }
            // It comes after the items that are left.
            self.queue.push_back(Slot {
                cursor: None,
                state: SlotState::Arrived(Err(error)),
            });
            return Ok(());
        }
        let guessed = match (self.queue.front(), &self.next) {
            (Some(slot), _) => slot.cursor.as_ref(),
            (None, Next::At(cursor)) => cursor.as_ref(),
            (None, _) => None,
        };
        if guessed != Some(&next) {
            // The server goes on elsewhere than was computed, and it knows better.
            self.queue.clear();
            self.next = Next::At(Some(next));
        }
        Ok(())
    }

    fn end_requests(&mut self) {
        self.queue.clear();
        self.next = Next::Done;
    }

    fn end(&mut self) {
        self.buffer.clear();
        self.end_requests();
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
            .field("operation", &self.operation)
            .field("buffered", &self.buffer.len())
            .field("queued", &self.queue.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
