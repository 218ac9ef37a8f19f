//! Which commands and which functions of the library use an operation.
//!
//! `methods.txt` is written by `cargo xtask cli` from the documentation of the library. `commands.txt` is
//! kept by hand; it names what a command is for, and not what it looks up on its way.

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

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::{args::Cli, commands::api::operations};

    #[test]
    fn commands_and_operations_that_are_named_exist() {
        let mut tree = Cli::command();
        tree.build();
        for line in COMMANDS.lines() {
            let (command, used) = line.split_once(": ").unwrap();
            let mut found = &tree;
            for word in command.split(' ') {
                let next = found.get_subcommands().find(|own| own.get_name() == word);
                found = next.unwrap_or_else(|| panic!("there is no command `{command}`"));
            }
            let api = if command.starts_with("synapse") {
                Api::Synapse
            } else {
                Api::Mattermost
            };
            for id in used.split(' ') {
                assert!(operations::find(Some(api), id).is_ok(), "{command}: {id}");
            }
        }
    }

    #[test]
    fn an_operation_knows_what_uses_it() {
        assert_eq!(
            commands(Api::Synapse, "suspend_user"),
            [
                "chatadm synapse user suspend",
                "chatadm synapse user unsuspend"
            ]
        );
        assert_eq!(
            methods(Api::Synapse, "deactivate_user"),
            ["synapse::User::deactivate"]
        );
        assert_eq!(commands(Api::Synapse, "nonsense"), [""; 0]);
    }
}
