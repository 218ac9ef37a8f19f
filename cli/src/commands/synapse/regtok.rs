//! `chatadm synapse regtok`: tokens that let people register.

use crate::{commands::verbs, printer::Shape};

pub(crate) mod delete;
pub(crate) mod details;
pub(crate) mod disable;
pub(crate) mod list;
pub(crate) mod new;
pub(crate) mod update;

/// The columns of a list of tokens.
const TOKENS: Shape = Shape {
    id: "token",
    columns: &[
        "token",
        "uses_allowed",
        "pending",
        "completed",
        "expiry_time",
    ],
};

/// Reads the text of a token.
fn token(text: &str) -> Result<String, String> {
    let is_legal = |byte: u8| byte.is_ascii_alphanumeric() || b"._~-".contains(&byte);
    if (1..=64).contains(&text.len()) && text.bytes().all(is_legal) {
        return Ok(text.to_owned());
    }
    Err("a token has 1 to 64 letters, digits, `.`, `_`, `~` and `-`".to_owned())
}

verbs! {
    /// Lists tokens
    List(list),
    /// Shows tokens: their limits, and how far they are used up
    #[command(visible_alias = "show")]
    Details(details),
    /// Makes a token
    New(new),
    /// Changes the limits of tokens
    Update(update),
    /// Deletes tokens
    Delete(delete),
    /// Makes tokens useless without deleting them
    Disable(disable),
}
