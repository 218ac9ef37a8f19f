//! Each kind of cursor and of end, as the table of operations tells them.

use std::sync::{Arc, Mutex};

use super::*;
use crate::operation;

/// What a page was asked for with.
type Asked = Arc<Mutex<Vec<(Option<String>, u32)>>>;

/// A list of the numbers below `count`, with every kind of cursor.
#[derive(Clone)]
struct Numbers {
    count: i64,
    /// Whether cursors are text, which is no position.
    text: bool,
    asked: Asked,
}

impl PageRequest for Numbers {
    type Item = i64;

    async fn page(self, at: At, size: u32) -> Result<Answer<i64>, Error> {
        assert_eq!(at.operation, "list");
        let cursor = at.cursor.as_ref().map(ToString::to_string);
        self.asked.lock().unwrap().push((cursor, size));
        let from = if self.text {
            at.text()
                .map_or(0, |text| text.trim_start_matches('t').parse().unwrap())
        } else {
            at.number()?.unwrap_or(0)
        };
        let to = (from + i64::from(size)).min(self.count);
        let next = (to < self.count).then(|| {
            if self.text {
                format!("t{to}")
            } else {
                to.to_string()
            }
        });
        let answer = Answer::of((from..to).collect()).next(next);
        Ok(answer.previous(Some("before")).total(self.count))
    }
}

/// The numbers by page: `page` counts pages of the size that is asked for.
#[derive(Clone)]
struct Numbered(Numbers);

impl PageRequest for Numbered {
    type Item = i64;

    async fn page(self, at: At, size: u32) -> Result<Answer<i64>, Error> {
        let cursor = at.cursor.as_ref().map(ToString::to_string);
        self.0.asked.lock().unwrap().push((cursor, size));
        let from = at.number()?.unwrap_or(0) * i64::from(size);
        let to = (from + i64::from(size)).min(self.0.count);
        Ok(Answer::of((from..to).collect()))
    }
}

fn numbers(count: i64, text: bool) -> Numbers {
    Numbers {
        count,
        text,
        asked: Asked::default(),
    }
}

/// The paging of an operation that pages in this way.
fn paging(dialect: Dialect, ends: Ends, offset: bool, max: Option<u64>) -> Paging {
    let pagination = Pagination {
        dialect,
        ends,
        request: None,
        response: None,
        items: None,
        offset,
        max,
    };
    let get = operation::any(&reqwest::Method::GET);
    let other = Operation {
        id: "other",
        ..*get
    };
    let list = Operation {
        id: "list",
        pagination: Some(pagination),
        ..*get
    };
    Paging::of(Box::leak(Box::new([other, list])), "list")
}

async fn read<R: PageRequest>(paging: Paging, request: R) -> Vec<R::Item> {
    paging.items(request).try_collect().await.unwrap()
}

#[tokio::test]
async fn a_token_leads_on_until_there_is_none() {
    for (dialect, text) in [
        (Dialect::StringToken, true),
        (Dialect::IntegerToken, false),
        (Dialect::NextBatch, true),
    ] {
        for count in [0, 3, 4, 9] {
            let request = numbers(count, text);
            let asked = Arc::clone(&request.asked);
            let mut paging = paging(dialect, Ends::TokenMissing, false, None);
            paging.size(4);
            assert_eq!(read(paging, request).await, (0..count).collect::<Vec<_>>());
            let pages = usize::try_from(count).unwrap().div_ceil(4).max(1);
            assert_eq!(asked.lock().unwrap().len(), pages, "{count} in fours");
        }
    }
}

#[tokio::test]
async fn a_page_that_is_not_full_is_the_last_where_nothing_else_tells() {
    for (count, pages) in [(0, 1), (3, 1), (4, 2), (9, 3)] {
        let request = numbers(count, false);
        let asked = Arc::clone(&request.asked);
        let mut paging = paging(Dialect::PageNumber, Ends::ShortPage, false, None);
        paging.size(4);
        let items = read(paging, Numbered(request)).await;
        assert_eq!(items, (0..count).collect::<Vec<_>>());
        let asked: Vec<_> = asked
            .lock()
            .unwrap()
            .iter()
            .map(|(at, _)| at.clone())
            .collect();
        let numbers = (1..pages).map(|number: i64| Some(number.to_string()));
        let expected: Vec<_> = [None].into_iter().chain(numbers).collect();
        assert_eq!(asked, expected);
    }
}

/// A feed that names where to go on even when there is nothing new.
#[derive(Clone)]
struct Feed;

impl PageRequest for Feed {
    type Item = i64;

    async fn page(self, at: At, _: u32) -> Result<Answer<i64>, Error> {
        let from = at.number()?.unwrap_or(0);
        let items: Vec<i64> = (from..(from + 2).min(3)).collect();
        let next = from + i64::try_from(items.len()).unwrap();
        Ok(Answer::of(items).next(Some(next)))
    }
}

#[tokio::test]
async fn a_feed_ends_with_an_empty_page_whose_cursor_is_where_the_new_will_be() {
    let paging = paging(Dialect::NextBatch, Ends::EmptyItems, false, None);
    let mut items = paging.items(Feed);
    let mut read = Vec::new();
    while let Some(item) = items.try_next().await.unwrap() {
        read.push(item);
    }
    assert_eq!(read, [0, 1, 2]);
    assert_eq!(items.cursor().unwrap().as_str(), "3");
}

/// A list of three numbers whose server always says that there is another page.
#[derive(Clone)]
struct Endless;

impl PageRequest for Endless {
    type Item = i64;

    async fn page(self, at: At, size: u32) -> Result<Answer<i64>, Error> {
        let from = at.number()?.unwrap_or(0);
        let to = from + i64::from(size);
        Ok(Answer::of((from..to.min(3)).collect()).next(Some(to)))
    }
}

#[tokio::test]
async fn a_list_by_position_ends_where_nothing_is_whatever_the_server_says() {
    let mut paging = paging(Dialect::IntegerToken, Ends::TokenMissing, true, None);
    paging.size(2);
    assert_eq!(read(paging, Endless).await, [0, 1, 2]);
}

#[tokio::test]
async fn positions_are_computed_ahead_and_only_positions() {
    for (dialect, step) in [(Dialect::IntegerToken, 4), (Dialect::PageNumber, 1)] {
        for offset in [true, false] {
            let ends = match dialect {
                Dialect::PageNumber => Ends::ShortPage,
                _ => Ends::TokenMissing,
            };
            let mut paging = paging(dialect, ends, offset, None);
            paging.size(4);
            let request = numbers(100, false);
            let asked = Arc::clone(&request.asked);
            let mut items = if step == 1 {
                paging.items(Numbered(request)).prefetch(3)
            } else {
                paging.items(request).prefetch(3)
            };
            items.try_next().await.unwrap();
            let asked: Vec<_> = asked
                .lock()
                .unwrap()
                .iter()
                .map(|(at, _)| at.clone())
                .collect();
            // The first page, and then as many ahead as are known without reading it.
            let at = |index: i64| Some((index * step).to_string());
            let ahead = if offset { 3 } else { asked.len() - 1 };
            let expected: Vec<_> = [None]
                .into_iter()
                .chain((1..).take(ahead).map(at))
                .collect();
            assert_eq!(asked, expected, "{dialect:?}, offset: {offset}");
        }
    }
}

#[tokio::test]
async fn sizes_stay_between_one_and_what_the_server_gives() {
    let unless_told = |max| paging(Dialect::NextBatch, Ends::TokenMissing, false, max).size;
    assert_eq!(
        (
            unless_told(None),
            unless_told(Some(50)),
            unless_told(Some(1000))
        ),
        (100, 50, 100)
    );
    for (max, wanted, sent) in [
        (None, 0, 1),
        (None, u32::MAX, u32::MAX),
        (Some(200), 500, 200),
        (Some(200), 200, 200),
        (Some(u64::MAX), 7, 7),
    ] {
        let request = numbers(1, false);
        let asked = Arc::clone(&request.asked);
        let mut paging = paging(Dialect::IntegerToken, Ends::TokenMissing, true, max);
        paging.size(wanted);
        paging.first(request).await.unwrap();
        assert_eq!(asked.lock().unwrap()[..], [(None, sent)]);
    }
}

#[tokio::test]
async fn a_page_tells_all_that_the_server_said_and_where_to_go_on() {
    let mut paging = paging(Dialect::IntegerToken, Ends::TokenMissing, true, None);
    paging.size(2);
    paging.start_at(Cursor::from("2"));
    let page = paging.clone().first(numbers(5, false)).await.unwrap();
    assert_eq!(page.items, [2, 3]);
    assert_eq!(page.next, Some(Cursor::from("4")));
    assert_eq!(page.previous, Some(Cursor::from("before")));
    assert_eq!(page.total, Some(5));
    assert_eq!(read(paging, numbers(5, false)).await, [2, 3, 4]);
}

#[tokio::test]
async fn a_cursor_that_is_no_position_is_refused_where_it_must_be_one() {
    for text in ["t1-2", "-1", "1.5", ""] {
        let mut paging = paging(Dialect::IntegerToken, Ends::TokenMissing, true, None);
        paging.start_at(Cursor::from(text));
        let error = paging.first(numbers(5, false)).await.unwrap_err();
        assert!(matches!(error, Error::Argument { .. }), "{error:?}");
        assert!(error.to_string().contains("is not a cursor of this list"));
    }
    let mut paging = paging(Dialect::IntegerToken, Ends::TokenMissing, true, None);
    paging.start_at(Cursor::from("0"));
    assert_eq!(paging.first(numbers(2, false)).await.unwrap().items, [0, 1]);
}
