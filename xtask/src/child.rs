//! Commands that the tasks start.

use std::{env, ffi::OsStr, process::Command};

/// A command without the variables that `cargo run` sets for this program.
///
/// Build scripts ask cargo to run again when some of them change (ring's does), so a build started
/// from here and one started by hand would undo each other's work.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in env::vars_os() {
        let is_of_cargo_run = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
        });
        if is_of_cargo_run {
            command.env_remove(name);
        }
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_of_cargo_run_are_not_passed_on() {
        // Cargo sets them for tests too, which is what makes this one meaningful.
        assert!(env::var_os("CARGO_MANIFEST_DIR").is_some());
        let command = command("cargo");
        let removed = command.get_envs().filter(|(_, value)| value.is_none());
        let removed: Vec<_> = removed.map(|(name, _)| name).collect();
        assert!(
            removed.contains(&OsStr::new("CARGO_MANIFEST_DIR")),
            "{removed:?}"
        );
    }
}
