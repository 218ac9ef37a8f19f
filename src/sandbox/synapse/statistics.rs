//! What users have uploaded, and how much room rooms take.

use std::{cmp::Ordering, collections::BTreeMap};

use serde_json::{Value, json};

use super::{
    Guard, Row, World,
    parameters::{Window, choice, integer, is_backwards, text},
    refusal::{Answer, Refusal},
    user_list::is_like,
};
use crate::sandbox::exchange::Call;

pub(super) const TABLE: &[Row] = &[
    (
        "get_largest_rooms_statistics",
        Guard::Admin,
        get_largest_rooms_statistics,
    ),
    (
        "get_user_media_statistics",
        Guard::Admin,
        get_user_media_statistics,
    ),
];

const ORDERS: [&str; 4] = ["media_length", "media_count", "user_id", "displayname"];

fn get_largest_rooms_statistics(_: &mut World, _: &Call) -> Answer {
    // A sandbox is like a server with SQLite in all else, too.
    Err(Refusal::unknown("Endpoint requires using PostgreSQL"))
}

/// What a user has uploaded.
#[derive(Debug)]
struct Total {
    user: String,
    name: Option<String>,
    count: usize,
    /// None where nothing has come yet of what was announced.
    length: Option<usize>,
}

impl Total {
    /// What has no value comes first, as on SQLite.
    fn compare(&self, other: &Self, order: &str) -> Ordering {
        match order {
            "media_length" => self.length.cmp(&other.length),
            "media_count" => self.count.cmp(&other.count),
            "displayname" => self.name.cmp(&other.name),
            _ => self.user.cmp(&other.user),
        }
    }

    /// Whether a text is in the local part of the id, or in the name.
    fn is_named(&self, wanted: &str) -> bool {
        let local = super::accounts::localpart(&self.user).to_lowercase();
        let name = self.name.as_deref().unwrap_or_default().to_lowercase();
        is_like(&local, wanted) || is_like(&name, wanted)
    }
}

fn get_user_media_statistics(world: &mut World, call: &Call) -> Answer {
    let window = Window::of(call)?;
    let search = text(call, "search_term")?;
    if search == Some("") {
        let message = "Query parameter search_term cannot be an empty string.";
        return Err(Refusal::invalid(message));
    }
    let search = search.map(str::to_lowercase);
    let order = choice(call, "order_by", &ORDERS)?.unwrap_or("user_id");
    let from = integer(call, "from_ts")?.unwrap_or(0);
    let until = integer(call, "until_ts")?;
    if until.is_some_and(|until| until <= from) {
        let message = "Query parameter until_ts must be greater than from_ts.";
        return Err(Refusal::invalid(message));
    }
    let is_backwards = is_backwards(call)?.unwrap_or(false);
    let mut totals: BTreeMap<&str, Total> = BTreeMap::new();
    for upload in world.media.uploads.values() {
        if upload.created < from || until.is_some_and(|until| upload.created > until) {
            continue;
        }
        let total = totals.entry(&upload.owner).or_insert_with(|| Total {
            user: upload.owner.clone(),
            name: world
                .accounts
                .get(&upload.owner)
                .and_then(|owner| owner.displayname.clone()),
            count: 0,
            length: None,
        });
        total.count += 1;
        let lengths = [total.length, upload.length()].into_iter().flatten();
        total.length = lengths.reduce(|left, right| left + right);
    }
    let mut totals: Vec<Total> = totals.into_values().collect();
    totals.retain(|total| search.as_ref().is_none_or(|search| total.is_named(search)));
    totals.sort_by(|left, right| {
        let order = left.compare(right, order);
        if is_backwards { order.reverse() } else { order }
    });
    let total = totals.len();
    let page = window.cut(totals).into_iter().map(|total| {
        json!({
            "user_id": total.user,
            "displayname": total.name,
            "media_count": total.count,
            "media_length": total.length,
        })
    });
    let page: Vec<Value> = page.collect();
    let next = window.next(page.len(), total);
    let mut body = json!({"users": page, "total": total});
    if let Some(next) = next {
        body["next_token"] = next.into();
    }
    Ok(body.into())
}
