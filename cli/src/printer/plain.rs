//! JSON and YAML.

use serde::Serialize as _;
use serde_json::{Value, ser::PrettyFormatter};

use super::cell;
use crate::exit::Failure;

/// An indented document that ends its line.
pub(super) fn json(value: &Value, indent: usize) -> Result<String, Failure> {
    let indent = " ".repeat(indent);
    let mut text = Vec::new();
    let formatter = PrettyFormatter::with_indent(indent.as_bytes());
    value.serialize(&mut serde_json::Serializer::with_formatter(
        &mut text, formatter,
    ))?;
    text.push(b'\n');
    let text = String::from_utf8(text).map_err(|error| Failure::Io(error.to_string()))?;
    Ok(cell::tame_json(text))
}

/// A document on one line, without its end.
pub(super) fn line(value: &Value) -> String {
    cell::tame_json(value.to_string())
}

pub(super) fn yaml(value: &Value) -> Result<String, Failure> {
    serde_yaml_ng::to_string(value).map_err(|error| Failure::Io(error.to_string()))
}

/// Moves every line to the right, as an item of a list.
pub(super) fn indented(text: &str, first: &str, rest: &str) -> String {
    let lines = text.trim_end().lines().enumerate();
    let moved = lines.map(|(number, line)| {
        let margin = if number == 0 { first } else { rest };
        format!("{margin}{line}")
    });
    moved.collect::<Vec<_>>().join("\n")
}
