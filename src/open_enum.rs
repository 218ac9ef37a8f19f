//! String enumerations that survive values which the specification does not know yet.

/// Declares an enumeration whose unknown values are kept as `Unknown`, or as the variant named.
macro_rules! open_enum {
    ($(#[doc = $doc:literal])* $name:ident { $($variants:tt)* }) => {
        $crate::open_enum::open_enum! { $(#[doc = $doc])* $name or Unknown { $($variants)* } }
    };
    (
        $(#[doc = $doc:literal])*
        $name:ident or $other:ident {
            $($(#[doc = $variant_doc:literal])* $variant:ident = $value:literal),* $(,)?
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[doc = $variant_doc])* $variant,)*
            /// A value that this version of the library does not know.
            $other(String),
        }

        impl $name {
            /// Every value that the specification knows.
            pub const KNOWN: &[&str] = &[$($value),*];

            /// The value as the server writes it.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::$other(value) => value,
                }
            }
        }

        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    other => Self::$other(other.to_owned()),
                }
            }
        }

        impl From<String> for $name {
            fn from(value: String) -> Self {
                match &*value {
                    $($value => Self::$variant,)*
                    _ => Self::$other(value),
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;

            fn from_str(value: &str) -> Result<Self, Self::Err> {
                Ok(value.into())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <String as serde::Deserialize>::deserialize(deserializer).map(Into::into)
            }
        }

        #[cfg(feature = "schemars")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                // Open: the known values are examples, not the only ones.
                schemars::json_schema!({"type": "string", "examples": [$($value),*]})
            }
        }
    };
}

pub(crate) use open_enum;

#[cfg(test)]
#[allow(unreachable_pub, reason = "the macro declares public types")]
mod tests {
    open_enum! {
        #[doc = " A test."]
        Status { #[doc = " Over."] Complete = "complete", Empty = "" }
    }

    #[test]
    fn unknown_values_are_kept() {
        for value in ["complete", "", "something_new"] {
            let decoded: Status = serde_json::from_value(value.into()).unwrap();
            assert_eq!(serde_json::to_value(&decoded).unwrap(), value);
            assert_eq!(decoded.to_string(), value);
        }
        assert_eq!(Status::from("complete"), Status::Complete);
        assert_eq!(Status::from("new"), Status::Unknown("new".to_owned()));
        assert_eq!(Status::KNOWN, ["complete", ""]);
    }
}
