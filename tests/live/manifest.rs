//! What the seed has put on the server.

use std::{collections::BTreeSet, fs};

use serde_json::Value;

/// What the seed says about the server, addressed by JSON pointers.
pub(crate) struct Manifest(Value);

impl Manifest {
    pub(crate) fn read(path: &str) -> Self {
        let text = fs::read(path).expect("the manifest is readable");
        Self(serde_json::from_slice(&text).unwrap())
    }

    pub(crate) fn at(&self, pointer: &str) -> &Value {
        self.0
            .pointer(pointer)
            .unwrap_or_else(|| panic!("the manifest has no {pointer}"))
    }

    pub(crate) fn text(&self, pointer: &str) -> &str {
        self.at(pointer)
            .as_str()
            .unwrap_or_else(|| panic!("{pointer} is no text"))
    }

    /// A list, which has to hold something, or a test that goes through it would prove nothing.
    pub(crate) fn list(&self, pointer: &str) -> &[Value] {
        let list = self.at(pointer).as_array();
        let list = list.unwrap_or_else(|| panic!("{pointer} is no list"));
        assert!(!list.is_empty(), "{pointer} is empty");
        list
    }

    /// A list of strings.
    pub(crate) fn texts(&self, pointer: &str) -> Vec<&str> {
        let list = self.list(pointer).iter();
        list.map(|item| item.as_str().expect(pointer)).collect()
    }

    /// A list of strings without its order.
    pub(crate) fn set(&self, pointer: &str) -> BTreeSet<String> {
        self.texts(pointer).into_iter().map(str::to_owned).collect()
    }

    /// An identifier.
    pub(crate) fn id<T: for<'a> TryFrom<&'a str>>(&self, pointer: &str) -> T {
        T::try_from(self.text(pointer))
            .ok()
            .unwrap_or_else(|| panic!("{pointer} is no such id"))
    }
}
