//! Fields that may be absent, null or a value become `Patch` in the generated types.
//!
//! typify folds absent and null into one `Option`, so a request could not say "clear this". The
//! edit changes the type in three places of a struct: the field, its builder's slot and setter.

use std::collections::BTreeSet;

use heck::ToPascalCase;
use syn::{
    Attribute, Fields, FnArg, GenericArgument, Ident, ImplItem, Item, ItemMod, Path, PathArguments,
    Type, TypeParamBound, WherePredicate, parse_quote,
    visit_mut::{self, VisitMut},
};

/// Edits the module `types`; gives back the `(component, property)` pairs that it did not find.
pub(crate) fn apply(
    types: &mut ItemMod,
    three_state: &BTreeSet<(String, String)>,
) -> Vec<(String, String)> {
    let mut missed = Vec::new();
    for (component, property) in three_state {
        let name = component.to_pascal_case();
        let field = edit_struct(items(types), &name, property);
        let edited = field.is_some_and(|field| {
            let builder = items(types).iter_mut().find_map(|item| match item {
                Item::Mod(module) if module.ident == "builder" => Some(module),
                _ => None,
            });
            builder.is_some_and(|builder| edit_builder(items(builder), &name, &field))
        });
        if !edited {
            missed.push((component.clone(), property.clone()));
        }
    }
    missed
}

fn items(module: &mut ItemMod) -> &mut [Item] {
    module.content.as_mut().map_or(&mut [], |(_, items)| items)
}

/// Changes the field of the struct itself and gives back its Rust name.
fn edit_struct(items: &mut [Item], name: &str, property: &str) -> Option<Ident> {
    let fields = items.iter_mut().find_map(|item| match item {
        Item::Struct(structure) if structure.ident == name => Some(&mut structure.fields),
        _ => None,
    })?;
    let Fields::Named(named) = fields else {
        return None;
    };
    let field = named
        .named
        .iter_mut()
        .find(|field| wire_name(field).as_deref() == Some(property))?;
    Patcher.visit_type_mut(&mut field.ty);
    for attribute in &mut field.attrs {
        if attribute.path().is_ident("serde") {
            *attribute = keep_attribute(attribute);
        }
    }
    field.ident.clone()
}

/// The name of a field in JSON.
fn wire_name(field: &syn::Field) -> Option<String> {
    let mut renamed = None;
    for attribute in field
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("serde"))
    {
        // Other keys of the attribute are read past; a failure only means there is no more to read.
        let _ = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("rename") {
                renamed = Some(meta.value()?.parse::<syn::LitStr>()?.value());
            } else if meta.input.peek(syn::Token![=]) {
                meta.value()?.parse::<syn::Expr>()?;
            }
            Ok(())
        });
    }
    renamed.or_else(|| field.ident.as_ref().map(Ident::to_string))
}

/// The same attribute with the test for absence swapped.
fn keep_attribute(attribute: &Attribute) -> Attribute {
    let mut rename: Option<syn::LitStr> = None;
    let _ = attribute.parse_nested_meta(|meta| {
        if meta.path.is_ident("rename") {
            rename = Some(meta.value()?.parse()?);
        } else if meta.input.peek(syn::Token![=]) {
            meta.value()?.parse::<syn::Expr>()?;
        }
        Ok(())
    });
    let absent = "crate::patch::Patch::is_keep";
    match rename {
        Some(name) => {
            parse_quote!(#[serde(rename = #name, default, skip_serializing_if = #absent)])
        }
        None => parse_quote!(#[serde(default, skip_serializing_if = #absent)]),
    }
}

/// Changes the builder's slot and setter.
fn edit_builder(items: &mut [Item], name: &str, field: &Ident) -> bool {
    let mut slot = false;
    let mut setter = false;
    for item in items {
        match item {
            Item::Struct(structure) if structure.ident == name => {
                let found = structure
                    .fields
                    .iter_mut()
                    .find(|own| own.ident.as_ref() == Some(field));
                if let Some(found) = found {
                    Patcher.visit_type_mut(&mut found.ty);
                    slot = true;
                }
            }
            Item::Impl(block) if block.trait_.is_none() && is_type(&block.self_ty, name) => {
                for item in &mut block.items {
                    if let ImplItem::Fn(function) = item
                        && function.sig.ident == *field
                        && matches!(function.sig.inputs.first(), Some(FnArg::Receiver(_)))
                    {
                        let clause = function.sig.generics.where_clause.as_mut();
                        for predicate in
                            clause.into_iter().flat_map(|clause| &mut clause.predicates)
                        {
                            setter |= edit_bound(predicate);
                        }
                    }
                }
            }
            _ => {}
        }
    }
    slot && setter
}

/// `T: TryInto<Option<X>>` becomes `T: TryInto<Patch<X>>`.
fn edit_bound(predicate: &mut WherePredicate) -> bool {
    let WherePredicate::Type(predicate) = predicate else {
        return false;
    };
    let mut edited = false;
    // The bound on the error names the type as well.
    Patcher.visit_type_mut(&mut predicate.bounded_ty);
    for bound in &mut predicate.bounds {
        if let TypeParamBound::Trait(bound) = bound
            && bound
                .path
                .segments
                .last()
                .is_some_and(|segment| segment.ident == "TryInto")
        {
            Patcher.visit_path_mut(&mut bound.path);
            edited = true;
        }
    }
    edited
}

fn is_type(ty: &Type, name: &str) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident(name))
}

/// Replaces the outermost `Option` of a type.
struct Patcher;

impl VisitMut for Patcher {
    fn visit_path_mut(&mut self, path: &mut Path) {
        let last = path.segments.last();
        if let Some(segment) = last.filter(|segment| segment.ident == "Option")
            && let PathArguments::AngleBracketed(arguments) = &segment.arguments
            && let Some(GenericArgument::Type(inner)) = arguments.args.first()
        {
            *path = parse_quote!(crate::patch::Patch<#inner>);
            return;
        }
        visit_mut::visit_path_mut(self, path);
    }
}
