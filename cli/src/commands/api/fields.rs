//! `-F key=value` and `-f key=value`: values with their types, put where their keys say.
//!
//! A key can lead into an object (`content[body]=hi`) and to the end of a list (`rooms[]=!a:example.org`).

use std::{
    io::{self, Read as _},
    path::Path,
};

use serde_json::{Map, Number, Value};

use crate::exit::Failure;

/// The field of the last part of a key.
enum Step<'a> {
    Name(&'a str),
    End,
}

/// A key and its value, as the flags give them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Field {
    pub(super) key: String,
    pub(super) value: Value,
}

impl Field {
    /// A field whose value is a number, `true`, `false`, `null`, the text of `@FILE`, or else text.
    pub(super) fn typed(text: &str) -> Result<Self, Failure> {
        let (key, value) = split(text, '=')?;
        let value = match value.as_str() {
            "true" => true.into(),
            "false" => false.into(),
            "null" => Value::Null,
            text => match text.strip_prefix('@') {
                // User ids begin with it too.
                Some(path) if !is_user_id(text) => read(Path::new(path))?.into(),
                _ => {
                    serde_json::from_str::<Number>(text).map_or_else(|_| text.into(), Value::Number)
                }
            },
        };
        Ok(Self { key, value })
    }

    /// A field whose value is text, whatever it looks like.
    pub(super) fn raw(text: &str) -> Result<Self, Failure> {
        let (key, value) = split(text, '=')?;
        let value = value.into();
        Ok(Self { key, value })
    }

    /// The field as a parameter, whose values are plain text.
    pub(super) fn parameter(self) -> Result<(String, String), Failure> {
        let value = match self.value {
            Value::String(text) => text,
            other => other.to_string(),
        };
        let key = self.key.strip_suffix("[]").unwrap_or(&self.key).to_owned();
        if key.contains('[') {
            return Err(Failure::Usage(format!(
                "`{key}` is a field within a field, and only a body has these"
            )));
        }
        Ok((key, value))
    }
}

/// `@ada:example.org` is an id; a file with such a name can be given as `@./@ada:example.org`.
fn is_user_id(text: &str) -> bool {
    text.contains(':') && !text.contains('/')
}

/// Puts fields together to an object.
pub(super) fn object(fields: Vec<Field>) -> Result<Value, Failure> {
    let mut object = Value::Object(Map::new());
    for Field { key, value } in fields {
        let steps = steps(&key)?;
        put(&mut object, &steps, value).map_err(|taken| {
            Failure::Usage(format!(
                "`{key}` does not fit the fields before it: {taken}"
            ))
        })?;
    }
    Ok(object)
}

fn steps(key: &str) -> Result<Vec<Step<'_>>, Failure> {
    let wrong = || {
        Failure::Usage(format!(
            "`{key}` is no key; write `name`, `name[field]` or `name[]`"
        ))
    };
    let (name, mut rest) = key.split_at(key.find('[').unwrap_or(key.len()));
    if name.is_empty() {
        return Err(wrong());
    }
    let mut steps = vec![Step::Name(name)];
    while !rest.is_empty() {
        let (inner, next) = rest
            .strip_prefix('[')
            .and_then(|rest| rest.split_once(']'))
            .ok_or_else(wrong)?;
        steps.push(if inner.is_empty() {
            Step::End
        } else {
            Step::Name(inner)
        });
        rest = next;
    }
    Ok(steps)
}

fn put(place: &mut Value, steps: &[Step<'_>], value: Value) -> Result<(), &'static str> {
    match steps {
        [] if place.is_null() => *place = value,
        [] => return Err("it is given twice"),
        [Step::Name(name), rest @ ..] => {
            if place.is_null() {
                *place = Value::Object(Map::new());
            }
            let fields = place.as_object_mut().ok_or("that is no object")?;
            let is_new = !fields.contains_key(*name);
            let inner = fields.entry(*name).or_insert(Value::Null);
            // A null that was meant is no free place.
            if !is_new && inner.is_null() {
                return Err("it is given twice");
            }
            put(inner, rest, value)?;
        }
        [Step::End, rest @ ..] => {
            if place.is_null() {
                *place = Value::Array(Vec::new());
            }
            let items = place.as_array_mut().ok_or("that is no list")?;
            // Fields of objects in a list belong to the last, until one comes that it has already.
            let goes_on = match (rest.first(), items.last()) {
                (Some(Step::Name(name)), Some(Value::Object(last))) => !last.contains_key(*name),
                _ => false,
            };
            if !goes_on {
                items.push(Value::Null);
            }
            if let Some(last) = items.last_mut() {
                put(last, rest, value)?;
            }
        }
    }
    Ok(())
}

/// A name and what stands behind the separator.
pub(super) fn split(text: &str, separator: char) -> Result<(String, String), Failure> {
    let (name, value) = text.split_once(separator).ok_or_else(|| {
        Failure::Usage(format!(
            "`{text}` has no `{separator}`; write `name{separator}value`"
        ))
    })?;
    Ok((name.to_owned(), value.to_owned()))
}

/// The text of a file, or of standard input as `-`.
pub(super) fn read(path: &Path) -> Result<String, Failure> {
    String::from_utf8(read_bytes(path)?)
        .map_err(|_| Failure::Usage(format!("{} is no text", path.display())))
}

/// What a file holds, or standard input as `-`.
pub(super) fn read_bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    if path.as_os_str() == "-" {
        io::stdin().read_to_end(&mut bytes)?;
        return Ok(bytes);
    }
    std::fs::read(path).map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(texts: &[&str]) -> Result<Value, Failure> {
        let fields: Result<Vec<_>, _> = texts.iter().map(|text| Field::typed(text)).collect();
        object(fields?)
    }

    #[test]
    fn values_have_the_types_that_they_look_like_unless_they_are_raw() {
        assert_eq!(
            of(&[
                "a=1", "b=1.5", "c=true", "d=null", "e=01", "f=", "g=x=y", "h=@a:b"
            ])
            .unwrap(),
            json!({"a": 1, "b": 1.5, "c": true, "d": null, "e": "01", "f": "", "g": "x=y", "h": "@a:b"})
        );
        assert_eq!(Field::raw("a=true").unwrap().value, "true");
        assert_eq!(Field::typed("a=@/no/such").unwrap_err().code(), 2);
    }

    #[test]
    fn keys_lead_into_objects_and_lists() {
        let fields = [
            "threepids[][medium]=email",
            "threepids[][address]=a@b",
            "threepids[][medium]=msisdn",
            "rooms[]=!a",
            "rooms[]=!b",
            "content[body]=hi",
        ];
        assert_eq!(
            of(&fields).unwrap(),
            json!({
                "threepids": [{"medium": "email", "address": "a@b"}, {"medium": "msisdn"}],
                "rooms": ["!a", "!b"],
                "content": {"body": "hi"},
            })
        );
    }

    #[test]
    fn keys_that_do_not_fit_are_refused() {
        for texts in [
            &["a=1", "a=2"][..],
            &["a=1", "a[]=2"],
            &["a[b=1"],
            &["=1"],
            &["a=null", "a=1"],
            &["a[]=1", "a[b]=1"],
            &["a]b"],
        ] {
            assert_eq!(of(texts).unwrap_err().code(), 2, "{texts:?}");
        }
    }
}
