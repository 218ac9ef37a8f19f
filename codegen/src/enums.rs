//! Open enumerations: a value that the document does not know is kept, never an error.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use crate::{names, prose};

/// A string enumeration of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OpenEnum {
    doc: String,
    values: Vec<(String, String)>,
}

impl OpenEnum {
    /// Reads a component schema; `None` when it is not an enumeration.
    pub(crate) fn read(schema: &Value) -> Option<Self> {
        let listed = schema.get("enum")?.as_array()?;
        let description = schema["description"].as_str().unwrap_or_default();
        // Lines of the form "- `value`: words" describe values, the others the type.
        let mut doc = Vec::new();
        let mut words = Vec::new();
        for line in description.lines() {
            match line
                .strip_prefix("- `")
                .and_then(|rest| rest.split_once("`: "))
            {
                Some((value, text)) => words.push((value, text)),
                None => doc.push(line),
            }
        }
        let values = listed
            .iter()
            .filter_map(Value::as_str)
            .map(|value| {
                let text = words
                    .iter()
                    .find(|(named, _)| *named == value)
                    .map_or("", |(_, text)| text);
                (value.to_owned(), text.to_owned())
            })
            .collect();
        Some(Self {
            doc: prose::rustdoc(doc.join("\n").trim()),
            values,
        })
    }

    /// The call of the library's macro that declares the Rust type.
    pub(crate) fn tokens(&self, name: &str) -> TokenStream {
        let ident = format_ident!("{name}");
        let doc = format!(" {}", self.doc.replace('\n', "\n "));
        let variants = self.values.iter().map(|(value, text)| {
            let variant = format_ident!("{}", names::variant_name(value));
            let doc = match (value.is_empty(), text.is_empty()) {
                (true, true) => " The empty string.".to_owned(),
                (true, false) => format!(" The empty string: {}", prose::rustdoc(text)),
                (false, true) => format!(" `{value}`"),
                (false, false) => format!(" `{value}`: {}", prose::rustdoc(text)),
            };
            quote!(#[doc = #doc] #variant = #value)
        });
        quote! {
            crate::open_enum::open_enum! {
                #[doc = #doc]
                #ident { #(#variants),* }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn words_for_values_move_to_the_variants() {
        let read = OpenEnum::read(&json!({
            "type": "string",
            "description": "Sort order.\n\n- `f`: forwards.\n- `b`: backwards.",
            "enum": ["f", "b", ""],
        }))
        .unwrap();
        assert_eq!(read.doc, "Sort order.");
        let text = read.tokens("Direction").to_string();
        assert!(text.contains("`f`: forwards."), "{text}");
        assert!(text.contains("The empty string."), "{text}");
    }

    #[test]
    fn other_schemas_are_no_enumerations() {
        assert_eq!(OpenEnum::read(&json!({"type": "string"})), None);
    }
}
