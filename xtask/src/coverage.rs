//! `cargo xtask coverage`: no operation of the inventories is lost on the way to the clients.
//!
//! The inventory of an API (`specs/<api>/inventory.csv`) is a list of what the server offers, kept
//! apart from the documents, so that a part that goes missing is noticed.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

use anyhow::{Context as _, bail};
use chatadm_codegen::operations::{self, Operation};

use crate::workspace;

/// The report, relative to the root of the workspace.
const REPORT: &str = "docs/coverage.md";

/// Compares inventories, documents and clients, and writes `docs/coverage.md`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Write nothing; fail when an operation is lost or the report is stale
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let root = workspace::root();
    let documents = chatadm_codegen::load(&root.join("specs"))
        .map_err(|found| anyhow::anyhow!("{found}\n\nspecs/ has problems"))?;
    let mut lost = Vec::new();
    let mut report = String::from(
        "# Coverage\n\n\
         Written by `cargo xtask coverage`; do not edit. Each row is an operation of the server. \"Client\" says\n\
         who wrote its function in the raw client; \"facade\" whether the facade calls it as well.\n",
    );
    for document in documents.iter().rev() {
        let api = document.api();
        let inventory = inventory(&root, api)?;
        let documented = operations::read(document);
        let calls = documented_calls(&root.join("src").join(api))?;
        let coverage = Coverage::new(&inventory, &documented, &calls);
        println!("{api}: {}", coverage.line());
        lost.extend(coverage.lost.iter().map(|loss| format!("{api}: {loss}")));
        coverage.write(api, &mut report)?;
    }
    if !lost.is_empty() {
        bail!("{} lost:\n{}", lost.len(), lost.join("\n"));
    }
    let path = root.join(REPORT);
    let present = fs::read_to_string(&path)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    if present == report {
        return Ok(());
    }
    if args.check {
        bail!("{REPORT} is stale: run `cargo xtask coverage` and commit the result");
    }
    fs::create_dir_all(root.join("docs"))?;
    fs::write(&path, report).with_context(|| format!("cannot write {}", path.display()))?;
    println!("{REPORT}: written");
    Ok(())
}

/// An operation of the inventory.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    method: String,
    path: String,
    id: String,
}

fn inventory(root: &Path, api: &str) -> anyhow::Result<Vec<Entry>> {
    let path = root.join("specs").join(api).join("inventory.csv");
    let text =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    text.lines()
        .skip(1)
        .map(|line| match line.split(',').collect::<Vec<_>>()[..] {
            [method, path, id] => Ok(Entry {
                method: method.into(),
                path: path.into(),
                id: id.into(),
            }),
            _ => bail!(
                "{}: `{line}` is not method,path,operation_id",
                path.display()
            ),
        })
        .collect()
}

/// Where a function says in its documentation which operation it calls.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Calls {
    raw: bool,
    facade: bool,
}

/// Reads the lines "Calls `METHOD /path` (`id`)." of the sources below `folder`.
fn documented_calls(folder: &Path) -> anyhow::Result<BTreeMap<String, Calls>> {
    let mut calls: BTreeMap<String, Calls> = BTreeMap::new();
    for entry in
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?
    {
        let path = entry?.path();
        if path.is_dir() {
            let in_raw = path.file_name().is_some_and(|name| name == "raw");
            for (id, found) in documented_calls(&path)? {
                let known = calls.entry(id).or_default();
                known.raw |= in_raw || found.raw;
                known.facade |= !in_raw && found.facade;
            }
            continue;
        }
        for line in fs::read_to_string(&path)?.lines() {
            let call = line
                .trim()
                .strip_prefix("/// Calls `")
                .and_then(|rest| rest.strip_suffix("`)."));
            if let Some((_, id)) = call.and_then(|rest| rest.rsplit_once("(`")) {
                calls.entry(id.to_owned()).or_default().facade = true;
            }
        }
    }
    Ok(calls)
}

/// What became of an inventory.
struct Coverage<'a> {
    inventory: usize,
    rows: Vec<(&'a Operation, Calls)>,
    lost: Vec<String>,
}

impl<'a> Coverage<'a> {
    fn new(
        inventory: &[Entry],
        documented: &'a [Operation],
        calls: &BTreeMap<String, Calls>,
    ) -> Self {
        let mut lost = Vec::new();
        for entry in inventory {
            let Entry { method, path, id } = entry;
            match documented.iter().find(|operation| operation.id == *id) {
                None => lost.push(format!("`{id}` ({method} {path}) is not in the document")),
                Some(operation) if operation.method != *method || operation.path != *path => lost
                    .push(format!(
                        "`{id}` is {method} {path}, but documented as {} {}",
                        operation.method, operation.path
                    )),
                Some(_) => {}
            }
        }
        let mut rows = Vec::new();
        for operation in documented {
            let calls = calls.get(&operation.id).copied().unwrap_or_default();
            if !inventory.iter().any(|entry| entry.id == operation.id) {
                lost.push(format!(
                    "`{}` is documented, but not in the inventory",
                    operation.id
                ));
            }
            if !operation.generated && !calls.raw {
                lost.push(format!(
                    "`{}` is neither generated nor written by hand",
                    operation.id
                ));
            }
            rows.push((operation, calls));
        }
        Self {
            inventory: inventory.len(),
            rows,
            lost,
        }
    }

    fn line(&self) -> String {
        let generated = self
            .rows
            .iter()
            .filter(|(operation, _)| operation.generated)
            .count();
        let by_hand = self
            .rows
            .iter()
            .filter(|(operation, calls)| !operation.generated && calls.raw)
            .count();
        format!(
            "{} in the inventory, {} in the spec, {} of {} in the client ({generated} generated, {by_hand} by hand)",
            self.inventory,
            self.rows.len(),
            generated + by_hand,
            self.inventory,
        )
    }

    fn write(&self, api: &str, report: &mut String) -> anyhow::Result<()> {
        writeln!(report, "\n## {api}\n\n{}.\n", self.line())?;
        writeln!(
            report,
            "| room | operation | method and path | client | facade |"
        )?;
        writeln!(report, "|---|---|---|---|---|")?;
        let mut rows: Vec<_> = self.rows.iter().collect();
        rows.sort_by_key(|(operation, _)| (&operation.room, &operation.path, &operation.method));
        for (operation, calls) in rows {
            let Operation {
                id,
                room,
                method,
                path,
                generated,
                ..
            } = operation;
            let client = if *generated { "generated" } else { "by hand" };
            let facade = if calls.facade { "yes" } else { "" };
            writeln!(
                report,
                "| {room} | `{id}` | `{method} {path}` | {client} | {facade} |"
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_is_fresh() {
        run(&Args { check: true }).unwrap();
    }

    #[test]
    fn an_operation_that_left_the_document_is_lost() {
        let root = workspace::root();
        let documents = chatadm_codegen::load(&root.join("specs")).unwrap();
        let document = documents
            .iter()
            .find(|document| document.api() == "mattermost")
            .unwrap();
        let entries = inventory(&root, "mattermost").unwrap();
        let calls = documented_calls(&root.join("src/mattermost")).unwrap();
        let mut documented = operations::read(document);
        assert_eq!(
            Coverage::new(&entries, &documented, &calls).lost,
            Vec::<String>::new()
        );
        let removed = documented.remove(3);
        let lost = Coverage::new(&entries, &documented, &calls).lost;
        assert!(lost.len() == 1 && lost[0].contains(&removed.id), "{lost:?}");
    }

    #[test]
    fn an_operation_that_nobody_wrote_is_lost() {
        let root = workspace::root();
        let documents = chatadm_codegen::load(&root.join("specs")).unwrap();
        let document = documents
            .iter()
            .find(|document| document.api() == "mattermost")
            .unwrap();
        let entries = inventory(&root, "mattermost").unwrap();
        let documented = operations::read(document);
        let lost = Coverage::new(&entries, &documented, &BTreeMap::new()).lost;
        assert_eq!(
            lost.len(),
            2,
            "the image upload and the cloud login: {lost:?}"
        );
    }
}
