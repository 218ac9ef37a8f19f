//! Arguments that cannot be understood, told in the form that the rest of the output has.

use std::{ffi::OsString, process::ExitCode};

use clap::{ValueEnum as _, error::ErrorKind};
use serde_json::json;

use crate::printer::{self, Format};

/// The flags that make the output JSON by themselves.
const JSON: [&str; 2] = ["--json", "--format=json"];

/// Tells what is wrong with the arguments, or the help that was asked for.
pub(crate) fn report(error: &clap::Error, args: &[OsString]) -> ExitCode {
    let is_asked_for = matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    );
    if is_asked_for || !wants_json(args) {
        printer::say_as_it_is(error);
    } else {
        printer::say_document(&document(error));
    }
    let code = u8::try_from(error.exit_code()).unwrap_or(2);
    ExitCode::from(code)
}

/// The error as every other one.
fn document(error: &clap::Error) -> serde_json::Value {
    let text = error.render().to_string();
    let paragraph = |start: &str| {
        let line = text
            .lines()
            .find_map(|line| line.trim().strip_prefix(start));
        line.map(|line| line.trim().to_owned())
    };
    let message = text.lines().take_while(|line| !line.trim().is_empty());
    let message: Vec<&str> = message.map(str::trim).collect();
    let message = message.join(" ");
    let message = message.strip_prefix("error: ").unwrap_or(&message);
    json!({"error": {
        "message": message,
        "exit_code": error.exit_code(),
        "operation": null,
        "status": null,
        "code": null,
        "request_id": null,
        "hint": paragraph("tip:").or_else(|| paragraph("Usage:").map(|usage| format!("usage: {usage}"))),
    }})
}

/// Whether the arguments ask for JSON outright. They could not be understood, so they are only looked at.
fn wants_json(args: &[OsString]) -> bool {
    let args: Vec<_> = args.iter().map(|arg| arg.to_string_lossy()).collect();
    let is_json = |format: &str| Format::from_str(format, true).is_ok_and(Format::is_json);
    let pairs = args.windows(2).any(|pair| match &*pair[0] {
        "-o" | "--output" | "--format" => is_json(&pair[1]),
        _ => false,
    });
    let single = args.iter().any(|arg| {
        let glued = arg
            .strip_prefix("--output=")
            .or_else(|| arg.strip_prefix("-o"));
        JSON.contains(&&**arg) || arg.starts_with("--json=") || glued.is_some_and(is_json)
    });
    pairs || single
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_wanted_only_when_it_is_asked_for() {
        let wants = |args: &[&str]| {
            let args: Vec<OsString> = args.iter().map(OsString::from).collect();
            wants_json(&args)
        };
        for args in [
            &["-o", "json"][..],
            &["-ojson"],
            &["--output=jsonl"],
            &["--output", "m"],
            &["--json", "name"],
            &["--format", "json"],
        ] {
            assert!(wants(args), "{args:?}");
        }
        for args in [&["-o", "table"][..], &["-o"], &["json"], &["--output=yaml"]] {
            assert!(!wants(args), "{args:?}");
        }
    }
}
