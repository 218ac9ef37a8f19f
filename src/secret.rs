//! Secrets that never print, and the redaction of text that may hold some.

use std::fmt;

use secrecy::{ExposeSecret, SecretString, zeroize::Zeroize as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A password, token or code: sent to the server, wiped from memory when dropped, never printed.
///
/// `Debug` shows a placeholder and there is no `Display`. Serialization writes the value, because
/// that is how it gets into a request; do not serialize types that hold secrets into logs.
///
/// ```
/// # use chatadm::Secret;
/// let password = Secret::from("wonderland");
/// assert_eq!(format!("{password:?}"), "Secret(..)");
/// assert_eq!(password.expose(), "wonderland");
/// ```
#[derive(Clone, Default)]
pub struct Secret(SecretString);

impl Secret {
    /// The value itself.
    ///
    /// # Security
    ///
    /// The result is an ordinary string: keep it out of logs, error texts and process arguments.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(..)")
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl Eq for Secret {}

impl From<&str> for Secret {
    fn from(value: &str) -> Self {
        Self(value.into())
    }
}

impl From<String> for Secret {
    fn from(mut value: String) -> Self {
        // The wrapper keeps no spare room, and giving that back can move the text and leave a copy that
        // nobody wipes.
        let secret = Self::from(value.as_str());
        value.zeroize();
        secret
    }
}

impl From<SecretString> for Secret {
    fn from(value: SecretString) -> Self {
        Self(value)
    }
}

impl From<Secret> for SecretString {
    fn from(value: Secret) -> Self {
        value.0
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.expose())
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Secret {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Secret".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "format": "password"})
    }

    fn inline_schema() -> bool {
        true
    }
}

/// Words that make the value behind a JSON key a secret.
const TELLTALE: [&str; 7] = [
    "token", "password", "secret", "csrf", "cookie", "qr_code", "mfa_code",
];

/// Whole keys whose values are secrets although they contain no such word.
const TELLTALE_KEYS: [&str; 3] = ["\"mac\"", "\"code\"", "\"nonce\""];

/// Blanks the string values of JSON keys that look like secrets.
///
/// Works on text, not on parsed JSON, because it is needed exactly where parsing failed. A value
/// that is cut off at the end of the text is blanked as well.
pub(crate) fn redact(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('"') {
        let (before, quoted) = rest.split_at(start);
        let end = closing_quote(quoted);
        let (string, after) = quoted.split_at(end);
        out.push_str(before);
        out.push_str(string);
        rest = after;
        let value = after.trim_start().strip_prefix(':').map(str::trim_start);
        if let Some(value) = value.filter(|value| value.starts_with('"'))
            && is_telltale(string)
        {
            out.push_str(": \"..\"");
            rest = value.split_at(closing_quote(value)).1;
        }
    }
    out.push_str(rest);
    out
}

/// Blanks everything in double quotes: decoders quote the values that they did not expect.
pub(crate) fn blank_quotes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('"') {
        let (before, quoted) = rest.split_at(start);
        out.push_str(before);
        out.push_str("\"..\"");
        rest = quoted.split_at(closing_quote(quoted)).1;
    }
    out.push_str(rest);
    out
}

fn is_telltale(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    TELLTALE_KEYS.contains(&&*key) || TELLTALE.iter().any(|word| key.contains(word))
}

/// The length of the JSON string at the start of `text`, quotes included.
fn closing_quote(text: &str) -> usize {
    let mut escaped = false;
    for (index, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return index + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// That the memory is wiped is the promise of a trait, because safe code cannot look there afterwards.
    #[test]
    fn the_value_is_wiped_when_it_is_dropped() {
        fn is_wiped<T: secrecy::zeroize::ZeroizeOnDrop>(_: &T) {}
        let mut roomy = String::with_capacity(64);
        roomy.push_str("hunter2");
        let Secret(inner) = Secret::from(roomy);
        is_wiped(&inner);
        assert_eq!(inner.expose_secret(), "hunter2");
    }

    #[test]
    fn debug_never_shows_the_value() {
        assert_eq!(
            format!("{:?}", Some(Secret::from("hunter2"))),
            "Some(Secret(..))"
        );
    }

    #[test]
    fn redaction_blanks_values_behind_telltale_keys() {
        let text = r#"{"user_id": "@a:b", "access_token" : "syt_x\"y", "n": 1}"#;
        assert_eq!(
            redact(text),
            r#"{"user_id": "@a:b", "access_token": "..", "n": 1}"#
        );
    }

    #[test]
    fn redaction_blanks_a_value_that_is_cut_off() {
        assert_eq!(redact(r#"{"password": "hun"#), r#"{"password": "..""#);
    }

    #[test]
    fn quoted_values_are_blanked_whatever_they_hold() {
        let text = r#"invalid type: string "hun\"ter", expected a boolean at line 1 column 3"#;
        let blank = r#"invalid type: string "..", expected a boolean at line 1 column 3"#;
        assert_eq!(blank_quotes(text), blank);
        assert_eq!(blank_quotes(r#"x "cut off"#), r#"x "..""#);
        assert_eq!(blank_quotes("missing field `name`"), "missing field `name`");
    }

    #[test]
    fn other_text_stays_as_it_is() {
        let text = r#"<html lang="en"> {"errcode": "M_UNKNOWN"} "#;
        assert_eq!(redact(text), text);
    }
}
