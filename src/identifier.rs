//! Strings that name things: checked when made from text, taken as they are from a server.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize,
    de::value::{Error as Never, StringDeserializer},
};

/// Text that does not have the form of the identifier it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseIdError {
    text: String,
    expected: &'static str,
}

impl ParseIdError {
    pub(crate) fn new(text: &str, expected: &'static str) -> Self {
        Self {
            text: text.chars().take(80).collect(),
            expected,
        }
    }
}

impl fmt::Display for ParseIdError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?} is not {}", self.text, self.expected)
    }
}

impl std::error::Error for ParseIdError {}

/// Declares an identifier: its documentation, name, what it should look like, and the test.
macro_rules! identifier {
    ($(#[doc = $doc:literal])* $name:ident: $expected:literal, |$id:ident| $test:expr) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The identifier as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            fn is_valid($id: &str) -> bool {
                $test
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::identifier::ParseIdError;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                if Self::is_valid(&text) {
                    Ok(Self(text))
                } else {
                    Err($crate::identifier::ParseIdError::new(&text, $expected))
                }
            }
        }

        impl TryFrom<&str> for $name {
            type Error = $crate::identifier::ParseIdError;

            fn try_from(text: &str) -> Result<Self, Self::Error> {
                Self::try_from(text.to_owned())
            }
        }

        impl From<&$name> for $name {
            fn from(id: &$name) -> Self {
                id.clone()
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::identifier::ParseIdError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::try_from(text)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

pub(crate) use identifier;

/// A map by identifiers, which generated code has by text.
///
/// Identifiers from a server are taken as they are, so none is lost.
pub(crate) fn with_ids<'de, I: Deserialize<'de> + Ord, V>(
    map: BTreeMap<String, V>,
) -> BTreeMap<I, V> {
    let id = |text| I::deserialize(StringDeserializer::<Never>::new(text)).ok();
    map.into_iter()
        .filter_map(|(key, value)| Some((id(key)?, value)))
        .collect()
}
