//! The laws of streams over pages, for any list and any way of reading it.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use proptest::prelude::*;
use tokio::time::sleep;

use super::*;
use crate::paginate::Page;

impl<'a, T> Paginated<'a, T> {
    fn following(
        mut self,
        compute: impl Fn(Option<&Cursor>) -> Option<Cursor> + Send + 'a,
    ) -> Self {
        self.pages = self.pages.following(compute);
        self
    }
}

fn list<'a, T, F>(fetch: impl Fn(Option<Cursor>) -> F + Send + 'a) -> Paginated<'a, T>
where
    F: Future<Output = Result<Page<T>, Error>> + Send + 'a,
{
    Paginated::new(Pages::new("list", None, fetch))
}

fn page<T>(items: Vec<T>, next: Option<Cursor>) -> Page<T> {
    Page {
        items,
        next,
        previous: None,
        total: None,
    }
}

/// What a scripted server saw.
#[derive(Default)]
struct Seen {
    asked: Vec<Option<String>>,
    in_flight: usize,
    most_in_flight: usize,
}

/// Serves `pages` in order, cursors being their indices; each answer takes a second.
#[expect(
    clippy::disallowed_methods,
    reason = "the clock is paused; this is how answers take time"
)]
fn serve(pages: Vec<Vec<u8>>) -> (Paginated<'static, u8>, Arc<Mutex<Seen>>) {
    let seen = Arc::new(Mutex::new(Seen::default()));
    let log = Arc::clone(&seen);
    let stream = list(move |cursor| {
        let log = Arc::clone(&log);
        let index: usize = cursor
            .as_ref()
            .map_or(0, |cursor| cursor.as_str().parse().unwrap());
        let items = pages.get(index).cloned().unwrap_or_default();
        let next = (index + 1 < pages.len()).then(|| Cursor::new((index + 1).to_string()));
        async move {
            {
                let mut seen = log.lock().unwrap();
                seen.asked.push(cursor.map(|cursor| cursor.to_string()));
                seen.in_flight += 1;
                seen.most_in_flight = seen.most_in_flight.max(seen.in_flight);
            }
            sleep(Duration::from_secs(1)).await;
            log.lock().unwrap().in_flight -= 1;
            Ok(page(items, next))
        }
    });
    (stream, seen)
}

/// Page numbers can be computed.
#[expect(
    clippy::unnecessary_wraps,
    reason = "other lists have cursors that cannot be computed"
)]
fn by_number(cursor: Option<&Cursor>) -> Option<Cursor> {
    let number: usize = cursor.map_or(0, |cursor| cursor.as_str().parse().unwrap());
    Some(Cursor::new((number + 1).to_string()))
}

fn paused<F: Future>(future: F) -> F::Output {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
        .block_on(future)
}

fn pages() -> impl Strategy<Value = Vec<Vec<u8>>> {
    prop::collection::vec(prop::collection::vec(any::<u8>(), 0..4), 1..8)
}

proptest! {
    #[test]
    fn items_are_the_concatenation_of_the_pages(
        pages in pages(), ahead in 0_usize..5, computed in any::<bool>(),
    ) {
        let expected: Vec<u8> = pages.concat();
        let items = paused(async {
            let (mut stream, _) = serve(pages);
            if computed {
                stream = stream.following(by_number);
            }
            stream.prefetch(ahead).try_collect::<Vec<u8>>().await.unwrap()
        });
        prop_assert_eq!(items, expected);
    }

    #[test]
    fn no_more_than_was_asked_for_is_requested(
        pages in pages(), ahead in 0_usize..5, computed in any::<bool>(), taken in 0_usize..10,
    ) {
        // Pages that hold the items taken, one item at least being read from the last of them.
        let mut left = taken;
        let mut read = 0;
        for page in &pages {
            if left == 0 {
                break;
            }
            read += 1;
            left = left.saturating_sub(page.len());
        }
        let (asked, most) = paused(async {
            let (mut stream, seen) = serve(pages);
            if computed {
                stream = stream.following(by_number);
            }
            let mut stream = stream.prefetch(ahead);
            for _ in 0..taken {
                stream.try_next().await.unwrap();
            }
            let seen = seen.lock().unwrap();
            (seen.asked.len(), seen.most_in_flight)
        });
        prop_assert!(asked <= if taken == 0 { 0 } else { read + ahead }, "{asked} asked, {read} read");
        prop_assert!(most <= if computed { ahead.max(1) } else { 1 }, "{most} at once");
    }

    #[test]
    fn an_error_is_given_once_after_the_items_before_it(
        good in 0_usize..4, ahead in 0_usize..4, computed in any::<bool>(),
    ) {
        let (before, errors, after) = paused(async {
            let mut stream = list(move |cursor: Option<Cursor>| {
                let index: usize = cursor.map_or(0, |cursor| cursor.as_str().parse().unwrap());
                async move {
                    if index < good {
                        Ok(page(vec![index], Some(Cursor::new((index + 1).to_string()))))
                    } else {
                        Err(Error::Argument { operation: "list", reason: "no".to_owned() })
                    }
                }
            });
            if computed {
                stream = stream.following(by_number);
            }
            let mut stream = stream.prefetch(ahead);
            let (mut before, mut errors, mut after) = (Vec::new(), 0, 0);
            for _ in 0..good + 3 {
                match stream.try_next().await {
                    Ok(Some(item)) if errors == 0 => before.push(item),
                    Ok(Some(_)) => after += 1,
                    Ok(None) => {}
                    Err(_) => errors += 1,
                }
            }
            (before, errors, after)
        });
        prop_assert_eq!(before, (0..good).collect::<Vec<_>>());
        prop_assert_eq!((errors, after), (1, 0));
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_fetched_before_it_is_wanted() {
    let (mut stream, seen) = serve(vec![vec![1, 2], vec![3]]);
    assert_eq!(seen.lock().unwrap().asked.len(), 0);
    stream.try_next().await.unwrap();
    stream.try_next().await.unwrap();
    assert_eq!(seen.lock().unwrap().asked, [None]);
    stream.try_next().await.unwrap();
    assert_eq!(seen.lock().unwrap().asked, [None, Some("1".to_owned())]);
}

#[tokio::test(start_paused = true)]
async fn lists_by_number_are_fetched_side_by_side() {
    let (stream, seen) = serve(vec![vec![1]; 8]);
    let started = tokio::time::Instant::now();
    let items: Vec<u8> = stream
        .following(by_number)
        .prefetch(4)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(items.len(), 8);
    assert_eq!(seen.lock().unwrap().most_in_flight, 4);
    assert!(
        started.elapsed() < Duration::from_secs(8),
        "one after the other takes eight seconds"
    );
}

#[tokio::test(start_paused = true)]
async fn a_server_that_goes_on_elsewhere_is_followed() {
    // Computed cursors say 1, 2, 3; the server skips to 5.
    let stream = list(|cursor: Option<Cursor>| async move {
        let index: u8 = cursor.map_or(0, |cursor| cursor.as_str().parse().unwrap());
        let next = (index == 0).then(|| Cursor::new("5"));
        Ok(page(vec![index], next))
    });
    let items: Vec<u8> = stream
        .following(by_number)
        .prefetch(3)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(items, [0, 5]);
}

#[tokio::test]
async fn stops_when_the_server_repeats_a_cursor() {
    for ahead in 0..3 {
        let mut stream =
            list(|_| async { Ok(page(vec![1], Some(Cursor::new("same")))) }).prefetch(ahead);
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
}

#[tokio::test(start_paused = true)]
async fn pages_are_what_items_are_made_of_and_tell_where_they_start() {
    let (stream, _) = serve(vec![vec![1, 2], vec![], vec![3]]);
    let mut pages = stream.pages.prefetch(2);
    let mut read = Vec::new();
    while let Some(page) = pages.try_next().await.unwrap() {
        read.push((page.items, pages.cursor().map(ToString::to_string)));
    }
    let at = |cursor: &str| Some(cursor.to_owned());
    assert_eq!(
        read,
        [(vec![1, 2], None), (vec![], at("1")), (vec![3], at("2"))]
    );
    assert!(pages.try_next().await.unwrap().is_none());
}

proptest! {
    #[test]
    fn items_whose_key_came_before_are_left_out(
        pages in pages(), ahead in 0_usize..4, limit in 0_usize..20,
    ) {
        let mut seen = BTreeSet::new();
        let items = pages.concat().into_iter().filter(|item| seen.insert(item % 3));
        let expected: Vec<u8> = items.take(limit).collect();
        let (stream, _) = serve(pages);
        let stream = stream.distinct(|item| item % 3).prefetch(ahead).limit(limit);
        let items: Vec<u8> = paused(stream.try_collect()).unwrap();
        prop_assert_eq!(items, expected);
    }

    #[test]
    fn a_limit_cuts_the_items_and_the_requests(
        pages in pages(), limit in 0_usize..12,
    ) {
        let expected: Vec<u8> = pages.concat().into_iter().take(limit).collect();
        let (items, asked) = paused(async {
            let (stream, seen) = serve(pages.clone());
            let items = stream.limit(limit).try_collect::<Vec<u8>>().await.unwrap();
            let asked = seen.lock().unwrap().asked.len();
            (items, asked)
        });
        prop_assert_eq!(&items, &expected);
        let mut needed = 0;
        let mut left = limit;
        for page in &pages {
            if left == 0 {
                break;
            }
            needed += 1;
            left = left.saturating_sub(page.len());
        }
        prop_assert_eq!(asked, needed);
    }

    #[test]
    fn reading_on_from_the_cursor_loses_nothing(pages in pages(), taken in 1_usize..12) {
        let all = pages.concat();
        let (given, at) = paused(async {
            let (mut stream, _) = serve(pages.clone());
            let mut given = 0;
            while given < taken && stream.try_next().await.unwrap().is_some() {
                given += 1;
            }
            (given, stream.cursor().map_or(0, |cursor| cursor.as_str().parse().unwrap()))
        });
        let before = pages[..at].concat().len();
        prop_assert!(before <= given, "the page with the last item starts at or before it");
        prop_assert_eq!(pages[at..].concat(), &all[before..]);
    }
}

#[tokio::test(start_paused = true)]
async fn both_are_streams_for_those_who_know_that_trait() {
    let (mut items, _) = serve(vec![vec![1, 2], vec![3]]);
    let mut read = Vec::new();
    while let Some(item) = poll_fn(|context| Pin::new(&mut items).poll_next(context)).await {
        read.push(item.unwrap());
    }
    assert_eq!(read, [1, 2, 3]);
    let (items, _) = serve(vec![vec![1, 2], vec![3]]);
    let mut pages = items.pages;
    let mut sizes = Vec::new();
    while let Some(page) = poll_fn(|context| Pin::new(&mut pages).poll_next(context)).await {
        sizes.push(page.unwrap().items.len());
    }
    assert_eq!(sizes, [2, 1]);
}
