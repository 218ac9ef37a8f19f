//! A program that shows what is taller than the terminal.

use std::{
    io::{self, Write as _},
    process::{Command, Stdio},
};

use crate::{commands, env_vars};

/// What is used unless told: it ends by itself when everything fits, and keeps colors and the screen.
const USUAL: &str = "less -FRX";

/// The program that the environment chooses; nothing when there is to be none.
pub(super) fn chosen() -> Option<Vec<String>> {
    let told = env_vars::CHATADM_PAGER
        .raw()
        .or_else(|| env_vars::PAGER.raw());
    let line = told.map_or_else(
        || USUAL.to_owned(),
        |told| told.to_string_lossy().into_owned(),
    );
    let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
    let is_one = words.first().is_some_and(|program| program != "cat");
    is_one.then_some(words)
}

/// Shows a text; false when the program cannot be started.
pub(super) fn show(program: &[String], text: &str) -> io::Result<bool> {
    let [name, arguments @ ..] = program else {
        return Ok(false);
    };
    // ^C is the pager's while it runs.
    let _listening = commands::listening();
    let Ok(mut child) = Command::new(name)
        .args(arguments)
        .stdin(Stdio::piped())
        .spawn()
    else {
        return Ok(false);
    };
    if let Some(mut input) = child.stdin.take() {
        match input.write_all(text.as_bytes()) {
            // Somebody has seen enough.
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => return Err(error),
            _ => {}
        }
    }
    child.wait()?;
    Ok(true)
}
