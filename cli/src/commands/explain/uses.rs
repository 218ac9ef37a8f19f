//! Which commands and which functions of the library use an operation.
//!
//! `methods.txt` is written by `cargo xtask cli` from the documentation of the library. `commands.txt` is
//! kept by hand, and tests hold it against the tree of commands and their sources.

use crate::config::Api;

const COMMANDS: &str = include_str!("commands.txt");
const METHODS: &str = include_str!("methods.txt");

/// The commands, as they are typed.
pub(super) fn commands(api: Api, operation: &str) -> Vec<String> {
    let found = COMMANDS.lines().filter_map(|line| {
        let (command, operations) = line.split_once(": ")?;
        let is_of_api = command.starts_with(&format!("{api} "));
        let uses = operations.split(' ').any(|used| used == operation);
        (is_of_api && uses).then(|| format!("chatadm {command}"))
    });
    found.collect()
}

/// The functions of the library, with their types.
pub(super) fn methods(api: Api, operation: &str) -> Vec<String> {
    let start = format!("{api} {operation}: ");
    let found = METHODS.lines().find_map(|line| line.strip_prefix(&start));
    let methods = found.unwrap_or_default().split_whitespace();
    methods.map(str::to_owned).collect()
}
