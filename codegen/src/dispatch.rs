//! Calls of generated operations by id, with arguments as JSON: what table-driven tests stand on.
//!
//! The output is compiled into the library's tests. A new operation appears in it by itself, so a
//! test that walks the documents cannot forget one.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use crate::{
    bundle::{METHODS, entries},
    names,
    normalise::Normalised,
    shapes,
};

pub(crate) fn tokens(api: &str, normalised: &Normalised) -> TokenStream {
    let mut arms: Vec<(String, TokenStream)> = entries(&normalised.value, "paths")
        .flat_map(|(_, item)| METHODS.into_iter().filter_map(move |method| item.get(method)))
        .map(|operation| {
            let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
            let arm = arm(api, normalised, &id, operation);
            (id, arm)
        })
        .collect();
    arms.sort_by(|left, right| left.0.cmp(&right.0));
    let ids = arms.iter().map(|(id, _)| id);
    let arms = arms.iter().map(|(_, arm)| arm);
    let module = format_ident!("{api}");
    quote! {
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

fn arm(api: &str, normalised: &Normalised, id: &str, operation: &Value) -> TokenStream {
    let function = format_ident!("{id}");
    let setters = operation["parameters"].as_array().into_iter().flatten().map(|parameter| {
        let name = parameter["name"].as_str().unwrap_or_default();
        let key = format!("{}.{name}", parameter["in"].as_str().unwrap_or_default());
        setter(&key, name, &shapes::rust_type(api, normalised, &parameter["schema"]))
    });
    let body = operation.pointer("/requestBody/content/application~1json/schema").map(|schema| {
        setter("body", "body", &shapes::rust_type(api, normalised, schema))
    });
    let calls: Vec<TokenStream> = setters.chain(body).collect();
    let mutable = (!calls.is_empty()).then(|| quote!(mut));
    let reply = if operation.pointer("/responses/2XX/content/application~1json").is_some() {
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
