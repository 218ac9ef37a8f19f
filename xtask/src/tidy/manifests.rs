//! What the packages depend on: nothing unused, and nothing that closes a circle.

use std::collections::BTreeSet;

use super::{
    Finding,
    tree::{SourceFile, Tree, has_extension},
};

/// Packages that must build when the library does not.
const INDEPENDENT: [&str; 2] = ["codegen/Cargo.toml", "xtask/Cargo.toml"];
const LIBRARY: &str = "chatadm";

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let manifests = tree
        .files()
        .iter()
        .filter(|file| file.name() == "Cargo.toml");
    // Expected output may be compiled, but it depends on what the generator decides.
    for manifest in manifests.filter(|file| !file.is_generated()) {
        let words = words_in_package(tree, manifest);
        for (name, line) in dependencies(&manifest.text) {
            if !words.contains(name.replace('-', "_").as_str()) {
                findings.push(Finding::at(
                    &manifest.path,
                    line,
                    format!("nothing uses `{name}`"),
                ));
            }
            if name == LIBRARY && INDEPENDENT.contains(&manifest.path.as_str()) {
                let message = "must build when the library does not, so it cannot depend on it";
                findings.push(Finding::at(&manifest.path, line, message));
            }
        }
    }
    findings
}

/// The dependencies that a manifest declares, with the line of each.
///
/// The house style puts one on each line as `name.workspace = true` or `name = { ... }`.
fn dependencies(manifest: &str) -> Vec<(&str, usize)> {
    let mut found = Vec::new();
    let mut is_table = false;
    for (line, number) in manifest.lines().zip(1..) {
        if let Some(table) = line.strip_prefix('[') {
            let table = table.trim_end_matches(']');
            // The workspace's own table is the list of versions, not of uses.
            is_table = table.ends_with("dependencies") && table != "workspace.dependencies";
        } else if is_table && let Some((key, _)) = line.split_once('=') {
            let name = key.trim().split('.').next().unwrap_or_default();
            if !name.starts_with('#') {
                found.push((name, number));
            }
        }
    }
    found
}

/// Every word in the Rust of a package, generated and test code included, comments not.
///
/// Words and not tokens: generated files are large, and a dependency is written as a plain word.
fn words_in_package<'a>(tree: &'a Tree, manifest: &SourceFile) -> BTreeSet<&'a str> {
    let directory = manifest.path.trim_end_matches("Cargo.toml");
    let manifests = tree
        .files()
        .iter()
        .filter(|file| file.name() == "Cargo.toml");
    let nested: Vec<&str> = manifests
        .map(|file| file.path.trim_end_matches("Cargo.toml"))
        .filter(|other| other.len() > directory.len() && other.starts_with(directory))
        .collect();
    let files = tree.files().iter().filter(|file| {
        let is_nested = || nested.iter().any(|other| file.path.starts_with(other));
        has_extension(&file.path, "rs") && file.path.starts_with(directory) && !is_nested()
    });
    files
        .flat_map(|file| file.text.lines())
        .filter(|line| !line.trim_start().starts_with("//"))
        .map(|line| line.split("// ").next().unwrap_or(line))
        .flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(files: &[(&str, &str)]) -> Vec<String> {
        check(&Tree::of(files))
            .into_iter()
            .map(|finding| finding.to_string())
            .collect()
    }

    #[test]
    fn a_dependency_that_nothing_uses_is_found() {
        let manifest = "[workspace.dependencies]\nnever = \"1\"\n[dependencies]\n# why\n\
                        serde-json.workspace = true\nleft.workspace = true\n\
                        [target.'cfg(unix)'.dev-dependencies]\nright = { version = \"1\" }\n\
                        [lints]\nworkspace = true\n";
        let code = "use serde_json::Value;\n#[cfg(test)]\nmod t { use right::x; }\n// left\n";
        let found = messages(&[("Cargo.toml", manifest), ("src/lib.rs", code)]);
        assert_eq!(found, ["Cargo.toml:6: nothing uses `left`"]);
    }

    #[test]
    fn a_use_in_another_package_does_not_count() {
        let manifest = "[dependencies]\nserde.workspace = true\n";
        let found = messages(&[
            ("Cargo.toml", manifest),
            ("inner/Cargo.toml", "[dependencies]\n"),
            ("inner/src/lib.rs", "use serde::Serialize;\n"),
        ]);
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn the_generator_must_not_depend_on_the_library() {
        let found = messages(&[
            (
                "codegen/Cargo.toml",
                "[dependencies]\nchatadm.workspace = true\n",
            ),
            ("codegen/src/lib.rs", "use chatadm::Error;\n"),
        ]);
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("must build"), "{found:?}");
    }
}
