//! Times in seconds and times in milliseconds become one type.
//!
//! typify replaces the component for seconds by a name that does not exist. Here each field of that
//! type becomes an ordinary `Timestamp` and gets the functions that convert it.

use quote::{ToTokens, quote};
use syn::{
    Attribute, Field, Fields, File, Item, ItemMod, Meta, Path, Token, Type,
    punctuated::Punctuated,
    visit_mut::{self, VisitMut},
};

use crate::settings;

/// Edits the module `types`; the error names what is in seconds and cannot be.
///
/// The lint refuses such documents before. This is the net below: a time that is left would not
/// compile, and one that lost its functions would be off by a factor of a thousand.
pub(crate) fn apply(file: &mut File) -> Result<(), String> {
    for item in &mut file.items {
        let Item::Mod(module) = item else { continue };
        if module.ident == "types" {
            types(module)?;
        }
    }
    if file.to_token_stream().to_string().contains(&spaced()) {
        return Err("a time in seconds stands elsewhere than in a field".to_owned());
    }
    Ok(())
}

fn types(module: &mut ItemMod) -> Result<(), String> {
    let items = module.content.iter_mut().flat_map(|(_, items)| items);
    for item in items {
        match item {
            Item::Struct(structure) => {
                if let Fields::Named(fields) = &mut structure.fields {
                    for field in &mut fields.named {
                        convert(field).map_err(|problem| {
                            let field = field.ident.to_token_stream();
                            format!("`{}.{field}`: {problem}", structure.ident)
                        })?;
                    }
                }
            }
            // Slots and setters take and keep the type of the field; nothing is encoded there.
            Item::Mod(module) if module.ident == "builder" => Rename.visit_item_mod_mut(module),
            _ => {}
        }
    }
    Ok(())
}

/// Gives a field in seconds its functions and its type.
fn convert(field: &mut Field) -> Result<(), String> {
    let marker = spaced();
    let ty = field.ty.to_token_stream().to_string();
    if !ty.contains(&marker) {
        return Ok(());
    }
    let optional = if ty == marker {
        false
    } else if ty == format!(":: std :: option :: Option < {marker} >") {
        true
    } else {
        return Err(format!("a time in seconds cannot stand in `{ty}`"));
    };
    Rename.visit_type_mut(&mut field.ty);
    let required_null = attributes(field, optional)?;
    // schemars would take the path of a module for a type.
    let ty = &field.ty;
    let described = if required_null {
        quote!(crate::nullable::Nullable<#ty>)
    } else {
        quote!(#ty)
    };
    let described = described.to_string().replace(' ', "");
    field
        .attrs
        .push(syn::parse_quote!(#[cfg_attr(feature = "schemars", schemars(with = #described))]));
    Ok(())
}

/// Writes the serde attribute anew; tells whether the key must be there although it may be null.
fn attributes(field: &mut Field, optional: bool) -> Result<bool, String> {
    let mut keys: Punctuated<Meta, Token![,]> = Punctuated::new();
    let mut has_default = false;
    let mut required = !optional;
    let mut others: Vec<Attribute> = Vec::new();
    for attribute in field.attrs.drain(..) {
        if !attribute.path().is_ident("serde") {
            others.push(attribute);
            continue;
        }
        let own = attribute
            .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
            .map_err(|error| error.to_string())?;
        for key in own {
            has_default |= key.path().is_ident("default");
            if key.path().is_ident("deserialize_with") {
                // typify's way to insist on a key whose value may be null; `with` insists as well.
                required = true;
            } else {
                keys.push(key);
            }
        }
    }
    let with = if optional {
        "crate::timestamp::seconds::option"
    } else {
        "crate::timestamp::seconds"
    };
    keys.push(syn::parse_quote!(with = #with));
    // Without `with` serde takes an absent `Option` for `None`; beside it, it has to be told.
    if !required && !has_default {
        keys.push(syn::parse_quote!(default));
    }
    others.push(syn::parse_quote!(#[serde(#keys)]));
    field.attrs = others;
    Ok(required && optional)
}

/// The name that stands for a time in seconds, as tokens print it.
fn spaced() -> String {
    settings::SECONDS_MARKER.replace("::", " :: ")
}

/// Puts the real type in place of the name.
struct Rename;

impl VisitMut for Rename {
    fn visit_path_mut(&mut self, path: &mut Path) {
        if path.to_token_stream().to_string() == spaced()
            && let Ok(Type::Path(real)) = syn::parse_str(settings::TIMESTAMP_PATH)
        {
            *path = real.path;
            return;
        }
        visit_mut::visit_path_mut(self, path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(fields: &str) -> Result<String, String> {
        let source = format!(
            "pub mod types {{ pub struct User {{ {fields} }}
                pub mod builder {{ pub struct User {{ a: Result<crate::timestamp::Seconds, String> }} }} }}"
        );
        let mut file: File = syn::parse_str(&source).unwrap();
        apply(&mut file)?;
        Ok(prettyplease::unparse(&file))
    }

    #[test]
    fn a_field_in_seconds_is_converted_and_a_builder_is_not() {
        let text = edited("pub a: crate::timestamp::Seconds").unwrap();
        assert_eq!(
            text.matches("#[serde(with = \"crate::timestamp::seconds\")]")
                .count(),
            1,
            "{text}"
        );
        assert_eq!(
            text.matches("crate::timestamp::Timestamp").count(),
            3,
            "{text}"
        );
        assert!(!text.contains("Seconds"), "{text}");
    }

    #[test]
    fn an_optional_field_may_be_missing() {
        let text = edited(
            "#[serde(rename = \"b\", skip_serializing_if = \"::std::option::Option::is_none\")]
             pub a: ::std::option::Option<crate::timestamp::Seconds>",
        )
        .unwrap();
        let serde = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            serde.contains(
                "rename = \"b\", skip_serializing_if = \"::std::option::Option::is_none\", \
                 with = \"crate::timestamp::seconds::option\", default"
            ),
            "{text}"
        );
        assert!(!text.contains("Nullable"), "{text}");
    }

    #[test]
    fn a_required_field_that_may_be_null_stays_required() {
        let text = edited(
            "#[serde(deserialize_with = \"::std::option::Option::deserialize\")]
             pub a: ::std::option::Option<crate::timestamp::Seconds>",
        )
        .unwrap();
        assert!(
            text.contains("#[serde(with = \"crate::timestamp::seconds::option\")]")
                && text.contains("crate::nullable::Nullable<"),
            "{text}"
        );
    }

    #[test]
    fn a_time_that_would_lose_its_unit_is_an_error() {
        let error = edited("pub a: ::std::vec::Vec<crate::timestamp::Seconds>").unwrap_err();
        assert!(error.starts_with("`User.a`"), "{error}");
        let mut file: File = syn::parse_str("fn f(since: crate::timestamp::Seconds) {}").unwrap();
        assert!(apply(&mut file).is_err());
    }
}
