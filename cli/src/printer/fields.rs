//! The fields that were chosen, and whether there are such.

use serde_json::{Map, Value};

use crate::exit::Failure;

/// A field of an item, where a dot leads into it: `error.code`.
pub(super) fn find<'a>(item: &'a Value, path: &str) -> &'a Value {
    lookup(item, path).unwrap_or(&Value::Null)
}

fn lookup<'a>(item: &'a Value, path: &str) -> Option<&'a Value> {
    item.get(path).or_else(|| {
        path.split('.')
            .try_fold(item, |value, name| value.get(name))
    })
}

/// Leaves the chosen fields of an item, under the names by which they were chosen.
pub(super) fn narrow(item: &mut Value, chosen: &[String]) {
    if chosen.is_empty() || !item.is_object() {
        return;
    }
    let fields = chosen
        .iter()
        .filter_map(|name| Some((name.clone(), lookup(item, name)?.clone())));
    let fields: Map<String, Value> = fields.collect();
    *item = Value::Object(fields);
}

/// Which of the chosen fields were seen. Servers leave out what has no value, so that a field which no item
/// has can still be one; but one that nearly is another was mistyped.
#[derive(Debug)]
pub(super) struct Chosen {
    unseen: Vec<String>,
    names: Vec<String>,
}

impl Chosen {
    /// `known` are fields that the items can have in any case.
    pub(super) fn new(chosen: &[String], known: &[&str]) -> Self {
        let unseen = chosen.iter().filter(|name| !known.contains(&name.as_str()));
        Self {
            unseen: unseen.cloned().collect(),
            names: Vec::new(),
        }
    }

    /// Looks at an item, and refuses what was mistyped.
    pub(super) fn see(&mut self, item: &Value) -> Result<(), Failure> {
        let Some(fields) = item.as_object().filter(|_| !self.unseen.is_empty()) else {
            return Ok(());
        };
        self.unseen.retain(|name| lookup(item, name).is_none());
        if self.names.is_empty() {
            self.names = fields.keys().cloned().collect();
            let similar = |name: &&String| self.names.iter().any(|other| is_slip(name, other));
            if let Some(name) = self.unseen.iter().find(similar) {
                return Err(self.refusal(name));
            }
        }
        Ok(())
    }

    /// The refusal of a field that no item has.
    pub(super) fn refused(&self) -> Option<Failure> {
        (!self.names.is_empty()).then(|| self.unseen.first().map(|name| self.refusal(name)))?
    }

    /// What to say of fields that no item has.
    pub(super) fn remark(&self) -> Option<String> {
        let name = self.unseen.first().filter(|_| !self.names.is_empty())?;
        Some(format!(
            "no item has a field `{name}`; there are {}",
            self.names.join(", ")
        ))
    }

    fn refusal(&self, name: &str) -> Failure {
        Failure::Usage(format!(
            "there is no field `{name}`, only {}",
            self.names.join(", ")
        ))
    }
}

/// Whether a name is another one but for its case, its dashes, or one letter.
fn is_slip(name: &str, other: &str) -> bool {
    let plain = |text: &str| text.to_lowercase().replace('-', "_").into_bytes();
    let (name, other) = (plain(name), plain(other));
    let (short, long) = if name.len() < other.len() {
        (name, other)
    } else {
        (other, name)
    };
    if long.len() - short.len() > 1 || short.len() < 3 {
        return false;
    }
    let same = short.iter().zip(&long).take_while(|(a, b)| a == b).count();
    let rest = |text: &'_ [u8], skip| text.get(same + skip..).unwrap_or_default().to_vec();
    if short.len() < long.len() {
        return rest(&short, 0) == rest(&long, 1);
    }
    let is_swapped =
        same + 1 < long.len() && short[same] == long[same + 1] && short[same + 1] == long[same];
    rest(&short, 1) == rest(&long, 1) || (is_swapped && rest(&short, 2) == rest(&long, 2))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn slips_are_told_from_other_names() {
        for (name, other) in [
            ("Name", "name"),
            ("user-id", "user_id"),
            ("lock", "locks"),
            ("names", "name"),
            ("neme", "name"),
            ("abdc", "abcd"),
        ] {
            assert!(is_slip(name, other), "{name}");
        }
        for (name, other) in [
            ("locked", "name"),
            ("create_at", "delete_at"),
            ("id", "ip"),
            ("suspended", ""),
        ] {
            assert!(!is_slip(name, other), "{name}");
        }
    }

    #[test]
    fn a_field_can_be_missing_but_not_mistyped() {
        let item = json!({"name": "a", "error": {"code": 1}});
        let chosen = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
            Chosen::new(&names, &["known"])
        };
        let mut right = chosen(&["name", "error.code", "known"]);
        right.see(&item).unwrap();
        assert!(right.remark().is_none() && right.refused().is_none());
        let mut unseen = chosen(&["suspended"]);
        unseen.see(&item).unwrap();
        assert!(unseen.remark().unwrap().contains("error, name"));
        unseen.see(&json!({"suspended": true})).unwrap();
        assert!(unseen.remark().is_none());
        assert_eq!(chosen(&["shoes", "Name"]).see(&item).unwrap_err().code(), 2);
    }

    #[test]
    fn the_fields_that_are_left_are_those_that_were_named() {
        let mut item = json!({"a": {"b": 1, "c": 2}, "d": 3});
        narrow(
            &mut item,
            &["a.b".to_owned(), "d".to_owned(), "x".to_owned()],
        );
        assert_eq!(item, json!({"a.b": 1, "d": 3}));
    }
}
