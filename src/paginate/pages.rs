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

/// A list as a stream of its pages, for programs that keep count of them or store cursors.
///
/// A [`Stream`], and usable without that trait through [`try_next`](Self::try_next).
///
/// # Cancellation
///
/// Dropping the stream, or the future of one of its methods, sends nothing more. A page that was
/// given is never given again.
#[must_use = "streams do nothing unless polled"]
pub struct Pages<'a, T> {
    operation: &'static str,
    fetch: Fetch<'a, T>,
    following: Option<Following<'a>>,
    /// How many pages may be requested or held beyond the one that is being read.
    ahead: usize,
    /// Pages behind the one that is being read, in order.
    queue: VecDeque<Slot<'a, T>>,
    next: Next,
    /// The cursor of the page that was given last.
    at: Option<Cursor>,
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

impl<'a, T> Pages<'a, T> {
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
            queue: VecDeque::new(),
            at: first.clone(),
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
    /// page before knows send one at a time, while an earlier page is being used. The order of pages
    /// stays, and no more than this many are held besides the one being read.
    pub fn prefetch(mut self, pages: usize) -> Self {
        self.ahead = pages;
        self
    }

    /// Where the page that was given last starts; `None` when that is the beginning of the list.
    ///
    /// Store it, and a list with `start_at` reads that page again and goes on from there. At the end of
    /// a list that only ever grows, such as the changes of quarantine, it is where the new items will be.
    pub fn cursor(&self) -> Option<&Cursor> {
        self.at.as_ref()
    }

    /// The next page, or `None` after the last.
    ///
    /// # Errors
    ///
    /// The error of the request for a page, once; `None` from then on.
    pub async fn try_next(&mut self) -> Result<Option<Page<T>>, Error> {
        poll_fn(|context| self.poll_page(context)).await.transpose()
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Page<T>, Error>>> {
        // Whoever polls is done with the page before.
        self.advance(self.ahead.max(1), context);
        let page = self.poll_opened();
        if page.is_ready() {
            self.advance(self.ahead, context);
        }
        page
    }

    /// Keeps `wanted` pages requested, and moves the requests on.
    pub(super) fn advance(&mut self, wanted: usize, context: &mut Context<'_>) {
        self.request(wanted);
        self.drive(context);
    }

    /// Opens the next page of those requested, after [`advance`](Self::advance) for one at least.
    pub(super) fn poll_opened(&mut self) -> Poll<Option<Result<Page<T>, Error>>> {
        match self.queue.pop_front() {
            // `advance` has asked for whatever there is.
            None => Poll::Ready(None),
            Some(Slot {
                state: SlotState::Arrived(Ok(page)),
                cursor,
            }) => Poll::Ready(Some(self.open(cursor, page))),
            Some(Slot {
                state: SlotState::Arrived(Err(error)),
                ..
            }) => {
                self.end();
                Poll::Ready(Some(Err(error)))
            }
            Some(slot) => {
                self.queue.push_front(slot);
                Poll::Pending
            }
        }
    }

    /// How many pages to keep requested while one is being read.
    pub(super) fn ahead(&self) -> usize {
        self.ahead
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

    /// Gives a page, having learned from it where the list goes on.
    fn open(&mut self, cursor: Option<Cursor>, page: Page<T>) -> Result<Page<T>, Error> {
        self.at.clone_from(&cursor);
        self.seen.extend(cursor);
        let Some(next) = &page.next else {
            // Whatever was asked for beyond the end is of no use.
            self.end();
            return Ok(page);
        };
        if self.seen.contains(next) {
            self.end();
            let error = Error::CursorRepeated {
                operation: self.operation,
                cursor: next.to_string(),
            };
            if page.items.is_empty() {
                return Err(error);
            }
            // It comes after the page, whose items are good.
            self.queue.push_back(Slot {
                cursor: None,
                state: SlotState::Arrived(Err(error)),
            });
            return Ok(page);
        }
        let guessed = match (self.queue.front(), &self.next) {
            (Some(slot), _) => slot.cursor.as_ref(),
            (None, Next::At(cursor)) => cursor.as_ref(),
            (None, _) => None,
        };
        if guessed != Some(next) {
            // The server goes on elsewhere than was computed, and it knows better.
            self.queue.clear();
            self.next = Next::At(Some(next.clone()));
        }
        Ok(page)
    }

    /// Asks for nothing more.
    pub(super) fn end(&mut self) {
        self.queue.clear();
        self.next = Next::Done;
    }
}

// Nothing in here is structurally pinned: the futures are boxed and items are plain values.
impl<T> Unpin for Pages<'_, T> {}

impl<T> Stream for Pages<'_, T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_page(context)
    }
}

impl<T> fmt::Debug for Pages<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Pages")
            .field("operation", &self.operation)
            .field("queued", &self.queue.len())
            .finish_non_exhaustive()
    }
}
