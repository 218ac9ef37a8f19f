//! Lists that come in pages, read as one stream.
//!
//! The laws: items come in the order of the pages; a page is requested only when an item of it is
//! wanted; an error is given once and ends the stream; a cursor that repeats is such an error;
//! dropping the stream at any time is safe and sends nothing more.

use std::{
    collections::{BTreeSet, VecDeque},
    fmt,
    future::{Future, poll_fn},
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::Stream;

use crate::Error;

/// A future that streams hold while they wait for a page.
type PageFuture<'a, T> = Pin<Box<dyn Future<Output = Result<Page<T>, Error>> + Send + 'a>>;

/// Asks for the page at a cursor; `None` is the first.
type Fetch<'a, T> = Box<dyn Fn(Option<Cursor>) -> PageFuture<'a, T> + Send + 'a>;

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
    /// How many items the whole list has, where the server says so.
    pub total: Option<i64>,
}

impl<T> Page<T> {
    pub(crate) fn new(items: Vec<T>, next: Option<Cursor>, total: Option<i64>) -> Self {
        Self { items, next, total }
    }
}

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
    state: State<'a, T>,
    buffer: VecDeque<T>,
    /// Every cursor that was asked for: eight bytes and a token for each page read.
    seen: BTreeSet<Cursor>,
}

enum State<'a, T> {
    /// The page at this cursor comes next, once somebody wants it.
    Next(Option<Cursor>),
    /// A page is on its way.
    Waiting(PageFuture<'a, T>),
    /// This comes after the items that are left.
    Failed(Error),
    /// There is no further page.
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
            state: State::Next(first),
            buffer: VecDeque::new(),
            seen: BTreeSet::new(),
        }
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
            if let Some(item) = self.buffer.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match std::mem::replace(&mut self.state, State::Done) {
                State::Done => return Poll::Ready(None),
                State::Failed(error) => return Poll::Ready(Some(Err(error))),
                State::Next(cursor) => {
                    self.seen.extend(cursor.clone());
                    self.state = State::Waiting((self.fetch)(cursor));
                }
                State::Waiting(mut future) => match future.as_mut().poll(context) {
                    Poll::Pending => {
                        self.state = State::Waiting(future);
                        return Poll::Pending;
                    }
                    Poll::Ready(Err(error)) => self.state = State::Failed(error),
                    Poll::Ready(Ok(page)) => {
                        self.buffer = page.items.into();
                        self.state = self.after(page.next);
                    }
                },
            }
        }
    }

    /// What follows a page that named `next`.
    fn after(&self, next: Option<Cursor>) -> State<'a, T> {
        match next {
            None => State::Done,
            Some(next) if self.seen.contains(&next) => State::Failed(Error::CursorRepeated {
                operation: self.operation,
                cursor: next.0,
            }),
            Some(next) => State::Next(Some(next)),
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
            .field("operation", &self.operation)
            .field("buffered", &self.buffer.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    /// The cursors that were asked for, in order.
    type Asked = Arc<Mutex<Vec<Option<String>>>>;

    /// Serves `pages` in order, cursors being their indices, and notes what was asked for.
    fn serve(pages: Vec<Vec<u8>>) -> (Paginated<'static, u8>, Asked) {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&asked);
        let stream = Paginated::new("list", None, move |cursor| {
            log.lock()
                .unwrap()
                .push(cursor.as_ref().map(ToString::to_string));
            let index: usize = cursor.map_or(0, |cursor| cursor.as_str().parse().unwrap());
            let next = (index + 1 < pages.len()).then(|| Cursor::new((index + 1).to_string()));
            let page = Page::new(pages[index].clone(), next, None);
            async { Ok(page) }
        });
        (stream, asked)
    }

    #[tokio::test]
    async fn items_are_the_concatenation_of_the_pages() {
        let (stream, _) = serve(vec![vec![1, 2], vec![], vec![3]]);
        assert_eq!(stream.try_collect::<Vec<u8>>().await.unwrap(), [1, 2, 3]);
    }

    #[tokio::test]
    async fn nothing_is_fetched_before_it_is_wanted() {
        let (mut stream, asked) = serve(vec![vec![1, 2], vec![3]]);
        assert_eq!(asked.lock().unwrap().len(), 0);
        stream.try_next().await.unwrap();
        stream.try_next().await.unwrap();
        assert_eq!(*asked.lock().unwrap(), [None]);
        stream.try_next().await.unwrap();
        assert_eq!(*asked.lock().unwrap(), [None, Some("1".to_owned())]);
    }

    #[tokio::test]
    async fn stops_when_the_server_repeats_a_cursor() {
        let mut stream = Paginated::new("list", None, |_| async {
            Ok(Page::new(vec![1], Some(Cursor::new("same")), None))
        });
        assert_eq!(stream.try_next().await.unwrap(), Some(1));
        assert_eq!(
            stream.try_next().await.unwrap(),
            Some(1),
            "the page that came is not lost"
        );
        let error = stream.try_next().await.unwrap_err();
        assert!(matches!(error, Error::CursorRepeated { .. }), "{error}");
        assert_eq!(stream.try_next().await.unwrap(), None);
    }

    #[tokio::test]
    async fn an_error_is_given_once_and_ends_the_stream() {
        let mut stream = Paginated::<u8>::new("list", None, |_| async {
            Err(Error::Argument {
                operation: "list",
                reason: "no".to_owned(),
            })
        });
        stream.try_next().await.unwrap_err();
        assert!(stream.try_next().await.unwrap().is_none());
    }
}
