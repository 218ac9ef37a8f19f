//! Runs progenitor, edits the syntax tree of what it wrote, and prints that.

use std::panic::{self, AssertUnwindSafe};

use openapiv3::OpenAPI;
use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator};
use quote::quote;
use syn::{Attribute, File, Item};

use crate::{
    Artifact, Diagnostic, Diagnostics, Document, dispatch,
    normalise::{Normalised, normalise},
    operations::{Field, Operation, Parameter},
    patch, polish, seconds, settings,
};

/// The client of one API, and the dispatcher for its tests.
pub(crate) fn client(document: &Document) -> Result<Vec<Artifact>, Diagnostics> {
    let api = document.api();
    let internal = |stage: &str, error: String| {
        Diagnostics::from(Diagnostic::new(
            &format!("{api}/openapi.yaml"),
            "",
            format!("{stage} refused the document: {error}"),
            "the lint should have caught this; please add a rule for it",
        ))
    };
    let normalised = normalise(document);
    let parsed: OpenAPI = serde_json::from_value(normalised.value.clone())
        .map_err(|error| internal("the OpenAPI reader", error.to_string()))?;
    let settings = settings::progenitor(api, &normalised);
    let tokens = progenitor(&settings, &parsed).map_err(|error| internal("progenitor", error))?;
    let mut file: File =
        syn::parse2(tokens).map_err(|error| internal("the Rust parser", error.to_string()))?;
    edit(&mut file, &normalised)
        .map_err(|error| internal("the editor of generated code", error))?;
    Ok(vec![
        Artifact::new(format!("{api}.rs"), print(api, &file)),
        Artifact::new(
            format!("{api}_dispatch.rs"),
            print(
                api,
                &parse(dispatch::tokens(api, &normalised))
                    .map_err(|error| internal("the Rust parser", error))?,
            ),
        ),
    ])
}

/// Runs progenitor, which answers some documents with a panic.
///
/// Each panic that we know of is a rule of the lint. This is the net below: the author of a
/// document reads what happened instead of a backtrace in the middle of a build.
fn progenitor(settings: &GenerationSettings, parsed: &OpenAPI) -> Result<TokenStream, String> {
    let run = || Generator::new(settings).generate_tokens(parsed);
    // The settings and the document are only read, so that no half-changed state can be seen.
    match panic::catch_unwind(AssertUnwindSafe(run)) {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(payload) => {
            let message = payload
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| payload.downcast_ref::<&str>().copied());
            Err(format!("panicked: {}", message.unwrap_or("no message")))
        }
    }
}

/// The table of all operations of all APIs.
pub(crate) fn operations_table(apis: &[(String, Vec<Operation>)]) -> Result<Artifact, Diagnostics> {
    let tables = apis.iter().map(|(api, operations)| table(api, operations));
    let file = parse(quote!(#(#tables)*)).map_err(|error| {
        Diagnostics::from(Diagnostic::new(
            "operations.rs",
            "",
            format!("the Rust parser refused the operations table: {error}"),
            "this is a mistake in the generator, not in a document",
        ))
    })?;
    Ok(Artifact::new("operations.rs", print("*", &file)))
}

fn table(api: &str, operations: &[Operation]) -> TokenStream {
    let name = quote::format_ident!("{}", api.to_uppercase());
    let doc = format!(" The operations of the {api} document, by path and method.");
    let rows = operations.iter().map(row);
    quote! {
        #[cfg(feature = #api)]
        #[doc = #doc]
        pub(crate) static #name: &[Operation] = &[#(#rows),*];
    }
}

fn row(operation: &Operation) -> TokenStream {
    let Operation {
        id,
        summary,
        room,
        method,
        path,
        generated,
        authenticated,
        deprecated,
        retry,
        safety,
        mas,
        since,
        permission,
        pagination,
        job,
        parameters,
        body,
    } = operation;
    let retry = variant(retry);
    let safety = variant(safety);
    let mas = variant(mas.as_deref().unwrap_or("available"));
    let since = option(since.as_deref());
    let pagination = match pagination {
        None => quote!(None),
        Some(pagination) => {
            let dialect = variant(&pagination.dialect);
            let ends = variant(&pagination.ends);
            let request = option(pagination.request.as_deref());
            let response = option(pagination.response.as_deref());
            let items = option(pagination.items.as_deref());
            let offset = pagination.offset;
            let max = if let Some(max) = pagination.max {
                quote!(Some(#max))
            } else {
                quote!(None)
            };
            quote!(Some(Pagination {
                dialect: Dialect::#dialect,
                ends: Ends::#ends,
                request: #request,
                response: #response,
                items: #items,
                offset: #offset,
                max: #max,
            }))
        }
    };
    let job = match job {
        None => quote!(None),
        Some(job) => {
            let (poll, id) = (&job.poll, &job.id);
            quote!(Some(Job { poll: #poll, id: #id }))
        }
    };
    let parameters = parameters.iter().map(parameter);
    let body = match body {
        None => quote!(None),
        Some(body) => {
            let (kind, required, list) = (variant(&body.kind), body.required, body.list);
            let fields = body.fields.iter().map(field);
            quote!(Some(Body {
                kind: BodyKind::#kind,
                required: #required,
                list: #list,
                fields: &[#(#fields),*],
            }))
        }
    };
    quote! {
        Operation {
            id: #id,
            summary: #summary,
            room: #room,
            method: #method,
            path: #path,
            generated: #generated,
            authenticated: #authenticated,
            deprecated: #deprecated,
            retry: Retry::#retry,
            safety: Safety::#safety,
            mas: Mas::#mas,
            since: #since,
            permission: #permission,
            pagination: #pagination,
            job: #job,
            parameters: &[#(#parameters),*],
            body: #body,
        }
    }
}

fn parameter(parameter: &Parameter) -> TokenStream {
    let Parameter {
        name,
        place,
        kind,
        list,
        required,
        values,
        about,
    } = parameter;
    let (place, kind) = (variant(place), variant(kind));
    quote! {
        Parameter {
            name: #name,
            place: Place::#place,
            kind: Kind::#kind,
            list: #list,
            required: #required,
            values: &[#(#values),*],
            about: #about,
        }
    }
}

fn field(field: &Field) -> TokenStream {
    let Field {
        name,
        kind,
        list,
        required,
        nullable,
        values,
        about,
    } = field;
    let kind = variant(kind);
    quote! {
        Field {
            name: #name,
            kind: Kind::#kind,
            list: #list,
            required: #required,
            nullable: #nullable,
            values: &[#(#values),*],
            about: #about,
        }
    }
}

fn variant(word: &str) -> syn::Ident {
    quote::format_ident!("{}", crate::names::variant_name(word))
}

fn option(text: Option<&str>) -> TokenStream {
    if let Some(text) = text {
        quote!(Some(#text))
    } else {
        quote!(None)
    }
}

fn parse(tokens: TokenStream) -> Result<File, String> {
    syn::parse2(tokens).map_err(|error| error.to_string())
}

fn print(api: &str, file: &File) -> String {
    format!(
        "// @generated by `cargo xtask codegen` from specs/{api}. DO NOT EDIT.\n\n{}",
        prettyplease::unparse(file)
    )
}

/// What progenitor's output needs before it says what we mean.
fn edit(file: &mut File, normalised: &Normalised) -> Result<(), String> {
    for item in &mut file.items {
        if let Item::Use(import) = item
            && quote!(#import).to_string().contains("encode_path")
        {
            // progenitor's own `encode_path` leaves `\` alone, which URL parsers turn into `/`.
            *item = syn::parse_quote! {
                #[allow(unused_imports)]
                use progenitor_client::{ClientHooks, OperationInfo, RequestBuilderExt};
            };
        }
    }
    file.items.insert(
        0,
        syn::parse_quote! {
            #[allow(unused_imports)]
            use crate::transport::encode_path;
        },
    );
    seconds::apply(file)?;
    polish::apply(file);
    let enums = normalised
        .enums
        .iter()
        .map(|(name, open)| open.tokens(name));
    let types = file.items.iter_mut().find_map(|item| match item {
        Item::Mod(module) if module.ident == "types" => Some(module),
        _ => None,
    });
    let types = types.ok_or("there is no module `types`")?;
    let missed = patch::apply(types, &normalised.three_state);
    if !missed.is_empty() {
        return Err(format!(
            "fields that should have three states were not found: {missed:?}"
        ));
    }
    for item in types.content.iter_mut().flat_map(|(_, items)| items) {
        match item {
            Item::Struct(structure) => {
                // A field that a server adds must not be a breaking release.
                if matches!(structure.fields, syn::Fields::Named(_)) {
                    structure.attrs.push(syn::parse_quote!(#[non_exhaustive]));
                }
                schemars(&mut structure.attrs);
            }
            Item::Enum(enumeration) => schemars(&mut enumeration.attrs),
            _ => {}
        }
    }
    file.items.push(syn::parse_quote! {
        /// String enumerations; a value that the document does not know is kept as `Unknown`.
        pub mod open { #(#enums)* }
    });
    Ok(())
}

/// progenitor's own setting would derive it without the feature.
fn schemars(attributes: &mut Vec<Attribute>) {
    attributes
        .push(syn::parse_quote!(#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_of_progenitor_is_a_diagnostic() {
        // The lint has a rule for this one; here it is not asked.
        let text = "{openapi: 3.0.3, info: {title: A, version: '1'}, paths: {'/a/{b}': \
                    {get: {operationId: c, responses: {'200': {description: D.}}}}}}";
        let texts = [("test/openapi.yaml".to_owned(), text.to_owned())];
        let document = Document::from_texts("test", &texts).unwrap();
        let found = client(&document).unwrap_err().to_string();
        assert!(
            found.contains("test/openapi.yaml") && found.contains("panicked: missing path name"),
            "{found}"
        );
    }
}
