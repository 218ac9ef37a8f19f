//! What Mattermost takes out of requests, and what it makes of what has the wrong form.

use std::{borrow::Cow, collections::BTreeMap};

use serde_json::{Map, Value};

use super::refusal::Refusal;
use crate::sandbox::{exchange::Call, random::Random};

/// The letters of ids.
pub(super) const ALPHABET: &[u8; 32] = b"ybndrfg8ejkmcpqxot1uwisza345h769";

/// A new id.
pub(super) fn new_id(random: &mut Random) -> String {
    letters(random, 26)
}

/// Text out of the letters of ids.
pub(super) fn letters(random: &mut Random, length: usize) -> String {
    let letters = (0..length).filter_map(|_| random.pick(ALPHABET));
    letters.copied().map(char::from).collect()
}

/// Whether a text could be an id.
pub(super) fn is_id(text: &str) -> bool {
    text.len() == 26 && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// An id out of the path; `me` is for others to resolve.
pub(super) fn id<'a>(call: &'a Call, name: &str) -> Result<&'a str, Refusal> {
    let id = call.segment(name);
    match is_id(id) {
        true => Ok(id),
        false => Err(Refusal::url(name)),
    }
}

/// Which page is wanted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    pub(super) skip: usize,
    pub(super) size: usize,
}

impl Page {
    /// The largest page.
    const MAX: usize = 200;
    /// The page of those who do not ask for one.
    const USUAL: usize = 60;

    /// `page` and `per_page` of the query; nonsense counts as if it were not there.
    pub(super) fn of(call: &Call) -> Self {
        let number =
            |name: &str| -> Option<usize> { call.query(name).and_then(|text| text.parse().ok()) };
        let size = number("per_page").unwrap_or(Self::USUAL).min(Self::MAX);
        Self {
            skip: number("page").unwrap_or(0).saturating_mul(size),
            size,
        }
    }

    /// The items of the page.
    pub(super) fn cut<T>(self, items: impl IntoIterator<Item = T>) -> Vec<T> {
        items.into_iter().skip(self.skip).take(self.size).collect()
    }
}

/// Whether a yes or no of the query is a yes; whatever is neither is a no.
pub(super) fn is_set(call: &Call, name: &str) -> bool {
    matches!(
        call.query(name),
        Some("1" | "t" | "T" | "true" | "TRUE" | "True")
    )
}

/// A text of the query that is not empty.
pub(super) fn text<'a>(call: &'a Call, name: &str) -> Option<&'a str> {
    call.query(name).filter(|text| !text.is_empty())
}

/// A body of texts only: one value of another kind makes it an empty one.
pub(super) fn strings(call: &Call) -> BTreeMap<String, String> {
    serde_json::from_slice(&call.body).unwrap_or_default()
}

/// A field of [`strings`] that is not empty.
pub(super) fn string<'a>(
    body: &'a BTreeMap<String, String>,
    name: &str,
) -> Result<&'a str, Refusal> {
    let found = body.get(name).map(String::as_str);
    found
        .filter(|text| !text.is_empty())
        .ok_or_else(|| Refusal::body(name))
}

/// A body of any values; anything but an object counts as an empty one.
pub(super) fn object(call: &Call) -> Map<String, Value> {
    serde_json::from_slice(&call.body).unwrap_or_default()
}

/// A body that is a list of texts and not empty, refused by this name.
pub(super) fn list(call: &Call, name: &str) -> Result<Vec<String>, Refusal> {
    let items: Option<Vec<String>> = serde_json::from_slice(&call.body).ok();
    items
        .filter(|items| !items.is_empty())
        .ok_or_else(|| Refusal::body(name))
}

/// A text of an object; anything else counts as an empty one.
pub(super) fn field<'a>(body: &'a Map<String, Value>, name: &str) -> &'a str {
    body.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The texts of a list in an object.
pub(super) fn fields(body: &Map<String, Value>, name: &str) -> Vec<String> {
    let items = body.get(name).and_then(Value::as_array);
    let items = items.into_iter().flatten().filter_map(Value::as_str);
    items.map(str::to_owned).collect()
}

/// Parts of a text that are separated by commas.
pub(super) fn separated(text: Option<&str>) -> Vec<String> {
    let parts = text.unwrap_or_default().split(',').map(str::trim);
    let parts = parts.filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

/// A map of texts, whose values of other kinds become empty ones.
pub(super) fn text_map(value: &Value) -> Map<String, Value> {
    let entries = value.as_object().into_iter().flatten();
    entries
        .map(|(name, value)| {
            let text = value.as_str().map_or(Cow::Borrowed(""), Cow::Borrowed);
            (name.clone(), Value::from(text.into_owned()))
        })
        .collect()
}
