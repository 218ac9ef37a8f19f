//! `cargo xtask tidy`: the house rules that neither the compiler nor clippy can see.
//!
//! Each rule is a function from the tree to findings and lives with the samples that break it:
//!
//! - `boundaries`: who may name whom, who may sleep, who may print;
//! - `shape`: file sizes, module documentation, file names;
//! - `wording`: unfinished marks, paths of one machine, secrets, doctests that never run;
//! - `provenance`: facade documentation against the inventory of operations;
//! - `manifests`: dependencies that nothing uses, and crates that must not depend on each other.
//!
//! `tree` reads the files once and `rust` reads their Rust.

use anyhow::bail;

use crate::workspace;

mod boundaries;
mod manifests;
mod provenance;
mod rust;
mod shape;
mod tree;
mod wording;

use tree::Tree;

/// Checks the house rules on files, modules, documentation and wording.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

/// One place that breaks a rule.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    path: String,
    line: Option<usize>,
    message: String,
}

impl Finding {
    fn of_file(path: &str, message: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line: None,
            message: message.into(),
        }
    }

    fn at(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self {
            line: Some(line),
            ..Self::of_file(path, message)
        }
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.path, self.message),
            None => write!(f, "{}: {}", self.path, self.message),
        }
    }
}

pub(crate) fn run(_: &Args) -> anyhow::Result<()> {
    let tree = Tree::load(&workspace::root())?;
    let findings = findings(&tree);
    for finding in &findings {
        println!("{finding}");
    }
    if !findings.is_empty() {
        bail!(
            "{} finding(s); CONTRIBUTING.md gives the reason of each rule",
            findings.len()
        );
    }
    println!("tidy: {} files", tree.files().len());
    Ok(())
}

/// Everything that breaks a rule, by file and line.
fn findings(tree: &Tree) -> Vec<Finding> {
    let rules: [fn(&Tree) -> Vec<Finding>; 5] = [
        boundaries::check,
        manifests::check,
        provenance::check,
        shape::check,
        wording::check,
    ];
    let mut findings: Vec<Finding> = rules.iter().flat_map(|rule| rule(tree)).collect();
    findings.sort();
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_tidy() {
        run(&Args {}).unwrap();
    }

    #[test]
    fn findings_of_all_rules_come_back_in_order() {
        let tree = Tree::of(&[
            ("src/a.rs", "//! A.\nfn f() { println!(\"x\"); }\n"),
            ("src/utils.rs", "//! U.\n"),
        ]);
        let found = findings(&tree);
        let paths: Vec<&str> = found.iter().map(|finding| finding.path.as_str()).collect();
        assert_eq!(paths, ["src/a.rs", "src/utils.rs"]);
    }
}
