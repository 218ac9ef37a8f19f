//! A truthful document, read without any code of the generator.

use std::{fs, path::Path, sync::LazyLock};

use serde_json::{Map, Value, json};

/// An OpenAPI document.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) value: Value,
}

/// An operation of a document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Operation<'a> {
    document: &'a Document,
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) value: &'a Value,
}

impl Document {
    pub(crate) fn read(api: &str) -> Self {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("generated/{api}.openapi.json"));
        Self {
            value: serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap(),
        }
    }

    pub(crate) fn operations(&self) -> impl Iterator<Item = Operation<'_>> {
        object(&self.value["paths"])
            .iter()
            .flat_map(move |(path, item)| {
                object(item).iter().map(move |(method, value)| Operation {
                    document: self,
                    method,
                    path,
                    value,
                })
            })
    }

    pub(crate) fn operation(&self, id: &str) -> Operation<'_> {
        self.operations()
            .find(|operation| operation.id() == id)
            .unwrap_or_else(|| panic!("no operation {id}"))
    }

    /// The operation that a recorded request reached, judged by method and path.
    pub(crate) fn route(&self, method: &str, path: &str) -> Option<Operation<'_>> {
        let literal = |operation: &Operation<'_>| {
            operation
                .path
                .split('/')
                .filter(|segment| !segment.starts_with('{'))
                .count()
        };
        self.operations()
            .filter(|operation| {
                operation.method.eq_ignore_ascii_case(method) && matches(operation.path, path)
            })
            .max_by_key(literal)
    }

    pub(crate) fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str() {
            Some(reference) => self.resolve(self.value.pointer(&reference[1..]).unwrap()),
            None => value,
        }
    }

    pub(crate) fn components(&self) -> &Map<String, Value> {
        object(&self.value["components"]["schemas"])
    }

    /// A JSON Schema with the meaning of an OpenAPI 3.0 schema of this document.
    pub(crate) fn json_schema(&self, schema: &Value) -> Value {
        let mut root = nullable_to_type(schema);
        root["components"] =
            nullable_to_type(&json!({"schemas": self.value["components"]["schemas"]}));
        root
    }
}

impl<'a> Operation<'a> {
    pub(crate) fn id(&self) -> &'a str {
        self.value["operationId"].as_str().unwrap()
    }

    pub(crate) fn parameters(&self) -> impl Iterator<Item = &'a Value> {
        let document = self.document;
        let listed = self.value["parameters"].as_array().into_iter().flatten();
        listed.map(move |parameter| document.resolve(parameter))
    }

    /// The schema of a JSON request body.
    pub(crate) fn body(&self) -> Option<&'a Value> {
        self.value
            .pointer("/requestBody/content/application~1json/schema")
    }

    pub(crate) fn response(&self, status: u16) -> Option<&'a Value> {
        Some(
            self.document
                .resolve(self.value["responses"].get(status.to_string())?),
        )
    }

    /// The first success, with its status.
    pub(crate) fn success(&self) -> (u16, &'a Value) {
        let statuses = object(&self.value["responses"]).keys();
        let status = statuses
            .map(|status| status.parse().unwrap())
            .find(|status| (200..300).contains(status));
        let status = status.unwrap_or_else(|| panic!("{} has no success", self.id()));
        (status, self.response(status).unwrap())
    }

    pub(crate) fn is_authenticated(&self) -> bool {
        self.value["security"]
            .as_array()
            .is_none_or(|schemes| !schemes.is_empty())
    }
}

fn matches(template: &str, path: &str) -> bool {
    let (template, path): (Vec<_>, Vec<_>) =
        (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len()
        && template.iter().zip(&path).all(|(wanted, given)| {
            if wanted.starts_with('{') {
                !given.is_empty()
            } else {
                wanted == given
            }
        })
}

/// `nullable: true` of OpenAPI 3.0 as `null` among the types of JSON Schema.
fn nullable_to_type(value: &Value) -> Value {
    match value {
        Value::Object(entries) => {
            let mut entries: Map<String, Value> = entries
                .iter()
                .map(|(key, entry)| (key.clone(), nullable_to_type(entry)))
                .collect();
            if entries.remove("nullable") == Some(Value::Bool(true))
                && let Some(kind) = entries.get("type").filter(|kind| kind.is_string()).cloned()
            {
                entries.insert("type".to_owned(), json!([kind, "null"]));
            }
            Value::Object(entries)
        }
        Value::Array(items) => items.iter().map(nullable_to_type).collect(),
        other => other.clone(),
    }
}

pub(crate) fn object(value: &Value) -> &Map<String, Value> {
    static EMPTY: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);
    value.as_object().unwrap_or(&EMPTY)
}
