//! Values as the text of a cell, harmless to terminals and spreadsheets.

use std::{fmt::Write as _, mem};

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
        Value::Object(fields) if fields.is_empty() => "-".to_owned(),
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

/// The name of a field for people, in one line whatever a server calls it.
pub(super) fn name(name: &str) -> String {
    safe(name).replace('\n', " ")
}

/// The fields of a value in one line.
pub(super) fn summary(value: &Value) -> String {
    let Some(fields) = value.as_object() else {
        return human(value);
    };
    let fields = fields
        .iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| format!("{} {}", self::name(name), human(value)));
    fields.collect::<Vec<_>>().join(", ")
}

/// Text without what moves the cursor, changes colors or turns the direction of reading. Line ends stay.
pub(super) fn safe(text: &str) -> String {
    escaped(text, |character| {
        character != '\n' && (character.is_control() || is_hidden(character))
    })
}

/// Text without what a terminal would obey. Everything that is text stays.
pub(super) fn tame(text: &str) -> String {
    escaped(text, |character| {
        !matches!(character, '\n' | '\r' | '\t') && character.is_control()
    })
}

/// JSON in which nothing is left that a terminal would obey. It says the same: such characters can stand in
/// its texts only, and there they can be escaped.
pub(super) fn tame_json(json: String) -> String {
    let is_wild = |character: char| {
        character != '\n'
            && ((character.is_control() && character > '\u{1f}') || is_hidden(character))
    };
    if !json.contains(is_wild) {
        return json;
    }
    let mut tame = String::with_capacity(json.len());
    for character in json.chars() {
        if is_wild(character) {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                let _ = write!(tame, "\\u{unit:04x}");
            }
        } else {
            tame.push(character);
        }
    }
    tame
}

/// Makes the texts of a document harmless to a terminal, at any depth, the names of fields among them.
pub(super) fn make_safe(value: &mut Value) {
    match value {
        Value::String(text) if is_wild(text) => *text = safe(text),
        Value::Array(items) => items.iter_mut().for_each(make_safe),
        Value::Object(fields) => {
            fields.values_mut().for_each(make_safe);
            if fields.keys().any(|name| is_wild(name)) {
                let renamed = mem::take(fields).into_iter();
                *fields = renamed.map(|(name, field)| (safe(&name), field)).collect();
            }
        }
        _ => {}
    }
}

/// Whether there is anything in a text that a terminal would obey.
fn is_wild(text: &str) -> bool {
    text.contains(|one: char| one.is_control() || is_hidden(one))
}

fn escaped(text: &str, is_wild: impl Fn(char) -> bool) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        if is_wild(character) {
            safe.extend(character.escape_unicode());
        } else {
            safe.push(character);
        }
    }
    safe
}

/// What cannot be seen and changes how the rest is seen.
fn is_hidden(character: char) -> bool {
    matches!(
        character,
        '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0001}'..='\u{e007f}'
    )
}

/// Text for a terminal that comes out as it is, such as what `--jq` makes: tabs are columns, and a return to
/// the start of the line would overwrite what stands there.
pub(super) fn shown(text: &str) -> String {
    escaped(text, |character| {
        !matches!(character, '\n' | '\t') && (character.is_control() || is_hidden(character))
    })
}

/// Text that a spreadsheet takes for text, and not for a formula. [`unmarked`] takes the mark off again.
pub(super) fn unformulated(text: String) -> String {
    let is_number = || text.parse::<f64>().is_ok();
    // Ids of users start like a formula of old spreadsheets, but cannot call anything.
    let is_id = || text.contains(':') && !text.contains(['(', '!', '|', ' ']);
    match text.chars().next() {
        Some('-' | '+') if is_number() => text,
        Some('@') if is_id() => text,
        Some(first) if is_operator(first) => format!("'{text}"),
        // It would be taken for a mark.
        Some('\'') if unmarked(&text) != text => format!("'{text}"),
        _ => text,
    }
}

/// The text of a cell without the mark of [`unformulated`].
pub(crate) fn unmarked(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(marked) if marked.trim_start_matches('\'').starts_with(is_operator) => marked,
        _ => cell,
    }
}

/// What a formula begins with, also in the wide forms of East Asian keyboards.
fn is_operator(character: char) -> bool {
    matches!(
        character,
        '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_gets_nothing_that_it_would_obey() {
        assert_eq!(safe("a\x1b[31m\u{202e}b\n"), "a\\u{1b}[31m\\u{202e}b\n");
        assert_eq!(tame("a\x1b[31m\u{202e}b\n"), "a\\u{1b}[31m\u{202e}b\n");
    }

    #[test]
    fn json_says_the_same_without_what_a_terminal_would_obey() {
        let value = serde_json::json!({"a\u{9b}": "\u{7f}\u{202e}\u{1b}\u{e0041}é\n"});
        let text = tame_json(format!("{value:#}"));
        assert!(
            !text.contains(|one: char| one != '\n' && (one.is_control() || is_hidden(one))),
            "{text}"
        );
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
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
            ("＝1+1", "'＝1+1"),
            ("'=1", "''=1"),
            ("'s", "'s"),
        ] {
            assert_eq!(unformulated(text.to_owned()), cell);
            assert_eq!(unmarked(cell), text);
        }
    }

    #[test]
    fn any_text_is_tame_in_every_form() {
        let tally = chatadm_fuzz::Target::new("cells").run(|input| {
            let text = String::from_utf8_lossy(input);
            let allowed = |tame: &str, more: &[char], hidden: bool| {
                let is_bad = |one: char| {
                    (one.is_control() && !more.contains(&one)) || (hidden && is_hidden(one))
                };
                assert!(!tame.contains(is_bad), "{tame:?}");
                // Each character becomes ten at most: `\u{10ffff}`.
                assert!(tame.len() <= 10 * text.len() + 1);
            };
            allowed(&safe(&text), &['\n'], true);
            allowed(&name(&text), &[], true);
            allowed(&shown(&text), &['\n', '\t'], true);
            allowed(&tame(&text), &['\n', '\r', '\t'], false);
            allowed(&human(&Value::from(&*text)), &[], true);
            // As JSON it is the same text, and in CSV too.
            let json = serde_json::json!({ &*text: text });
            let told = tame_json(json.to_string());
            assert!(
                !told.contains(|one: char| one.is_control() || is_hidden(one)),
                "{told:?}"
            );
            assert_eq!(serde_json::from_str::<Value>(&told).unwrap(), json);
            let cell = unformulated(text.clone().into_owned());
            assert_eq!(unmarked(&cell), text);
            let is_formula = cell.starts_with(['=', '\t', '\r', '\n'])
                || (cell.starts_with(['+', '-']) && cell.parse::<f64>().is_err())
                || (cell.starts_with('@') && cell.contains(['(', '|', '!', ' ']));
            assert!(!is_formula, "{cell:?}");
            if let Ok(mut value) = serde_json::from_str::<Value>(&text) {
                make_safe(&mut value);
                tell_times(&mut value, TimeFormat::Relative, &Zoned::default());
                allowed_summary(&summary(&value));
            }
            text == safe(&text)
        });
        assert!(
            tally.accepted > 50 && tally.accepted < tally.executions,
            "{tally:?}"
        );
    }

    fn allowed_summary(text: &str) {
        assert!(
            !text.contains(|one: char| one.is_control() || is_hidden(one)),
            "{text:?}"
        );
    }
}
