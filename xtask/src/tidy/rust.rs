//! Reads Rust as tokens, so that comments, documentation and test code do not count as code.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{Attribute, Item};

/// The name or the literal that one token spells.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Word {
    Name(String),
    Literal(String),
}

/// A parsed file without the items that only tests compile.
pub(super) struct Code {
    file: syn::File,
}

impl Code {
    /// Why a file cannot be read is for the compiler to say; here it counts as a finding.
    pub(super) fn parse(text: &str) -> syn::Result<Self> {
        let mut file = syn::parse_file(text)?;
        remove_tests(&mut file.items);
        Ok(Self { file })
    }

    pub(super) fn items(&self) -> &[Item] {
        &self.file.items
    }

    /// Whether the file opens with `//!`.
    pub(super) fn has_documentation(&self) -> bool {
        self.file
            .attrs
            .iter()
            .any(|attribute| attribute.path().is_ident("doc"))
    }

    /// All names and literals in order, without attributes that are documentation.
    pub(super) fn words(&self) -> Vec<Word> {
        let mut words = Vec::new();
        collect(self.file.to_token_stream(), &mut words);
        words
    }
}

/// Whether an item exists only in test builds.
fn is_test(item: &Item) -> bool {
    let attributes = match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => return false,
    };
    attributes.iter().any(is_cfg_test)
}

fn is_cfg_test(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg")
        && attribute
            .parse_args::<syn::Path>()
            .is_ok_and(|path| path.is_ident("test"))
}

fn remove_tests(items: &mut Vec<Item>) {
    items.retain(|item| !is_test(item));
    for item in items {
        if let Item::Mod(module) = item
            && let Some((_, items)) = &mut module.content
        {
            remove_tests(items);
        }
    }
}

fn collect(tokens: TokenStream, words: &mut Vec<Word>) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(name) => words.push(Word::Name(name.to_string())),
            TokenTree::Literal(literal) => words.push(Word::Literal(literal.to_string())),
            TokenTree::Group(group) => collect(group.stream(), words),
            TokenTree::Punct(mark) => {
                let opens_inner = |next: &TokenTree| matches!(next, TokenTree::Punct(next) if next.as_char() == '!');
                if mark.as_char() == '#' {
                    let _ = tokens.next_if(opens_inner);
                    let _ = tokens.next_if(is_documentation);
                }
            }
        }
    }
}

/// Whether this is the bracketed part of `#[doc = "..."]`, which is what `///` becomes.
fn is_documentation(token: &TokenTree) -> bool {
    let TokenTree::Group(group) = token else {
        return false;
    };
    let first = group.stream().into_iter().next();
    group.delimiter() == Delimiter::Bracket
        && matches!(first, Some(TokenTree::Ident(name)) if name == "doc")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let words = Code::parse(text).unwrap().words().into_iter();
        let names = words.filter_map(|word| match word {
            Word::Name(name) => Some(name),
            Word::Literal(_) => None,
        });
        names.collect()
    }

    #[test]
    fn comments_and_documentation_are_no_code() {
        let text = "//! inner\n/// outer\n// plain\n#[inline]\nfn f() { /* block */ g!(deep); }";
        assert_eq!(names(text), ["inline", "fn", "f", "g", "deep"]);
    }

    #[test]
    fn test_items_are_no_code_at_any_depth() {
        let text = "mod a { #[cfg(test)] mod tests { fn t() {} } }\n#[cfg(test)]\nuse x::y;\n\
                    #[cfg(unix)]\nfn kept() {}";
        assert_eq!(names(text), ["mod", "a", "cfg", "unix", "fn", "kept"]);
    }

    #[test]
    fn literals_are_told_from_names() {
        let words = Code::parse("const A: &str = \"synapse\";").unwrap().words();
        assert!(words.contains(&Word::Literal("\"synapse\"".to_owned())));
        assert!(!words.contains(&Word::Name("synapse".to_owned())));
    }
}
