//! How names of the documents become names in Rust.

use heck::{ToPascalCase, ToSnakeCase};

/// `PascalCase`, as typify names types.
pub(crate) fn type_name(name: &str) -> String {
    name.to_pascal_case()
}

/// `snake_case`, as progenitor names functions and typify names fields.
pub(crate) fn function_name(name: &str) -> String {
    name.to_snake_case()
}

/// Turns a string value into the name of an enum variant; `Empty` for the empty string.
pub(crate) fn variant_name(value: &str) -> String {
    let name = value.to_pascal_case();
    if name.is_empty() {
        return "Empty".to_owned();
    }
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        return format!("V{name}");
    }
    name
}

/// Whether a name can be that of a Rust function or module as it stands.
pub(crate) fn is_function_name(name: &str) -> bool {
    function_name(name) == name && is_identifier(name)
}

/// Whether Rust takes a name as an identifier; keywords are none.
pub(crate) fn is_identifier(name: &str) -> bool {
    syn::parse_str::<syn::Ident>(name).is_ok()
}

/// The parameters of a path template, in order.
pub(crate) fn template_parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('/')
        .filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_are_identifiers_whatever_the_value() {
        let names: Vec<String> = ["", "last_activity_at", "no-support", "3pid", "f"]
            .into_iter()
            .map(variant_name)
            .collect();
        assert_eq!(
            names,
            ["Empty", "LastActivityAt", "NoSupport", "V3pid", "F"]
        );
    }

    #[test]
    fn template_parameters_are_found_in_order() {
        let found: Vec<&str> = template_parameters("/a/{one}/b/{two}").collect();
        assert_eq!(found, ["one", "two"]);
    }
}
