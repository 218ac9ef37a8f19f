//! Columns that fit the terminal.

use comfy_table::{ContentArrangement, Table, presets};
use serde_json::Value;

use super::cell;

/// Rows under names, as lines; the first line holds the names when there are some.
pub(super) fn rows(
    names: Option<&[String]>,
    rows: &[Vec<String>],
    width: Option<u16>,
) -> Vec<String> {
    let mut table = empty(width);
    if let Some(names) = names {
        table.set_header(names.iter().map(|name| name.to_uppercase()));
    }
    for row in rows {
        table.add_row(row);
    }
    table
        .lines()
        .map(|line| line.trim_end().to_owned())
        .collect()
}

/// One thing: a line for each field.
pub(super) fn record(value: &Value, columns: &[String], width: Option<u16>) -> String {
    let Some(fields) = value.as_object() else {
        return format!("{}\n", cell::safe(&cell::text(value)));
    };
    let mut table = empty(width);
    let names: Vec<&String> = if columns.is_empty() {
        fields.keys().collect()
    } else {
        columns.iter().collect()
    };
    for name in names {
        table.add_row([cell::safe(name), cell::told(name, cell::field(value, name))]);
    }
    let lines: Vec<String> = table
        .lines()
        .map(|line| line.trim_end().to_owned())
        .collect();
    format!("{}\n", lines.join("\n"))
}

fn empty(width: Option<u16>) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    match width {
        Some(width) => {
            table.set_content_arrangement(ContentArrangement::Dynamic);
            table.set_width(width);
        }
        None => {
            table.set_content_arrangement(ContentArrangement::Disabled);
        }
    }
    table
}
