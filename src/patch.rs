//! Fields of a request with three states.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What to do with one field of a thing that exists: leave it, clear it, or set it.
///
/// In JSON these are a missing key, `null` and a value, and servers tell the three apart. In an answer
/// `Keep` means that the server did not send the field, as old ones do with fields they do not have.
///
/// ```
/// # use chatadm::Patch;
/// let keep: Patch<String> = Patch::default();
/// assert_eq!(keep, Patch::Keep);
/// let clear: Patch<u8> = None.into();
/// assert_eq!(clear, Patch::Clear);
/// assert_eq!(Patch::from(7), Patch::Set(7));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "JSON has exactly these three states"
)]
pub enum Patch<T> {
    /// Leave the field as it is; the key is not sent.
    #[default]
    Keep,
    /// Clear the field; `null` is sent.
    Clear,
    /// Set the field to this value.
    Set(T),
}

impl<T> Patch<T> {
    /// Whether the field is left as it is.
    pub const fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }

    /// The value to set, if there is one.
    pub const fn as_set(&self) -> Option<&T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Keep | Self::Clear => None,
        }
    }
}

impl<T> From<T> for Patch<T> {
    fn from(value: T) -> Self {
        Self::Set(value)
    }
}

impl<T> From<Option<T>> for Patch<T> {
    /// `None` clears the field.
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Clear, Self::Set)
    }
}

impl<T: Serialize> Serialize for Patch<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // `Keep` is left out by the field's own attribute; a bare `Patch` has nothing better.
        self.as_set().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(feature = "schemars")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Patch<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        Option::<T>::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut schema = Option::<T>::json_schema(generator);
        // JSON Schema has no word for "missing and null differ", so that is said on the side.
        schema.insert("x-patch".to_owned(), true.into());
        schema
    }

    fn inline_schema() -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Body {
        #[serde(default, skip_serializing_if = "Patch::is_keep")]
        name: Patch<String>,
    }

    #[test]
    fn the_three_states_survive_json() {
        for (name, json) in [
            (Patch::Keep, json!({})),
            (Patch::Clear, json!({"name": null})),
            (Patch::Set("a".to_owned()), json!({"name": "a"})),
        ] {
            let body = Body { name };
            assert_eq!(serde_json::to_value(&body).unwrap(), json);
            assert_eq!(serde_json::from_value::<Body>(json).unwrap(), body);
        }
    }
}
