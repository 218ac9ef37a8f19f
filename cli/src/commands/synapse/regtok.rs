//! `chatadm synapse regtok`: tokens that let people register.

use std::str::FromStr as _;

use chatadm::{Patch, Timestamp};

use crate::{
    commands::verbs,
    context::Context,
    exit::Failure,
    moment::{self, TimeFormat, When},
    printer::Shape,
    selection::FileArgs,
};

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

/// The tokens that a command is for.
#[derive(Debug, Clone, clap::Args)]
struct TokenArgs {
    /// The tokens
    #[arg(required_unless_present = "from_file", value_name = "TOKEN", value_parser = token)]
    tokens: Vec<String>,

    #[command(flatten)]
    file: FileArgs,
}

impl TokenArgs {
    fn read(self) -> Result<Vec<String>, Failure> {
        let mut tokens = self.tokens;
        for text in self.file.read(&["token", "id"])? {
            tokens.push(token(&text).map_err(|why| Failure::Usage(format!("`{text}`: {why}")))?);
        }
        Ok(tokens)
    }
}

/// Short options of old scripts.
#[derive(Debug, Clone, Copy, clap::Args)]
struct OldTimeArgs {
    /// Old short form of `--time local`
    #[arg(short, hide = true, conflicts_with = "t")]
    d: bool,

    /// Old short form of `--time unix-ms`
    #[arg(short, hide = true)]
    t: bool,
}

impl OldTimeArgs {
    fn apply(self, context: &Context) {
        if self.d {
            context.printer.prefer(TimeFormat::Local);
        } else if self.t {
            context.printer.prefer(TimeFormat::UnixMs);
        }
    }
}

/// How many registrations a token is good for.
fn uses(text: &str) -> Result<Patch<i64>, String> {
    match text.parse::<i64>() {
        Ok(-1) => Ok(Patch::Clear),
        Ok(number) if number >= 0 => Ok(Patch::Set(number)),
        _ if text == "unlimited" => Ok(Patch::Clear),
        _ => Err("write a number of uses, or `unlimited`".to_owned()),
    }
}

/// When a token stops working.
fn end(text: &str) -> Result<Patch<When>, String> {
    if text == "never" {
        return Ok(Patch::Clear);
    }
    When::from_str(text).map(Patch::Set)
}

/// The same as old scripts have it: in milliseconds, and -1 for never.
fn end_ms(text: &str) -> Result<Patch<When>, String> {
    if text == "-1" {
        return Ok(Patch::Clear);
    }
    moment::milliseconds(text).map(|moment| Patch::Set(When::At(moment)))
}

/// The moment that is meant; a distance reaches into the future.
fn moment(end: Patch<When>, context: &Context) -> Result<Patch<Timestamp>, Failure> {
    Ok(match end {
        Patch::Keep => Patch::Keep,
        Patch::Clear => Patch::Clear,
        Patch::Set(when) => {
            let moment = when.future(context.printer.now());
            Patch::Set(moment.map_err(Failure::Usage)?)
        }
    })
}

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
    /// Makes tokens
    New(new),
    /// Changes the limits of tokens
    Update(update),
    /// Deletes tokens
    Delete(delete),
    /// Makes tokens useless without deleting them
    Disable(disable),
}
