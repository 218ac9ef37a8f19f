//! Lists that do not go on as they should.

use serde_json::Value;

use super::shape::Shape;
use crate::sandbox::wire::Occasion;

/// The field with the next cursor where an operation has none.
const NEXT: &str = "next_token";

/// Where a list is, and how it says where it goes on.
pub(super) struct Place {
    items: Option<&'static str>,
    /// The field of the answer that names the next page.
    next: &'static str,
    is_number: bool,
    /// The cursor that was asked for.
    at: String,
}

impl Place {
    pub(super) fn of(occasion: &Occasion<'_>, shape: Option<Shape<'_>>) -> Self {
        let pagination = occasion
            .operation
            .and_then(|operation| operation.pagination);
        let next = pagination.and_then(|list| list.response).unwrap_or(NEXT);
        let asked = pagination.and_then(|list| list.request);
        let at = occasion
            .query
            .iter()
            .find(|(name, _)| Some(name.as_str()) == asked);
        Self {
            items: pagination.and_then(|list| list.items),
            next,
            is_number: shape
                .and_then(|shape| shape.field(next))
                .is_some_and(Shape::is_integer),
            at: at.map_or_else(|| "0".to_owned(), |(_, cursor)| cursor.clone()),
        }
    }

    /// The next page is the one that was asked for.
    pub(super) fn repeat(&self, body: &mut Value) {
        self.go_on_at(body, self.at.clone());
    }

    /// There is another page.
    pub(super) fn go_on(&self, body: &mut Value) {
        let shown = self.items(body).map_or(0, |items| items.len());
        let next = match self.at.parse::<usize>() {
            Ok(at) => (at + shown.max(1)).to_string(),
            Err(_) => format!("{}-", self.at),
        };
        self.go_on_at(body, next);
    }

    /// The first item comes again.
    pub(super) fn duplicate(&self, body: &mut Value) {
        if let Some(items) = self.items(body) {
            items.extend(items.first().cloned());
        }
    }

    /// The last item is gone.
    pub(super) fn shrink(&self, body: &mut Value) {
        if let Some(items) = self.items(body) {
            items.pop();
        }
    }

    /// The items of the page, or the first list of an answer that is none.
    fn items<'v>(&self, body: &'v mut Value) -> Option<&'v mut Vec<Value>> {
        match (self.items, body) {
            (_, Value::Array(items)) => Some(items),
            (Some(items), body) => body.get_mut(items)?.as_array_mut(),
            (None, Value::Object(fields)) => fields.values_mut().find_map(Value::as_array_mut),
            (None, _) => None,
        }
    }

    fn go_on_at(&self, body: &mut Value, cursor: String) {
        let number = cursor.parse::<i64>().ok().filter(|_| self.is_number);
        if let Value::Object(fields) = body {
            let cursor = number.map_or_else(|| cursor.into(), Value::from);
            fields.insert(self.next.to_owned(), cursor);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn place(at: &str, is_number: bool) -> Place {
        Place {
            items: Some("users"),
            next: NEXT,
            is_number,
            at: at.to_owned(),
        }
    }

    #[test]
    fn cursors_repeat_or_never_end() {
        let mut body = json!({"users": [1, 2]});
        place("4", false).repeat(&mut body);
        assert_eq!(body[NEXT], "4");
        place("4", true).go_on(&mut body);
        assert_eq!(body[NEXT], 6);
        place("a", false).go_on(&mut body);
        assert_eq!(body[NEXT], "a-");
        let mut empty = json!({"users": []});
        place("4", true).go_on(&mut empty);
        assert_eq!(empty[NEXT], 5, "ever new");
    }

    #[test]
    fn items_come_again_or_not_at_all() {
        let mut body = json!({"users": [1, 2]});
        place("0", true).duplicate(&mut body);
        assert_eq!(body["users"], json!([1, 2, 1]));
        place("0", true).shrink(&mut body);
        assert_eq!(body["users"], json!([1, 2]));
    }
}
