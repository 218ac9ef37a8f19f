//! `cargo xtask cli`: documents that are written from the program's own tree of commands.
//!
//! The program is run for them, so that nothing here depends on the library.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail, ensure};
use syn::{Attribute, Expr, ImplItem, Item, Lit, Meta, Type, Visibility};

use crate::{child, workspace};

/// The reference of all commands.
const REFERENCE: &str = "docs/cli.md";
/// Which functions of the library call which operation; compiled into the program.
const METHODS: &str = "cli/src/commands/explain/methods.txt";
const APIS: [&str; 2] = ["mattermost", "synapse"];
/// How a request that was put together is sent; the function that began it is the one to name.
const ENDS: [&str; 4] = ["each", "pages", "send", "stream"];

/// Writes `docs/cli.md`, and with a directory completions and manual pages for packages.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Write nothing; fail when a document is stale
    #[arg(long)]
    check: bool,

    /// Write completions and manual pages below this directory too
    #[arg(long, value_name = "DIR", conflicts_with = "check")]
    directory: Option<PathBuf>,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let root = workspace::root();
    // First, because the program is compiled with it.
    put(&root.join(METHODS), &methods(&root)?, args.check)?;
    put(
        &root.join(REFERENCE),
        &program(&["man", "--markdown"])?,
        args.check,
    )?;
    if let Some(directory) = &args.directory {
        let directory = std::path::absolute(directory)?;
        for (name, command) in [("man", "man"), ("completions", "completions")] {
            let directory = directory.join(name);
            let text = directory
                .to_str()
                .context("the directory's name is no text")?;
            program(&[command, "--directory", text])?;
            println!("{}: written", directory.display());
        }
    }
    Ok(())
}

/// Runs the program, and gives what it prints.
fn program(args: &[&str]) -> anyhow::Result<String> {
    let output = child::command("cargo")
        .current_dir(workspace::root())
        .args(["run", "--quiet", "--package", "chatadm-cli", "--"])
        .args(args)
        .stderr(std::process::Stdio::inherit())
        .output()
        .context("cargo does not start")?;
    ensure!(
        output.status.success(),
        "`chatadm {}` failed",
        args.join(" ")
    );
    Ok(String::from_utf8(output.stdout)?)
}

fn put(path: &Path, text: &str, check: bool) -> anyhow::Result<()> {
    let present = fs::read_to_string(path)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    if present == text {
        return Ok(());
    }
    let path = path.display();
    if check {
        bail!("{path} is stale: run `cargo xtask cli` and commit the result");
    }
    fs::write(path.to_string(), text).with_context(|| format!("cannot write {path}"))?;
    println!("{path}: written");
    Ok(())
}

/// A line for each operation that functions of the facade call: `api operation: functions`.
fn methods(root: &Path) -> anyhow::Result<String> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for api in APIS {
        let source = root.join("src");
        read(api, &source.join(format!("{api}.rs")), &mut found)?;
        read_folder(api, &source.join(api), &mut found)?;
    }
    let lines = found.into_iter().map(|(operation, functions)| {
        let functions: Vec<String> = functions.into_iter().collect();
        format!("{operation}: {}\n", functions.join(" "))
    });
    Ok(lines.collect())
}

fn read_folder(
    api: &str,
    folder: &Path,
    found: &mut BTreeMap<String, BTreeSet<String>>,
) -> anyhow::Result<()> {
    for entry in
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?
    {
        let path = entry?.path();
        if path.is_dir() {
            read_folder(api, &path, found)?;
        } else if path.file_name().is_some_and(|name| name != "raw.rs") {
            read(api, &path, found)?;
        }
    }
    Ok(())
}

fn read(
    api: &str,
    path: &Path,
    found: &mut BTreeMap<String, BTreeSet<String>>,
) -> anyhow::Result<()> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let file = syn::parse_file(&text).with_context(|| path.display().to_string())?;
    for item in file.items {
        let Item::Impl(block) = item else { continue };
        let (None, Type::Path(own)) = (&block.trait_, &*block.self_ty) else {
            continue;
        };
        let Some(own) = own.path.segments.last() else {
            continue;
        };
        for item in &block.items {
            let ImplItem::Fn(function) = item else {
                continue;
            };
            let name = function.sig.ident.to_string();
            if !matches!(function.vis, Visibility::Public(_)) || ENDS.contains(&name.as_str()) {
                continue;
            }
            for operation in function.attrs.iter().filter_map(called) {
                found
                    .entry(format!("{api} {operation}"))
                    .or_default()
                    .insert(format!("{api}::{}::{name}", own.ident));
            }
        }
    }
    Ok(())
}

/// The operation of a line "Calls `METHOD /path` (`id`)." of documentation.
fn called(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else {
        return None;
    };
    let Expr::Lit(literal) = &pair.value else {
        return None;
    };
    let Lit::Str(text) = &literal.lit else {
        return None;
    };
    let text = text.value();
    let call = text
        .trim()
        .strip_prefix("Calls `")
        .and_then(|rest| rest.strip_suffix("`)."))?;
    let (_, id) = call.rsplit_once("(`")?;
    Some(id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_found_by_their_documentation() {
        let methods = methods(&workspace::root()).unwrap();
        for line in [
            "mattermost get_users: ",
            "synapse deactivate_user: synapse::User::deactivate\n",
            "synapse get_user: synapse::User::create synapse::User::get synapse::User::get_opt",
        ] {
            assert!(methods.contains(line), "{line}: {methods}");
        }
        let mut names = methods.split_whitespace();
        assert!(!names.any(|name| name.ends_with("::send")), "{methods}");
    }

    #[test]
    fn what_is_compiled_into_the_program_is_fresh() {
        let root = workspace::root();
        put(&root.join(METHODS), &methods(&root).unwrap(), true).unwrap();
    }

    #[test]
    fn a_stale_document_is_found() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("x.md");
        assert!(put(&path, "new", true).is_err());
        put(&path, "new", false).unwrap();
        put(&path, "new", true).unwrap();
    }
}
