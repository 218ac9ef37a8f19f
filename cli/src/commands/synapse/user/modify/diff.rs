//! What changes of an account, in words.

use serde_json::Value;

/// A line for each field that changes: what it was, and what it is to be.
pub(super) fn lines(before: &Value, body: &Value) -> Vec<String> {
    let fields = body.as_object().into_iter().flatten();
    fields
        .map(|(name, value)| {
            let (old, new) = (shown(&before[name]), shown(value));
            match name.as_str() {
                // What a password was is not known.
                "password" => "password: a new one".to_owned(),
                "logout_devices" => format!("{name}: {new}"),
                _ if old == new => format!("{name}: {new}, as it is"),
                _ => format!("{name}: {old} -> {new}"),
            }
        })
        .collect()
}

/// A value as people read it: the addresses and identities of lists, and `-` for nothing.
fn shown(value: &Value) -> String {
    let pair = |item: &Value| {
        let field = |name: &str| item[name].as_str();
        let kind = field("medium").or(field("auth_provider"))?;
        let id = field("address").or(field("external_id"))?;
        Some(format!("{kind} {id}"))
    };
    match value {
        Value::Null => "-".to_owned(),
        Value::Array(items) if items.is_empty() => "-".to_owned(),
        Value::Array(items) => {
            let items = items.iter();
            let items = items.map(|item| pair(item).unwrap_or_else(|| item.to_string()));
            items.collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_are_told_by_what_they_hold() {
        let before = json!({"threepids": [{"medium": "email", "address": "a@h", "added_at": 1}], "locked": true});
        let body = json!({"threepids": [], "locked": true, "displayname": "Ada"});
        assert_eq!(
            lines(&before, &body),
            [
                "displayname: - -> \"Ada\"",
                "locked: true, as it is",
                "threepids: email a@h -> -"
            ]
        );
    }
}
