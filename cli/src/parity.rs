//! Holds the program to `tests/parity.toml`: what its peers can do can be typed here.
//!
//! `docs/cli-parity.md` is written from the same file; `CHATADM_UPDATE=1 cargo test -p chatadm-cli parity` does it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use clap::{Command, CommandFactory as _, error::ErrorKind};
use serde::Deserialize;

use crate::{args::Cli, env_vars};

mod page;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Parity {
    row: Vec<Row>,
    every: Vec<Every>,
}

/// What a peer can do.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    section: Section,
    peer: String,
    #[serde(default)]
    command: Vec<String>,
    #[serde(default)]
    options: Vec<Opt>,
    /// Variables of the environment that count.
    #[serde(default)]
    variables: Vec<String>,
    better: Option<String>,
    /// Tests in `tests/it`, as `file::name`.
    #[serde(default)]
    shown_by: Vec<String>,
    left_out: Option<String>,
}

/// An option of a peer; `-` is none of theirs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Opt {
    peer: String,
    #[serde(default, rename = "try")]
    lines: Vec<String>,
    #[serde(default)]
    refused: Vec<String>,
    left_out: Option<String>,
}

/// Flags that many commands take.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Every {
    name: String,
    flags: Vec<String>,
    commands: Vec<String>,
    #[serde(default)]
    except: BTreeMap<String, Exception>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exception {
    flags: Vec<String>,
    why: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Section {
    Global,
    Synapse,
    Operations,
    Mattermost,
    Ours,
}

fn parity() -> Parity {
    toml_edit::de::from_str(include_str!("../tests/parity.toml")).unwrap()
}

/// The words of a line, as a shell has them; `'` quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = vec!["chatadm".to_owned()];
    let mut word: Option<String> = None;
    let mut is_quoted = false;
    for character in line.chars() {
        match character {
            '\'' => {
                is_quoted = !is_quoted;
                word.get_or_insert_default();
            }
            ' ' if !is_quoted => words.extend(word.take()),
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    words
}

fn try_line(tree: &mut Command, line: &str) -> Result<(), String> {
    match tree.try_get_matches_from_mut(words(line)) {
        Ok(_) => Ok(()),
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
            ) =>
        {
            Ok(())
        }
        Err(error) => {
            let text = error.to_string();
            Err(text.lines().next().unwrap_or_default().to_owned())
        }
    }
}

/// Follows the names and aliases of commands down the tree.
fn find<'a>(tree: &'a Command, path: &str) -> Option<&'a Command> {
    path.split(' ')
        .try_fold(tree, |command, name| command.find_subcommand(name))
}

/// The paths of the commands that do something.
fn leaves(command: &Command, path: &str, into: &mut BTreeSet<String>) {
    if !command.has_subcommands() {
        into.insert(path.to_owned());
    }
    for inner in command
        .get_subcommands()
        .filter(|inner| inner.get_name() != "help")
    {
        leaves(inner, format!("{path} {}", inner.get_name()).trim(), into);
    }
}

/// A path by the names of its commands, where aliases were used.
fn named(tree: &Command, path: &str) -> Option<String> {
    let mut command = tree;
    let mut names = Vec::new();
    for name in path.split(' ') {
        command = command.find_subcommand(name)?;
        names.push(command.get_name());
    }
    Some(names.join(" "))
}

fn has_flag(command: &Command, flag: &str) -> bool {
    let mut arguments = command.get_arguments();
    let Some(long) = flag.strip_prefix("--") else {
        let short = flag.chars().nth(1).unwrap_or_default();
        return arguments.any(|argument| {
            let own = argument.get_short_and_visible_aliases();
            own.unwrap_or_default().contains(&short)
        });
    };
    arguments.any(|argument| {
        let own = argument.get_long_and_visible_aliases();
        own.unwrap_or_default().contains(&long)
    })
}

fn built() -> Command {
    let mut tree = Cli::command();
    tree.build();
    tree
}

#[test]
fn everything_that_peers_understand_is_understood() {
    let mut tree = built();
    let parity = parity();
    let mut wrong = Vec::new();
    for row in &parity.row {
        for path in row
            .command
            .iter()
            .filter(|path| find(&tree, path).is_none())
        {
            wrong.push(format!("{}: there is no command `{path}`", row.peer));
        }
        for name in &row.variables {
            if !env_vars::ALL.iter().any(|variable| variable.name == name) {
                wrong.push(format!(
                    "{}: the variable `{name}` does not count",
                    row.peer
                ));
            }
        }
        for option in &row.options {
            let at = format!("{} {}", row.peer, option.peer);
            for line in &option.lines {
                if let Err(error) = try_line(&mut tree, line) {
                    wrong.push(format!("{at}: chatadm {line}: {error}"));
                }
            }
            for line in &option.refused {
                if try_line(&mut tree, line).is_ok() {
                    wrong.push(format!("{at}: not refused: chatadm {line}"));
                }
            }
        }
    }
    for every in &parity.every {
        for path in &every.commands {
            let Some(command) = find(&tree, path) else {
                wrong.push(format!("{}: there is no command `{path}`", every.name));
                continue;
            };
            let except = every
                .except
                .get(path)
                .map(|except| except.flags.as_slice())
                .unwrap_or_default();
            let flags = every.flags.iter().filter(|flag| !except.contains(flag));
            let missing: Vec<&str> = flags
                .filter(|flag| !has_flag(command, flag))
                .map(String::as_str)
                .collect();
            if !missing.is_empty() {
                wrong.push(format!(
                    "{}: chatadm {path} lacks {}",
                    every.name,
                    missing.join(", ")
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of parity.toml:\n{}\n",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_command_has_its_row() {
    let tree = built();
    let parity = parity();
    let rows = parity.row.iter().flat_map(|row| &row.command);
    let covered: BTreeSet<String> = rows.filter_map(|path| named(&tree, path)).collect();
    let mut all = BTreeSet::new();
    leaves(&tree, "", &mut all);
    let missing: Vec<&String> = all.difference(&covered).collect();
    assert!(
        missing.is_empty(),
        "no row of parity.toml names {missing:?}"
    );
    for every in &parity.every {
        let other: Vec<&String> = every
            .except
            .keys()
            .filter(|path| !every.commands.contains(path))
            .collect();
        assert!(
            other.is_empty(),
            "{}: exceptions for {other:?}, which are not meant",
            every.name
        );
    }
}

#[test]
fn what_is_said_to_be_better_is_shown_by_a_test_that_exists() {
    for name in parity().row.iter().flat_map(|row| &row.shown_by) {
        let (file, test) = name.split_once("::").unwrap();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/it/{file}.rs"));
        let source = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            source.contains(&format!("fn {test}(")),
            "there is no test `{name}`"
        );
    }
}

#[test]
fn the_page_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/cli-parity.md");
    let page = page::write(&parity());
    if std::env::var_os("CHATADM_UPDATE").is_some() {
        fs::write(&path, &page).unwrap();
    }
    assert!(
        fs::read_to_string(&path).is_ok_and(|text| text == page),
        "docs/cli-parity.md is stale: CHATADM_UPDATE=1 cargo test -p chatadm-cli parity"
    );
}

#[test]
fn a_line_is_split_as_a_shell_does_it() {
    assert_eq!(words("a  'b c' '' d'e'"), ["chatadm", "a", "b c", "", "de"]);
}
