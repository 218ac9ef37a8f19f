//! Where a facade method's answer comes from, as its documentation says in the last line:
//! ``Calls `GET /_synapse/admin/v2/users` (`list_users_v2`).``
//!
//! The line must name an operation of the inventory with its method and path, so that neither a
//! renamed operation nor a copied comment goes unnoticed. `docs/coverage.md` is built on these lines.

use std::collections::BTreeMap;

use quote::ToTokens as _;
use syn::{Attribute, Expr, ImplItem, ImplItemFn, Item, Lit, Meta, Visibility};

use super::{
    Finding,
    rust::Code,
    tree::{SourceFile, Tree},
};

const APIS: [&str; 2] = ["mattermost", "synapse"];
/// What a method without `async` returns when a request follows from it.
const NETWORKED_RESULTS: [&str; 5] = ["Bulk", "Future", "Pages", "Paginated", "Stream"];
/// The last line of a method that sends whatever its caller names.
const ANY_OPERATION: &str = "Calls what its arguments name.";

/// An operation of the inventory.
#[derive(Debug, PartialEq, Eq)]
struct Operation {
    method: String,
    path: String,
}

/// Operations by id.
type Inventory = BTreeMap<String, Operation>;

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for api in APIS {
        // A tree without the table is one of a test; `cargo xtask codegen` misses it elsewhere.
        let Some(table) = tree.get(&format!("specs/{api}/inventory.csv")) else {
            continue;
        };
        let inventory = match read(table) {
            Ok(inventory) => inventory,
            Err(finding) => {
                findings.push(finding);
                continue;
            }
        };
        let module = format!("src/{api}.rs");
        let directory = format!("src/{api}/");
        let facade = tree.library().filter(|file| {
            let is_part = file.path == module || file.path.starts_with(&directory);
            is_part && !file.path.ends_with("/raw.rs")
        });
        for file in facade {
            // A file that does not parse is a finding of `boundaries`.
            if let Ok(code) = Code::parse(&file.text) {
                check_items(file, code.items(), &inventory, &mut findings);
            }
        }
    }
    findings
}

/// Reads `method,path,operation_id`, by the names in the first line.
fn read(table: &SourceFile) -> Result<Inventory, Finding> {
    let mut lines = table.text.lines().zip(1..);
    let header: Vec<&str> = lines
        .next()
        .map_or(Vec::new(), |(line, _)| line.split(',').collect());
    let column = |name: &str| {
        header
            .iter()
            .position(|found| *found == name)
            .ok_or_else(|| Finding::at(&table.path, 1, format!("has no column `{name}`")))
    };
    let (method, path, id) = (column("method")?, column("path")?, column("operation_id")?);
    let mut inventory = Inventory::new();
    for (line, number) in lines {
        let cells: Vec<&str> = line.split(',').collect();
        if cells.len() != header.len() {
            return Err(Finding::at(
                &table.path,
                number,
                "has more or fewer cells than columns",
            ));
        }
        let operation = Operation {
            method: cells[method].to_owned(),
            path: cells[path].to_owned(),
        };
        inventory.insert(cells[id].to_owned(), operation);
    }
    Ok(inventory)
}

fn check_items(
    file: &SourceFile,
    items: &[Item],
    inventory: &Inventory,
    findings: &mut Vec<Finding>,
) {
    for item in items {
        match item {
            Item::Impl(block) if block.trait_.is_none() => {
                let methods = block.items.iter().filter_map(|item| match item {
                    ImplItem::Fn(method) => Some(method),
                    _ => None,
                });
                findings.extend(methods.flat_map(|method| check_method(file, method, inventory)));
            }
            Item::Mod(module) => {
                if let Some((_, items)) = &module.content {
                    check_items(file, items, inventory, findings);
                }
            }
            _ => {}
        }
    }
}

fn check_method(file: &SourceFile, method: &ImplItemFn, inventory: &Inventory) -> Vec<Finding> {
    let name = method.sig.ident.to_string();
    let documentation = documentation(&method.attrs);
    let mut lines: Vec<&str> = documentation
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let finding = |message: String| {
        let line = file.line_of(&format!("fn {name}"));
        Finding::at(&file.path, line, format!("`{name}` {message}"))
    };
    let is_public = matches!(method.vis, Visibility::Public(_));
    if is_public && is_networked(method) && !lines.last().is_some_and(|line| is_provenance(line)) {
        return vec![finding(
            "reaches the network, so its last line says ``Calls `METHOD /path` (`operation_id`).``"
                .to_owned(),
        )];
    }
    lines.retain(|line| is_provenance(line) && *line != ANY_OPERATION);
    let problems = lines
        .into_iter()
        .filter_map(|line| problem(line, inventory));
    problems.map(finding).collect()
}

fn is_networked(method: &ImplItemFn) -> bool {
    let result = method.sig.output.to_token_stream().to_string();
    let mut names = result.split(|c: char| !c.is_alphanumeric() && c != '_');
    method.sig.asyncness.is_some() || names.any(|name| NETWORKED_RESULTS.contains(&name))
}

fn is_provenance(line: &str) -> bool {
    line == ANY_OPERATION || line.starts_with("Calls `")
}

/// What is wrong with a line that says where an answer comes from.
fn problem(line: &str, inventory: &Inventory) -> Option<String> {
    let Some((method, path, id)) = parts(line) else {
        return Some(format!(
            "says `{line}`, not ``Calls `METHOD /path` (`operation_id`).``"
        ));
    };
    match inventory.get(id) {
        None => Some(format!("calls `{id}`, which is no operation")),
        Some(operation) if operation.method != method || operation.path != path => Some(format!(
            "calls `{id}`, which is `{} {}`",
            operation.method, operation.path
        )),
        Some(_) => None,
    }
}

/// Method, path and operation id of a line that has its proper form.
fn parts(line: &str) -> Option<(&str, &str, &str)> {
    let (call, rest) = line.strip_prefix("Calls `")?.split_once("` (`")?;
    let (method, path) = call.split_once(' ')?;
    Some((method, path, rest.strip_suffix("`).")?))
}

fn documentation(attributes: &[Attribute]) -> String {
    let mut text = String::new();
    for attribute in attributes {
        if let Meta::NameValue(pair) = &attribute.meta
            && pair.path.is_ident("doc")
            && let Expr::Lit(literal) = &pair.value
            && let Lit::Str(line) = &literal.lit
        {
            text += &line.value();
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str =
        "method,path,operation_id\nGET,/users,list_users\nPUT,/users/{id},put_user\n";
    const LISTS: &str = "/// Calls `GET /users` (`list_users`).";

    /// What is found in a facade file that holds these methods.
    fn messages(methods: &str) -> Vec<String> {
        let text = format!("//! Users.\nimpl Users {{\n{methods}\n}}\n");
        let tree = Tree::of(&[
            ("specs/synapse/inventory.csv", TABLE),
            ("src/synapse/users.rs", &text),
        ]);
        check(&tree)
            .into_iter()
            .map(|finding| finding.message)
            .collect()
    }

    fn assert_finds(methods: &str, part: &str) {
        let found = messages(methods);
        assert!(found.len() == 1 && found[0].contains(part), "{found:?}");
    }

    #[test]
    fn a_networked_method_ends_with_its_operation() {
        assert_eq!(
            messages(&format!(
                "/// Lists.\n///\n{LISTS}\npub async fn list(&self) {{}}"
            )),
            [""; 0]
        );
        assert_finds(
            "/// Lists.\npub async fn list(&self) {}",
            "reaches the network",
        );
        assert_finds(
            "pub fn stream(self) -> Paginated<User> {}",
            "reaches the network",
        );
        assert_finds(
            "pub fn f(self) -> impl Stream<Item = User> {}",
            "reaches the network",
        );
        assert_finds(
            &format!("{LISTS}\n/// More.\npub async fn list(&self) {{}}"),
            "reaches",
        );
    }

    #[test]
    fn a_method_that_only_prepares_needs_no_operation() {
        assert_eq!(
            messages("/// Lists.\npub fn list(&self) -> ListUsers<'_> {}"),
            [""; 0]
        );
        assert_eq!(messages("async fn private(&self) {}"), [""; 0]);
        assert_eq!(messages("pub(crate) async fn inner(&self) {}"), [""; 0]);
    }

    #[test]
    fn several_operations_take_a_line_each() {
        let both =
            format!("{LISTS}\n/// Calls `PUT /users/{{id}}` (`put_user`).\npub async fn f() {{}}");
        assert_eq!(messages(&both), [""; 0]);
        let one = format!("/// Calls `PUT /users` (`put_user`).\n{LISTS}\npub async fn f() {{}}");
        assert_finds(&one, "which is `PUT /users/{id}`");
    }

    #[test]
    fn the_operation_exists_with_its_method_and_path() {
        assert_finds(
            "/// Calls `GET /users` (`no_such`).\npub async fn f() {}",
            "no operation",
        );
        assert_finds(
            "/// Calls `POST /users` (`list_users`).\npub async fn f() {}",
            "`GET /users`",
        );
        assert_finds("/// Calls `GET /users`.\npub async fn f() {}", "says");
        assert_finds(
            "/// Calls `GET /users` (`no_such`).\npub fn f() {}",
            "no operation",
        );
    }

    #[test]
    fn a_method_for_any_operation_says_so() {
        assert_eq!(
            messages(&format!("/// {ANY_OPERATION}\npub async fn request() {{}}")),
            [""; 0]
        );
    }

    #[test]
    fn a_broken_inventory_is_a_finding() {
        let broken = |table| check(&Tree::of(&[("specs/synapse/inventory.csv", table)])).len();
        assert_eq!(broken("method,path\nGET,/users\n"), 1);
        assert_eq!(broken("method,path,operation_id\nGET,/users\n"), 1);
        assert_eq!(broken(TABLE), 0);
    }
}
