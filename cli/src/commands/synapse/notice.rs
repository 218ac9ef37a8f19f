//! `chatadm synapse notice`: what the server tells its users.

use std::path::Path;

use crate::{commands::verbs, exit::Failure};

mod old;
pub(crate) mod send;
mod text;
mod transactions;

verbs! {
    /// Sends a notice to users, in a room that the server opens for that
    Send(send),
}

/// Reads a text from a file or, as `-`, from standard input.
fn read(path: &Path) -> Result<String, Failure> {
    if path.as_os_str() == "-" {
        return Ok(std::io::read_to_string(std::io::stdin())?);
    }
    std::fs::read_to_string(path)
        .map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))
}
