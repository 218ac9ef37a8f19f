//! What the tests share: the documents, sample values, recorded exchanges, calls by name.

pub(crate) mod api;
pub(crate) mod arbitrary;
pub(crate) mod dispatch;
pub(crate) mod document;
pub(crate) mod fixture;
pub(crate) mod sample;
pub(crate) mod two_pages;
pub(crate) mod verb;
