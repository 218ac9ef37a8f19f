//! Generated operations and types by name, with JSON in and out: what table-driven tests stand on.
//!
//! The output is compiled into the library's tests. A new operation or schema appears in it by
//! itself, so a test that walks the documents cannot forget one.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::{Value, json};

use crate::{
    bundle::{METHODS, entries},
    names,
    normalise::Normalised,
    settings::SECRET,
    shapes,
};

pub(crate) fn tokens(api: &str, normalised: &Normalised) -> TokenStream {
    let mut arms: Vec<(String, TokenStream)> = entries(&normalised.value, "paths")
        .flat_map(|(_, item)| {
            METHODS
                .into_iter()
                .filter_map(move |method| item.get(method))
        })
        .map(|operation| {
            let id = operation["operationId"]
                .as_str()
                .unwrap_or_default()
                .to_owned();
            let arm = arm(api, normalised, &id, operation);
            (id, arm)
        })
        .collect();
    arms.sort_by(|left, right| left.0.cmp(&right.0));
    let ids = arms.iter().map(|(id, _)| id);
    let arms = arms.iter().map(|(_, arm)| arm);
    let module = format_ident!("{api}");
    let components = components(api, normalised);
    quote! {
        #components

        /// Every operation that can be dispatched.
        pub(crate) const OPERATIONS: &[&str] = &[#(#ids),*];

        /// Calls an operation by its id.
        ///
        /// # Errors
        ///
        /// What the generated function answers.
        ///
        /// # Panics
        ///
        /// When the operation is unknown or an argument does not fit its parameter.
        #[allow(clippy::too_many_lines, reason = "one arm for each operation")]
        pub(crate) async fn dispatch(
            client: &chatadm::#module::raw::Client,
            operation: &str,
            arguments: &Arguments,
        ) -> Result<Reply, chatadm::#module::raw::Error<()>> {
            match operation {
                #(#arms)*
                other => panic!("no generated operation `{other}`"),
            }
        }
    }
}

/// Every component schema as a type that is decoded into, encoded from, and described.
fn components(api: &str, normalised: &Normalised) -> TokenStream {
    let schemas = normalised.value["components"]["schemas"].as_object();
    let rows: Vec<(&String, TokenStream)> = schemas
        .into_iter()
        .flatten()
        .filter(|(name, _)| *name != SECRET)
        .map(|(name, _)| {
            let reference = json!({"$ref": format!("#/components/schemas/{name}")});
            (name, shapes::rust_type(api, normalised, &reference))
        })
        .collect();
    let names = rows.iter().map(|(name, _)| name);
    let recode = rows
        .iter()
        .map(|(name, rust)| quote!(#name => super::recode::<#rust>(json),));
    let derive = rows
        .iter()
        .map(|(name, rust)| quote!(#name => super::derive::<#rust>(),));
    quote! {
        /// Every component schema.
        pub(crate) const COMPONENTS: &[&str] = &[#(#names),*];

        /// Decodes JSON into the type of a component, and encodes that again.
        #[allow(clippy::match_same_arms, reason = "two components can be one type")]
        pub(crate) fn recode(component: &str, json: &[u8]) -> serde_json::Result<serde_json::Value> {
            match component {
                #(#recode)*
                other => panic!("no component `{other}`"),
            }
        }

        /// The JSON Schema that is derived from the Rust type of a component.
        #[cfg(feature = "schemars")]
        #[allow(clippy::match_same_arms, reason = "two components can be one type")]
        pub(crate) fn derive(component: &str) -> serde_json::Value {
            match component {
                #(#derive)*
                other => panic!("no component `{other}`"),
            }
        }
    }
}

fn arm(api: &str, normalised: &Normalised, id: &str, operation: &Value) -> TokenStream {
    let function = format_ident!("{id}");
    let setters = operation["parameters"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|parameter| {
            let name = parameter["name"].as_str().unwrap_or_default();
            let key = format!("{}.{name}", parameter["in"].as_str().unwrap_or_default());
            setter(
                &key,
                name,
                &shapes::rust_type(api, normalised, &parameter["schema"]),
            )
        });
    let body = operation
        .pointer("/requestBody/content/application~1json/schema")
        .map(|schema| setter("body", "body", &shapes::rust_type(api, normalised, schema)));
    let calls: Vec<TokenStream> = setters.chain(body).collect();
    let mutable = (!calls.is_empty()).then(|| quote!(mut));
    let reply = if operation
        .pointer("/responses/2XX/content/application~1json")
        .is_some()
    {
        quote!(Ok(Reply::json(request.send().await?)))
    } else {
        quote!(Ok(Reply::bytes(request.send().await?).await))
    };
    quote! {
        #id => {
            let #mutable request = client.#function();
            #(#calls)*
            #reply
        }
    }
}

fn setter(key: &str, name: &str, rust: &TokenStream) -> TokenStream {
    let function = rust_identifier(name);
    quote! {
        if let Some(value) = arguments.get::<#rust>(#key) {
            request = request.#function(value);
        }
    }
}

/// The setter's name as progenitor writes it: snake case, keywords with an underscore behind.
fn rust_identifier(name: &str) -> syn::Ident {
    let snake = names::function_name(name);
    syn::parse_str(&snake).unwrap_or_else(|_| format_ident!("{snake}_"))
}
