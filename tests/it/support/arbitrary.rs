//! Any value that a schema allows, and what servers newer than the schema may add to it.

use proptest::{
    collection::vec,
    prelude::{BoxedStrategy, Just, Strategy, any, prop_oneof},
    sample::select,
};
use serde_json::{Map, Value, json};

use super::document::{Document, object};

/// How deep values nest that nothing describes.
const DEPTH: u32 = 3;

/// A moment in seconds becomes milliseconds, so there are fewer of them than of milliseconds.
const SECONDS: i64 = i64::MAX / 1000;

/// All values of a schema: each optional property there or not, null where it is allowed, properties
/// that no document names, and words that an enumeration does not know.
pub(crate) fn value(document: &Document, schema: &Value) -> BoxedStrategy<Value> {
    if let Some(reference) = schema["$ref"].as_str() {
        if reference.ends_with("/TimestampSeconds") {
            return (-SECONDS..=SECONDS).prop_map(Value::from).boxed();
        }
        return value(document, document.resolve(schema));
    }
    let plain = not_null(document, schema);
    if schema["nullable"] == true {
        prop_oneof![1 => Just(Value::Null), 3 => plain].boxed()
    } else {
        plain
    }
}

fn not_null(document: &Document, schema: &Value) -> BoxedStrategy<Value> {
    let alternatives = ["allOf", "oneOf"].map(|word| schema[word].as_array());
    if let Some(alternatives) = alternatives.into_iter().flatten().next() {
        let alternatives = alternatives.iter().map(|one| value(document, one));
        return proptest::strategy::Union::new(alternatives).boxed();
    }
    if let Some(known) = schema["enum"].as_array() {
        let known = select(known.clone());
        return if schema["type"] == "string" {
            prop_oneof![3 => known, 1 => text().prop_map(Value::from)].boxed()
        } else {
            known.boxed()
        };
    }
    match schema["type"].as_str() {
        Some("string") => text().prop_map(Value::from).boxed(),
        Some("integer") => any::<i64>().prop_map(Value::from).boxed(),
        Some("number") => number().boxed(),
        Some("boolean") => any::<bool>().prop_map(Value::from).boxed(),
        Some("array") => vec(value(document, &schema["items"]), 0..3)
            .prop_map(Value::from)
            .boxed(),
        Some("object") => entries(document, schema),
        _ => anything(),
    }
}

fn entries(document: &Document, schema: &Value) -> BoxedStrategy<Value> {
    let properties = object(&schema["properties"]);
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    let named: Vec<_> = properties
        .iter()
        .map(|(name, property)| {
            let some = value(document, property);
            let perhaps = if required.iter().any(|required| required == name) {
                some.prop_map(Some).boxed()
            } else {
                proptest::option::weighted(0.7, some).boxed()
            };
            (Just(name.clone()), perhaps).boxed()
        })
        .collect();
    let other = match &schema["additionalProperties"] {
        described @ Value::Object(_) => value(document, described),
        _ => anything(),
    };
    let taken: Vec<String> = properties.keys().cloned().collect();
    let other = vec((name(), other), 0..3);
    (named, other)
        .prop_map(move |(named, mut other)| {
            other.retain(|(name, _)| !taken.contains(name));
            let named = named
                .into_iter()
                .filter_map(|(name, value)| Some((name, value?)));
            named.chain(other).collect::<Map<_, _>>().into()
        })
        .boxed()
}

/// Any JSON, not very large.
fn anything() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        number(),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(DEPTH, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::from),
            vec((name(), inner), 0..3)
                .prop_map(|entries| entries.into_iter().collect::<Map<_, _>>().into()),
        ]
    })
    .boxed()
}

/// Fractions that every decoder of JSON reads to the last digit, as no server sends others.
fn number() -> impl Strategy<Value = Value> {
    (-1_000_000_i32..1_000_000).prop_map(|number| json!(f64::from(number) / 8.0))
}

/// Text with all that is easily mangled: none at all, escapes, controls, beyond the basic plane.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        vec(any::<char>(), 0..6).prop_map(String::from_iter),
        select(vec![
            "",
            "null",
            "0",
            "-1",
            "true",
            "\0",
            "\u{1b}[31m",
            "\"\\",
            "a/../b",
            " ",
            "ß",
            "🦀",
            "1e400",
            "@a:b",
        ])
        .prop_map(str::to_owned),
    ]
}

/// Names of properties, among them those that Rust or serde could take for their own.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        text(),
        select(vec![
            "extra",
            "type",
            "r#type",
            "type_",
            "$serde_json::private::Number",
            "$serde_json::private::RawValue",
            "__proto__",
            "_",
            "unknown",
            "value",
            "subtype_0",
        ])
        .prop_map(str::to_owned),
    ]
}
