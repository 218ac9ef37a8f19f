//! `cargo xtask api`: the public interface of the library, one line for each item, as a file to review.
//!
//! Rustdoc tells the interface as JSON, a form that changes with the compiler. So the snapshot names the
//! compiler that wrote it, and another one is told apart from a changed interface.

use std::{collections::BTreeSet, fs};

use anyhow::{Context as _, bail, ensure};

use crate::{child, workspace};

/// The snapshot, relative to the root of the workspace.
const SNAPSHOT: &str = "docs/public-api.txt";
/// Every feature that adds to the interface.
const FEATURES: &str = "synapse,mattermost,rustls,blocking,sandbox,schemars";

/// Writes `docs/public-api.txt`: the library's public items, without the generated ones.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Write nothing; fail when the interface is not the one that is committed
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let path = workspace::root().join(SNAPSHOT);
    let compiler = compiler()?;
    let present = fs::read_to_string(&path)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    if args.check
        && let Some(other) = written_by(&present)
        && other != compiler
    {
        println!("{SNAPSHOT}: not compared, for it was written by {other} and this is {compiler}");
        return Ok(());
    }
    let items = items()?;
    let text = format!(
        "# The public items of the library, those of the generated clients apart.\n\
         # Written by `cargo xtask api`; do not edit.\n\
         # Compiler: {compiler}\n\n{}\n",
        items.join("\n")
    );
    if text == present {
        println!("{SNAPSHOT}: {} items, up to date", items.len());
        return Ok(());
    }
    if args.check {
        let difference = similar::TextDiff::from_lines(&present, &text);
        let difference = difference
            .unified_diff()
            .header("committed", "compiled")
            .to_string();
        bail!("{difference}\nrun `cargo xtask api`, and review what has changed in {SNAPSHOT}");
    }
    fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    println!("{SNAPSHOT}: {} items, written", items.len());
    Ok(())
}

fn compiler() -> anyhow::Result<String> {
    let output = child::command("rustc").arg("--version").output()?;
    let text = String::from_utf8(output.stdout)?;
    let version = text.split_whitespace().nth(1);
    Ok(format!(
        "rustc {}",
        version.context("rustc has no version")?
    ))
}

/// The compiler that wrote a snapshot.
fn written_by(snapshot: &str) -> Option<&str> {
    snapshot
        .lines()
        .find_map(|line| line.strip_prefix("# Compiler: "))
}

fn items() -> anyhow::Result<Vec<String>> {
    let root = workspace::root();
    let target = root.join("target").join("public-api");
    let status = child::command("cargo")
        .current_dir(&root)
        // The JSON form is not stable, which is what the compiler's name in the snapshot is for.
        .env("RUSTC_BOOTSTRAP", "1")
        .args([
            "rustdoc",
            "--quiet",
            "--lib",
            "--package",
            "chatadm",
            "--no-default-features",
        ])
        .args(["--features", FEATURES])
        .arg("--target-dir")
        .arg(&target)
        .args(["--", "-Z", "unstable-options", "--output-format", "json"])
        .status()
        .context("cargo rustdoc does not start")?;
    ensure!(status.success(), "cargo rustdoc failed");
    let interface = public_api::Builder::from_rustdoc_json(target.join("doc/chatadm.json"))
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .omit_auto_derived_impls(true)
        .build()
        .context("rustdoc's JSON cannot be read; does xtask's `public-api` know this compiler?")?;
    let lines: Vec<String> = interface.items().map(ToString::to_string).collect();
    Ok(by_hand(&lines))
}

/// What is not generated: raw clients, their types, and the enumerations that modules re-export.
fn by_hand(lines: &[String]) -> Vec<String> {
    let mut generated = vec!["::raw".to_owned(), "::types".to_owned()];
    for line in lines {
        if let Some((_, rest)) = line.split_once("::raw::open::") {
            let name: String = rest
                .chars()
                .take_while(|character| character.is_alphanumeric())
                .collect();
            for api in ["synapse", "mattermost"] {
                generated.push(format!("chatadm::{api}::{name}"));
            }
        }
    }
    generated.sort();
    generated.dedup();
    let is_generated = |line: &String| {
        generated.iter().any(|path| {
            line.match_indices(path.as_str()).any(|(start, _)| {
                let next = line[start + path.len()..].chars().next();
                next.is_none_or(|next| !next.is_alphanumeric() && next != '_')
            })
        })
    };
    // A facade function may well name a generated type; only the items themselves are left out.
    let mut kept: BTreeSet<String> = BTreeSet::new();
    for line in lines {
        let item = line.split(['(', '=']).next().unwrap_or_default().to_owned();
        let item = item.split(": ").next().unwrap_or_default().to_owned();
        if !is_generated(&item) {
            kept.insert(line.clone());
        }
    }
    kept.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_items_are_left_out_and_functions_that_name_them_stay() {
        let lines = [
            "pub enum chatadm::synapse::raw::open::UserOrder",
            "pub enum chatadm::synapse::UserOrder",
            "pub chatadm::synapse::UserOrder::Name",
            "pub struct chatadm::synapse::types::User",
            "pub chatadm::synapse::raw::types::User::name: alloc::string::String",
            "pub fn chatadm::synapse::ListUsers<'_>::order_by(self, chatadm::synapse::UserOrder) -> Self",
            "pub struct chatadm::synapse::UserOrders",
        ]
        .map(str::to_owned);
        assert_eq!(by_hand(&lines), [&*lines[5], &*lines[6]]);
    }

    #[test]
    fn a_snapshot_names_its_compiler() {
        assert_eq!(
            written_by("# x\n# Compiler: rustc 1.2.3\n\nitems"),
            Some("rustc 1.2.3")
        );
        assert_eq!(written_by(""), None);
    }
}
