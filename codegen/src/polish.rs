//! Small edits of progenitor's output that make it say what it means.

use quote::quote;
use syn::{
    Attribute, Expr, ExprCall, ExprMethodCall, Field, FieldValue, File, ImplItemFn, Item, Lit,
    Meta, WherePredicate,
    visit_mut::{self, VisitMut},
};

/// Edits the whole file.
pub(crate) fn apply(file: &mut File) {
    // Re-exports that nobody imports; the library chooses its own.
    file.items
        .retain(|item| !matches!(item, Item::Mod(module) if module.ident == "prelude"));
    KeepStatus.visit_file_mut(file);
    TellWhy.visit_file_mut(file);
    NoDoctests.visit_file_mut(file);
    OptionalExtra.visit_file_mut(file);
    RequiredNull.visit_file_mut(file);
}

/// Decodes through the transport: progenitor's decoder drops the status of what it cannot decode.
struct KeepStatus;

impl VisitMut for KeepStatus {
    fn visit_expr_call_mut(&mut self, call: &mut ExprCall) {
        if let Expr::Path(function) = &*call.func {
            let function = &function.path;
            if quote!(#function).to_string() == "ResponseValue :: from_response" {
                call.func = syn::parse_quote!(crate::transport::decode);
            }
        }
        visit_mut::visit_expr_call_mut(self, call);
    }
}

/// Lets an argument that cannot be converted say what is wrong with it.
///
/// progenitor writes `.map_err(|_| "conversion to ... failed")` and forgets the reason, which is
/// what a caller with a malformed identifier needs.
struct TellWhy;

impl VisitMut for TellWhy {
    fn visit_impl_item_fn_mut(&mut self, function: &mut ImplItemFn) {
        let name = function.sig.ident.to_string();
        let name = name.trim_end_matches('_').to_owned();
        let mut forgotten = Forgotten { name, found: false };
        forgotten.visit_block_mut(&mut function.block);
        if !forgotten.found {
            return;
        }
        let Some(clause) = &mut function.sig.generics.where_clause else {
            return;
        };
        let bounds: Vec<WherePredicate> = clause
            .predicates
            .iter()
            .filter_map(|predicate| match predicate {
                WherePredicate::Type(predicate) => {
                    let (subject, bounds) = (&predicate.bounded_ty, &predicate.bounds);
                    Some(syn::parse_quote!(<#subject as #bounds>::Error: ::std::fmt::Display))
                }
                _ => None,
            })
            .collect();
        clause.predicates.extend(bounds);
    }
}

struct Forgotten {
    name: String,
    found: bool,
}

impl VisitMut for Forgotten {
    fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
        visit_mut::visit_expr_method_call_mut(self, call);
        let arguments = &call.args;
        let text = quote!(#arguments).to_string();
        if call.method == "map_err" && text.starts_with("| _ |") && text.contains("conversion to") {
            let format = format!("`{}`: {{error}}", self.name);
            call.args = syn::parse_quote!(|error| format!(#format));
            self.found = true;
        }
    }
}

/// Turns the examples in generated documentation into plain text: they do not compile by themselves.
struct NoDoctests;

impl VisitMut for NoDoctests {
    fn visit_attribute_mut(&mut self, attribute: &mut Attribute) {
        if let Meta::NameValue(pair) = &mut attribute.meta
            && pair.path.is_ident("doc")
            && let Expr::Lit(literal) = &mut pair.value
            && let Lit::Str(text) = &mut literal.lit
        {
            *text = syn::LitStr::new(&text.value().replace("```ignore", "```text"), text.span());
        }
    }
}

/// Lets builders do without a map of unknown fields.
///
/// typify treats the flattened map like any required field, and every request would have to name it.
struct OptionalExtra;

impl VisitMut for OptionalExtra {
    fn visit_field_value_mut(&mut self, field: &mut FieldValue) {
        let value = &field.expr;
        if quote!(#value)
            .to_string()
            .contains("no value supplied for extra")
        {
            field.expr = syn::parse_quote!(Ok(::std::default::Default::default()));
        }
    }
}

/// Tells schemars of keys that must be there although their value may be null.
///
/// typify marks them with a `deserialize_with` that has no default; schemars takes every `Option`
/// for one that may be missing.
struct RequiredNull;

impl VisitMut for RequiredNull {
    fn visit_field_mut(&mut self, field: &mut Field) {
        let demanding = field.attrs.iter().any(|attribute| {
            quote!(#attribute)
                .to_string()
                .contains("Option::deserialize")
        });
        if !demanding {
            return;
        }
        let ty = &field.ty;
        let with = quote!(crate::nullable::Nullable<#ty>)
            .to_string()
            .replace(' ', "");
        field
            .attrs
            .push(syn::parse_quote!(#[cfg_attr(feature = "schemars", schemars(with = #with))]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(source: &str) -> String {
        let mut file: File = syn::parse_str(source).unwrap();
        apply(&mut file);
        prettyplease::unparse(&file)
    }

    #[test]
    fn a_refused_argument_says_why() {
        let text = edited(
            r#"impl Get {
                fn user_id<V>(mut self, value: V) -> Self where V: std::convert::TryInto<UserId> {
                    self.user_id = value.try_into().map_err(|_| "conversion to `UserId` failed".to_string());
                    self
                }
            }"#,
        );
        assert!(
            text.contains(r#"map_err(|error| format!("`user_id`: {error}"))"#),
            "{text}"
        );
        assert!(
            text.contains("<V as std::convert::TryInto<UserId>>::Error: ::std::fmt::Display"),
            "{text}"
        );
    }

    #[test]
    fn answers_are_decoded_by_the_transport() {
        let text = edited("async fn send() { ResponseValue::from_response(response).await }");
        assert!(
            text.contains("crate::transport::decode(response).await"),
            "{text}"
        );
    }

    #[test]
    fn generated_examples_are_not_compiled() {
        assert!(edited("/**```ignore\nx\n```*/ fn f() {}").contains("```text"));
    }

    #[test]
    fn builders_do_without_unknown_fields() {
        let text = edited(
            r#"fn f() { Self { a: Err("no value supplied for a".to_string()), extra: Err("no value supplied for extra".to_string()) } }"#,
        );
        assert!(
            text.contains("extra: Ok(::std::default::Default::default())"),
            "{text}"
        );
        assert!(text.contains("no value supplied for a"), "{text}");
    }

    #[test]
    fn schemars_learns_which_nullable_keys_are_required() {
        let text = edited(
            r#"struct S {
                #[serde(deserialize_with = "::std::option::Option::deserialize")]
                a: ::std::option::Option<i64>,
                b: ::std::option::Option<i64>,
            }"#,
        );
        assert_eq!(
            text.matches("Nullable<::std::option::Option<i64>>").count(),
            1,
            "{text}"
        );
    }
}
