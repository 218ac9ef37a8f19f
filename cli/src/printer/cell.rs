//! Values as the text of a cell, harmless to terminals and spreadsheets.

use jiff::Zoned;
use serde_json::Value;

use crate::moment::TimeFormat;

/// Fields that hold milliseconds besides those whose names end in `_ts` or `_at`.
const MOMENTS: [&str; 5] = [
    "expiry_time",
    "last_seen",
    "last_activity",
    "safe_until",
    "timestamp_ms",
];

/// Makes text of the moments in a document, at any depth. A body that a request would have stays as it is.
pub(super) fn tell_times(value: &mut Value, format: TimeFormat, now: &Zoned) {
    match value {
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| tell_times(item, format, now)),
        Value::Object(fields) => {
            for (name, field) in fields {
                if name == "body" {
                    continue;
                }
                match field
                    .as_i64()
                    .filter(|millis| *millis > 0 && is_moment(name))
                {
                    Some(millis) => {
                        if let Some(text) = format.show(millis, now) {
                            *field = text.into();
                        }
                    }
                    None => tell_times(field, format, now),
                }
            }
        }
        _ => {}
    }
}

fn is_moment(name: &str) -> bool {
    name.ends_with("_ts") || name.ends_with("_at") || MOMENTS.contains(&name)
}

/// A field of an item, where a dot leads into it: `error.code`.
pub(super) fn field<'a>(item: &'a Value, path: &str) -> &'a Value {
    if let Some(value) = item.get(path) {
        return value;
    }
    let inner = path
        .split('.')
        .try_fold(item, |value, name| value.get(name));
    inner.unwrap_or(&Value::Null)
}

/// A value in one line, as it is.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items)
            if items
                .iter()
                .all(|item| !item.is_object() && !item.is_array()) =>
        {
            let texts: Vec<String> = items.iter().map(text).collect();
            texts.join(", ")
        }
        Value::Array(items) if items.is_empty() => String::new(),
        other => other.to_string(),
    }
}

/// A value for people: `yes` and `no`, and `-` for nothing.
pub(super) fn human(value: &Value) -> String {
    match value {
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        other => {
            let text = safe(&text(other)).replace('\n', " ");
            if text.is_empty() {
                "-".to_owned()
            } else {
                text
            }
        }
    }
}

/// A field for people: a moment that never was is nothing.
pub(super) fn told(name: &str, value: &Value) -> String {
    let name = name.rsplit('.').next().unwrap_or(name);
    match value.as_i64() {
        Some(0) if is_moment(name) => human(&Value::Null),
        _ => human(value),
    }
}

/// Text without what moves the cursor, changes colors or turns the direction of reading. Line ends stay.
pub(super) fn safe(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        let is_hidden = matches!(
            character,
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        );
        if (character.is_control() && character != '\n') || is_hidden {
            safe.extend(character.escape_unicode());
        } else {
            safe.push(character);
        }
    }
    safe
}

/// Text that a spreadsheet takes for text, and not for a formula.
pub(super) fn unformulated(text: String) -> String {
    let is_number = || text.parse::<f64>().is_ok();
    // Ids of users start like a formula of old spreadsheets, but cannot call anything.
    let is_id = || text.contains(':') && !text.contains(['(', '!', '|', ' ']);
    match text.chars().next() {
        Some('-' | '+') if is_number() => text,
        Some('@') if is_id() => text,
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{text}"),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_gets_nothing_that_it_would_obey() {
        assert_eq!(safe("a\x1b[31m\u{202e}b\n"), "a\\u{1b}[31m\\u{202e}b\n");
    }

    #[test]
    fn a_moment_that_never_was_is_nothing() {
        for (name, shown) in [("delete_at", "-"), ("user.delete_at", "-"), ("count", "0")] {
            assert_eq!(told(name, &0.into()), shown);
        }
    }

    #[test]
    fn a_spreadsheet_runs_nothing() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1:A2)", "'@SUM(A1:A2)"),
            ("-2+3", "'-2+3"),
            ("-2", "-2"),
            ("@ada:example.org", "@ada:example.org"),
            ("plain", "plain"),
        ] {
            assert_eq!(unformulated(text.to_owned()), cell);
        }
    }
}
