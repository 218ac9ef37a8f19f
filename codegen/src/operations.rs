//! The facts of each operation that the runtime, the tests and the coverage report need.

use serde_json::Value;

use crate::{
    bundle::{Document, Located, entries},
    names,
};

/// Values of `x-retry`.
pub(crate) const RETRY: [&str; 3] = ["safe", "idempotent", "unsafe"];
/// Values of `x-safety`.
pub(crate) const SAFETY: [&str; 4] = ["read", "reversible", "destructive", "irreversible"];
/// Values of `x-mas`.
pub(crate) const MAS: [&str; 3] = ["available", "restricted", "removed"];
/// Values of `dialect` in `x-pagination`.
pub(crate) const DIALECTS: [&str; 5] = [
    "string_token",
    "integer_token",
    "next_batch",
    "page_number",
    "repeat_until_empty",
];
/// Values of `ends` in `x-pagination`.
pub(crate) const ENDS: [&str; 4] = ["token_missing", "empty_items", "total_zero", "short_page"];

/// One operation of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// The `operationId`.
    pub id: String,
    /// The `summary`: what it does, in one sentence.
    pub summary: String,
    /// The room it belongs to: its first tag.
    pub room: String,
    /// The HTTP method in capitals.
    pub method: String,
    /// The path template.
    pub path: String,
    /// Whether progenitor writes it; the library writes the others by hand.
    pub generated: bool,
    /// Whether the server wants credentials.
    pub authenticated: bool,
    /// Whether its users are advised to move on.
    pub deprecated: bool,
    /// `x-retry`.
    pub retry: String,
    /// `x-safety`.
    pub safety: String,
    /// `x-mas`.
    pub mas: Option<String>,
    /// `x-since`.
    pub since: Option<String>,
    /// `x-permission`.
    pub permission: String,
    /// `x-pagination`, unless it is `none`.
    pub pagination: Option<Pagination>,
    /// `x-job`.
    pub job: Option<Job>,
    /// Path, query and header parameters, in the order of the document.
    pub parameters: Vec<Parameter>,
    /// The request body, if there is one.
    pub body: Option<Body>,
}

/// A parameter of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Parameter {
    /// Its name on the wire.
    pub name: String,
    /// `path`, `query` or `header`.
    pub place: String,
    /// `text`, `integer`, `number` or `boolean`: what one value is.
    pub kind: String,
    /// Whether it may be given several times.
    pub list: bool,
    /// Whether the operation is refused without it.
    pub required: bool,
    /// The values that the document knows, where it knows them all.
    pub values: Vec<String>,
    /// The first sentence of its description.
    pub about: String,
}

/// A request body.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Body {
    /// `json`, `form` or `multipart`.
    pub kind: String,
    /// Whether the operation is refused without it.
    pub required: bool,
    /// Whether it is a list, and not an object.
    pub list: bool,
    /// The fields of an object, in the order of the document.
    pub fields: Vec<Field>,
}

/// A field of a request body.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Field {
    /// Its name on the wire.
    pub name: String,
    /// `text`, `integer`, `number`, `boolean`, or `json` for everything else.
    pub kind: String,
    /// Whether it is a list of such values.
    pub list: bool,
    /// Whether the operation is refused without it.
    pub required: bool,
    /// Whether it may be null.
    pub nullable: bool,
    /// The values that the document knows, where it knows them all.
    pub values: Vec<String>,
    /// The first sentence of its description.
    pub about: String,
}

/// How a list goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pagination {
    /// The kind of cursor.
    pub dialect: String,
    /// What the last page looks like.
    pub ends: String,
    /// The query parameter that takes the cursor.
    pub request: Option<String>,
    /// The field that holds the next cursor.
    pub response: Option<String>,
    /// The field that holds the items; the body itself when there is none.
    pub items: Option<String>,
    /// Whether the cursor is a position that can be computed.
    pub offset: bool,
    /// The largest page that the server sends.
    pub max: Option<u64>,
}

/// An operation that only starts work.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Job {
    /// The operation that tells how far the work is.
    pub poll: String,
    /// The field of the answer that holds the id of the job.
    pub id: String,
}

/// Reads every operation of a document that the lint has passed, by path and then method.
pub fn read(document: &Document) -> Vec<Operation> {
    let mut operations: Vec<Operation> = document
        .operations()
        .map(|located| operation(document, &located))
        .collect();
    operations.sort_by(|left, right| (&left.path, &left.method).cmp(&(&right.path, &right.method)));
    operations
}

fn operation(document: &Document, located: &Located<'_>) -> Operation {
    let value = located.value;
    let text = |key: &str| value[key].as_str().map(str::to_owned);
    Operation {
        id: text("operationId").unwrap_or_default(),
        summary: text("summary").unwrap_or_default(),
        room: value["tags"][0].as_str().unwrap_or_default().to_owned(),
        method: located.method.to_uppercase(),
        path: located.path.to_owned(),
        generated: is_generated(document, value),
        authenticated: value["security"]
            .as_array()
            .is_none_or(|schemes| !schemes.is_empty()),
        deprecated: value["deprecated"] == true,
        retry: text("x-retry").unwrap_or_default(),
        safety: text("x-safety").unwrap_or_default(),
        mas: text("x-mas"),
        since: text("x-since"),
        permission: text("x-permission").unwrap_or_default(),
        pagination: pagination(&value["x-pagination"]),
        job: value.get("x-job").and_then(|job| {
            Some(Job {
                poll: job["poll"].as_str()?.to_owned(),
                id: job["id"].as_str()?.to_owned(),
            })
        }),
        parameters: parameters(document, value)
            .filter(|parameter| has_rust_name(parameter))
            .map(|value| parameter(document, value))
            .collect(),
        body: value
            .get("requestBody")
            .and_then(|value| body(document, value)),
    }
}

fn parameter(document: &Document, value: &Value) -> Parameter {
    let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let Typed { kind, list, values } = typed(document, &value["schema"]);
    Parameter {
        name: text("name"),
        place: text("in"),
        kind,
        list,
        required: value["required"] == true,
        values,
        about: first_sentence(document, value),
    }
}

/// What a value is, as far as one word says it.
struct Typed {
    kind: String,
    list: bool,
    values: Vec<String>,
}

fn typed(document: &Document, schema: &Value) -> Typed {
    let schema = plain(document, schema);
    let list = schema["type"] == "array";
    let schema = if list {
        plain(document, &schema["items"])
    } else {
        schema
    };
    let kind = match schema["type"].as_str() {
        Some(kind @ ("integer" | "number" | "boolean")) => kind,
        Some("string") => "text",
        _ => "json",
    };
    let values = schema["enum"].as_array().into_iter().flatten();
    Typed {
        kind: kind.to_owned(),
        list,
        values: values
            .filter_map(|value| Some(value.as_str()?.to_owned()))
            .collect(),
    }
}

fn field(document: &Document, body: &Value, name: &str, schema: &Value) -> Field {
    let Typed { kind, list, values } = typed(document, schema);
    let required = body["required"].as_array().into_iter().flatten();
    Field {
        name: name.to_owned(),
        kind,
        list,
        required: required.clone().any(|required| required == name),
        nullable: is_nullable(document, schema),
        values,
        about: first_sentence(document, schema),
    }
}

fn is_nullable(document: &Document, schema: &Value) -> bool {
    // A reference cannot be nullable by itself, so null is a choice beside it.
    let mut choices = schema["oneOf"].as_array().into_iter().flatten();
    schema["nullable"] == true
        || plain(document, schema)["nullable"] == true
        || choices.any(|choice| choice["nullable"] == true)
}

/// The first sentence of a description, on one line; of what it refers to, if it has none itself.
fn first_sentence(document: &Document, value: &Value) -> String {
    let own = value["description"].as_str();
    let schema = value.get("schema").unwrap_or(value);
    let text = own.or_else(|| plain(document, schema)["description"].as_str());
    let words: Vec<&str> = text.unwrap_or_default().split_whitespace().collect();
    let line = words.join(" ");
    let end = line.find(". ").map_or(line.len(), |dot| dot + 1);
    line[..end].to_owned()
}

/// A schema behind its reference, which may stand alone or beside a description.
fn plain<'a>(document: &'a Document, schema: &'a Value) -> &'a Value {
    let inner = ["/allOf/0", "/oneOf/0"]
        .iter()
        .find_map(|place| schema.pointer(place));
    document.resolve(inner.unwrap_or(schema)).unwrap_or(schema)
}

fn body(document: &Document, value: &Value) -> Option<Body> {
    let value = document.resolve(value)?;
    let (kind, content) = entries(value, "content").next()?;
    let schema = plain(document, &content["schema"]);
    let kind = match kind {
        "application/x-www-form-urlencoded" => "form",
        "multipart/form-data" => "multipart",
        _ => "json",
    };
    Some(Body {
        kind: kind.to_owned(),
        required: value["required"] == true,
        list: schema["type"] == "array",
        fields: entries(schema, "properties")
            .map(|(name, property)| field(document, schema, name, property))
            .collect(),
    })
}

fn pagination(value: &Value) -> Option<Pagination> {
    let text = |key: &str| value[key].as_str().map(str::to_owned);
    Some(Pagination {
        dialect: text("dialect")?,
        ends: text("ends")?,
        request: text("request"),
        response: text("response"),
        items: text("items"),
        offset: value["offset"] == true,
        max: value["max"].as_u64(),
    })
}

/// Whether progenitor can write the operation: its body, if any, is JSON, and it has a 2xx answer.
pub(crate) fn is_generated(document: &Document, operation: &Value) -> bool {
    let json_body = operation.get("requestBody").is_none_or(|body| {
        document.resolve(body).is_some_and(|body| {
            entries(body, "content").any(|(kind, _)| kind == "application/json")
        })
    });
    json_body && entries(operation, "responses").any(|(status, _)| status.starts_with('2'))
}

/// The schema of the first success status that has a JSON body, resolved.
pub(crate) fn success_schema<'a>(
    document: &'a Document,
    operation: &'a Value,
) -> Option<&'a Value> {
    let schema = entries(operation, "responses")
        .filter(|(status, _)| status.starts_with('2'))
        .find_map(|(_, response)| {
            document
                .resolve(response)?
                .pointer("/content/application~1json/schema")
        })?;
    document.resolve(schema)
}

/// The names of the query parameters of an operation.
pub(crate) fn query_names<'a>(
    document: &'a Document,
    operation: &'a Value,
) -> impl Iterator<Item = &'a str> {
    parameters(document, operation)
        .filter(|parameter| parameter["in"] == "query")
        .filter_map(|parameter| parameter["name"].as_str())
}

/// The resolved parameters of an operation.
pub(crate) fn parameters<'a>(
    document: &'a Document,
    operation: &'a Value,
) -> impl Iterator<Item = &'a Value> {
    let listed = operation["parameters"].as_array().into_iter().flatten();
    listed.filter_map(|parameter| document.resolve(parameter))
}

/// Whether a parameter's name can become that of a Rust function; `_`, a cache buster, cannot.
pub(crate) fn has_rust_name(parameter: &Value) -> bool {
    !names::function_name(parameter["name"].as_str().unwrap_or_default()).is_empty()
}
