//! The Rust types that stand for schemas in the signatures of a generated client.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use crate::{normalise::Normalised, settings};

/// The type of a parameter or body, as seen from a user of the library.
pub(crate) fn rust_type(api: &str, normalised: &Normalised, schema: &Value) -> TokenStream {
    let module = format_ident!("{api}");
    if let Some(name) = reference(schema) {
        let ident = format_ident!("{name}");
        return if normalised.enums.contains_key(name) {
            quote!(chatadm::#module::raw::open::#ident)
        } else if settings::identifiers(api).contains(&name) {
            quote!(chatadm::#module::ids::#ident)
        } else if name == settings::SECRET {
            quote!(chatadm::Secret)
        } else if [settings::MILLISECONDS, settings::SECONDS].contains(&name) {
            quote!(chatadm::Timestamp)
        } else {
            quote!(chatadm::#module::raw::types::#ident)
        };
    }
    match schema["type"].as_str() {
        Some("string") => quote!(String),
        Some("integer") => quote!(i64),
        Some("number") => quote!(f64),
        Some("boolean") => quote!(bool),
        Some("array") => {
            let item = rust_type(api, normalised, &schema["items"]);
            quote!(Vec<#item>)
        }
        Some("object") => match schema.get("additionalProperties") {
            Some(Value::Object(values)) if !values.is_empty() => {
                let value = rust_type(api, normalised, &schema["additionalProperties"]);
                quote!(std::collections::BTreeMap<String, #value>)
            }
            _ => quote!(serde_json::Map<String, serde_json::Value>),
        },
        _ => quote!(serde_json::Value),
    }
}

/// The component that a schema refers to, directly or wrapped beside other keywords.
pub(crate) fn reference(schema: &Value) -> Option<&str> {
    let target = schema
        .get("$ref")
        .or_else(|| schema.pointer("/allOf/0/$ref"))?;
    target.as_str()?.strip_prefix("#/components/schemas/")
}

/// The reference in "this component or null".
///
/// `OpenAPI` 3.0 gives `nullable` beside `allOf` no power over the schema referred to, so the
/// documents say it as `oneOf: [{$ref: ...}, {nullable: true, enum: [null]}]`.
pub(crate) fn nullable_reference(schema: &Value) -> Option<&Value> {
    match schema["oneOf"].as_array()?.as_slice() {
        [reference, null]
            if reference.get("$ref").is_some() && null["enum"] == serde_json::json!([null]) =>
        {
            Some(reference)
        }
        _ => None,
    }
}

/// Whether null may come, also where nothing is said of the value and so anything may.
pub(crate) fn admits_null(schema: &Value) -> bool {
    let kinds = ["type", "$ref", "allOf", "anyOf", "oneOf", "enum"];
    is_nullable(schema) || kinds.iter().all(|kind| schema.get(kind).is_none())
}

/// Whether null is one of the values.
pub(crate) fn is_nullable(schema: &Value) -> bool {
    schema["nullable"] == true || nullable_reference(schema).is_some()
}
