//! Answers whose values are not as the document says, found by the document itself.

use serde_json::{Map, Value, json};

use crate::{Operation, sandbox::contract::Contract};

/// What nobody knows: the name of a field, or a value.
const UNKNOWN: &str = "org.chatadm.unknown";

/// What the document says of the answers of an operation.
#[derive(Clone, Copy)]
pub(super) struct Shape<'a> {
    document: &'a Value,
    schema: &'a Value,
}

impl<'a> Shape<'a> {
    /// The shape of a success, if the document says one.
    pub(super) fn of(contract: &'a Contract, operation: &Operation) -> Option<Self> {
        let document = contract.document();
        let method = operation.method.to_ascii_lowercase();
        let responses = document["paths"][operation.path][&method]["responses"].as_object()?;
        let (_, success) = responses
            .iter()
            .find(|(status, _)| status.starts_with('2'))?;
        let schema = success.pointer("/content/application~1json/schema")?;
        Some(Self { document, schema }.resolved())
    }

    /// The field of an object.
    pub(super) fn field(self, name: &str) -> Option<Self> {
        Some(self.with(self.schema["properties"].get(name)?))
    }

    /// Whether it is a whole number.
    pub(super) fn is_integer(self) -> bool {
        self.schema["type"] == "integer"
    }

    fn with(self, schema: &'a Value) -> Self {
        Self { schema, ..self }.resolved()
    }

    /// What a reference stands for, and of alternatives the one that is not null.
    fn resolved(self) -> Self {
        let schema = self.schema;
        let alternatives = ["allOf", "oneOf", "anyOf"].iter();
        let only = alternatives
            .filter_map(|kind| schema[*kind].as_array())
            .find_map(|schemas| schemas.iter().find(|schema| !is_null(schema)));
        let reference = schema["$ref"]
            .as_str()
            .and_then(|reference| self.document.pointer(reference.trim_start_matches('#')));
        match reference.or(only) {
            Some(schema) => self.with(schema),
            None => self,
        }
    }

    /// The fields that are promised, and are promised to be something.
    fn promised(self) -> Vec<&'a str> {
        let required = self.schema["required"].as_array().into_iter().flatten();
        let names = required.filter_map(Value::as_str);
        names
            .filter(|name| {
                let schema = &self.schema["properties"][*name];
                let mut alternatives = schema["oneOf"].as_array().into_iter().flatten();
                !alternatives.any(is_null) && self.with(schema).schema["nullable"] != true
            })
            .collect()
    }

    /// Shows each value that the document describes, the outer ones first.
    fn walk(self, value: &mut Value, show: &mut dyn FnMut(Shape<'a>, &mut Value)) {
        show(self, value);
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    if let Some(shape) = self.field(name) {
                        shape.walk(value, show);
                    }
                }
            }
            Value::Array(items) => {
                let shape = self.with(&self.schema["items"]);
                for item in items {
                    shape.walk(item, show);
                }
            }
            _ => {}
        }
    }
}

fn is_null(schema: &Value) -> bool {
    schema["enum"] == json!([null])
}

/// Adds a field to every object whose fields are named.
pub(super) fn unknown_fields(shape: Option<Shape<'_>>, body: &mut Value) {
    let Some(shape) = shape else { return };
    shape.walk(body, &mut |shape, value| {
        if let (true, Value::Object(fields)) = (shape.schema["properties"].is_object(), value) {
            fields.insert(UNKNOWN.to_owned(), json!({"deep": [1, null, "x"]}));
        }
    });
}

/// Makes every value of an enumeration a new one; whether there was any.
pub(super) fn unknown_values(shape: Option<Shape<'_>>, body: &mut Value) -> bool {
    let mut changed = false;
    if let Some(shape) = shape {
        shape.walk(body, &mut |shape, value| {
            if shape.schema["enum"].is_array() && value.is_string() {
                *value = UNKNOWN.into();
                changed = true;
            }
        });
    }
    changed
}

/// Puts null where a value is promised.
pub(super) fn null_values(shape: Option<Shape<'_>>, body: &mut Value) {
    break_promise(shape, body, Value::Null);
}

/// Gives whole numbers a decimal point, or puts a number where it does not belong.
pub(super) fn float_numbers(shape: Option<Shape<'_>>, body: &mut Value) {
    if !with_points(body) {
        break_promise(shape, body, json!(0.5));
    }
}

fn with_points(value: &mut Value) -> bool {
    if let Some(number) = value.as_i64() {
        #[expect(clippy::cast_precision_loss, reason = "any number will do")]
        let point = number as f64;
        *value = point.into();
        return true;
    }
    let each = |found: bool, value: &mut Value| with_points(value) | found;
    match value {
        Value::Array(items) => items.iter_mut().fold(false, each),
        Value::Object(fields) => fields.values_mut().fold(false, each),
        _ => false,
    }
}

/// Replaces the first promised value, or all where nothing is.
fn break_promise(shape: Option<Shape<'_>>, body: &mut Value, broken: Value) {
    let promised = shape.map(Shape::promised).unwrap_or_default();
    let fields = body.as_object_mut();
    let first = fields.and_then(|fields: &mut Map<String, Value>| {
        let name = promised.into_iter().min()?;
        fields.get_mut(name)
    });
    match first {
        Some(value) => *value = broken,
        None => *body = broken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Value {
        json!({
            "schemas": {
                "Page": {
                    "type": "object",
                    "required": ["maybe", "state", "count"],
                    "properties": {
                        "count": {"type": "integer"},
                        "maybe": {"oneOf": [{"type": "string"}, {"enum": [null], "nullable": true}]},
                        "state": {"allOf": [{"$ref": "#/schemas/State"}]},
                        "items": {"type": "array", "items": {"$ref": "#/schemas/Page"}},
                        "map": {"type": "object", "additionalProperties": {"type": "string"}},
                    },
                },
                "State": {"type": "string", "enum": ["on", "off"]},
            },
        })
    }

    fn changed(change: impl FnOnce(Option<Shape<'_>>, &mut Value)) -> Value {
        let document = document();
        let schema = &document["schemas"]["Page"];
        let mut body = json!({
            "count": 2, "maybe": null, "state": "on", "map": {"a": "b"},
            "items": [{"count": 1, "maybe": "x", "state": "off"}],
        });
        let shape = Shape {
            document: &document,
            schema,
        };
        change(Some(shape), &mut body);
        body
    }

    #[test]
    fn objects_with_named_fields_get_one_more() {
        let body = changed(unknown_fields);
        assert!(body[UNKNOWN].is_object() && body["items"][0][UNKNOWN].is_object());
        assert_eq!(body["map"], json!({"a": "b"}));
    }

    #[test]
    fn enumerations_get_new_values() {
        let body = changed(|shape, body| assert!(unknown_values(shape, body)));
        assert_eq!(body["state"], UNKNOWN);
        assert_eq!(body["items"][0]["state"], UNKNOWN);
        assert_eq!(body["items"][0]["maybe"], "x");
    }

    #[test]
    fn a_promised_value_is_missing() {
        assert_eq!(changed(null_values)["count"], Value::Null);
        let mut body = json!({});
        null_values(None, &mut body);
        assert_eq!(body, Value::Null);
    }

    #[test]
    fn numbers_get_points() {
        let body = changed(float_numbers).to_string();
        assert!(
            body.contains(r#""count":2.0"#) && body.contains(r#""count":1.0"#),
            "{body}"
        );
        let mut body = json!({"a": "b"});
        float_numbers(None, &mut body);
        assert_eq!(body, json!(0.5));
    }
}
