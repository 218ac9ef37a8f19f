//! The live tests of the Mattermost client, on a server that somebody else runs.
//!
//! No registry that this project installs from has a Mattermost server, so none is brought up.

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::Result;

use super::suite::{self, Suite};

/// How many tests have to pass at least, unless told: all of them.
const MINIMUM: u16 = 73;

/// What the suite cannot do without; it reads them itself.
const REQUIRED: [&str; 3] = ["MATTERMOST_URL", "MATTERMOST_LOGIN", "MATTERMOST_PASSWORD"];

/// The exit status where the environment names no server.
const NOT_SET_UP: u8 = 2;

/// Runs the suite; the exit status is its own, or tells that it was not run.
pub(super) fn test(minimum: Option<u16>, args: &[OsString]) -> Result<ExitCode> {
    let missing = missing(std::env::var_os);
    if !missing.is_empty() {
        eprintln!("live: set {} to test a Mattermost server", list(&missing));
        return Ok(ExitCode::from(NOT_SET_UP));
    }
    let suite = Suite {
        packages: &["chatadm"],
        program: "live_mattermost",
        parallel: false,
        variables: Vec::new(),
    };
    suite::run(&[suite], minimum.unwrap_or(MINIMUM).into(), args)
}

/// The variables that have no value.
fn missing(value: impl Fn(&'static str) -> Option<OsString>) -> Vec<&'static str> {
    let empty = |name: &&'static str| value(name).is_none_or(|value| value.is_empty());
    REQUIRED.into_iter().filter(empty).collect()
}

/// The names as a sentence has them.
fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [name] => (*name).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_value_is_named() {
        assert_eq!(missing(|_| None), REQUIRED);
        assert_eq!(missing(|_| Some("x".into())), [""; 0]);
        let empty = |name| (name != "MATTERMOST_URL").then(OsString::new);
        assert_eq!(missing(empty), REQUIRED);
        let but_one = |name| (name != "MATTERMOST_LOGIN").then(|| "x".into());
        assert_eq!(missing(but_one), ["MATTERMOST_LOGIN"]);
    }

    #[test]
    fn names_are_listed_as_in_a_sentence() {
        assert_eq!(list(&["A"]), "A");
        assert_eq!(list(&["A", "B"]), "A and B");
        assert_eq!(list(&["A", "B", "C"]), "A, B and C");
    }
}
