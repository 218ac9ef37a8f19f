//! A list as one document, written as its items come where the format allows.

use std::io::{self, Write as _};

use serde_json::Value;

use super::{Format, Printer, Shape, cell, jq, plain, table, write};
use crate::exit::Failure;

/// A list on its way to standard output.
#[derive(Debug)]
#[must_use = "a list is complete only when it is finished"]
pub(crate) struct List<'a> {
    printer: &'a Printer,
    shape: &'static Shape,
    columns: Vec<String>,
    /// Items that cannot be written before the last is known.
    kept: Vec<Value>,
    count: usize,
}

impl<'a> List<'a> {
    pub(super) fn new(printer: &'a Printer, shape: &'static Shape) -> Self {
        let told = &printer.args.columns;
        let columns = if told.is_empty() {
            shape.columns.iter().map(|&name| name.to_owned()).collect()
        } else {
            told.clone()
        };
        Self {
            printer,
            shape,
            columns,
            kept: Vec::new(),
            count: 0,
        }
    }

    /// How many items there were.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Adds an item.
    pub(crate) fn push(&mut self, mut item: Value) -> Result<(), Failure> {
        let is_first = self.count == 0;
        if let (true, true, Some(fields)) = (is_first, self.columns.is_empty(), item.as_object()) {
            // Nobody knows better what matters.
            self.columns = fields.keys().cloned().collect();
        }
        self.count += 1;
        if self.printer.args.jq.is_some() {
            self.kept.push(item);
            return Ok(());
        }
        self.printer.tell_times(&mut item);
        if self.printer.format == Format::Table {
            self.kept.push(item);
            return Ok(());
        }
        let text = match self.printer.format {
            Format::Table => return Ok(()),
            Format::Csv | Format::Tsv => {
                let mut text = if is_first {
                    self.heads()?
                } else {
                    String::new()
                };
                text.push_str(&self.delimited(&self.cells(&item))?);
                text
            }
            Format::Ids => format!("{}\n", cell::text(cell::field(&item, self.shape.id))),
            Format::Jsonl => {
                self.printer.narrow(&mut item);
                format!("{item}\n")
            }
            Format::Yaml => {
                let text = plain::yaml(&item)?;
                format!("{}\n", plain::indented(&text, "- ", "  "))
            }
            Format::Minified | Format::Raw => {
                format!("{}{item}", if is_first { "[" } else { "," })
            }
            Format::Json | Format::Pprint => {
                self.printer.narrow(&mut item);
                let indent = if self.printer.format == Format::Json {
                    2
                } else {
                    4
                };
                let margin = " ".repeat(indent);
                let text = plain::json(&item, indent)?;
                let opening = if is_first { "[\n" } else { ",\n" };
                format!("{opening}{}", plain::indented(&text, &margin, &margin))
            }
        };
        Ok(io::stdout().lock().write_all(text.as_bytes())?)
    }

    /// Makes sure that what was written can be read, when more may take a while.
    pub(crate) fn flush(&self) -> Result<(), Failure> {
        if self.count > self.kept.len() {
            io::stdout().lock().flush()?;
        }
        Ok(())
    }

    /// Ends the document.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        if let Some(expression) = &self.printer.args.jq {
            return write(&jq::run(expression, &Value::Array(self.kept))?);
        }
        let is_empty = self.count == 0;
        let text = match self.printer.format {
            Format::Table => self.table(),
            Format::Csv | Format::Tsv if is_empty => self.heads()?,
            Format::Yaml if is_empty => "[]\n".to_owned(),
            Format::Csv | Format::Tsv | Format::Ids | Format::Jsonl | Format::Yaml => String::new(),
            _ if is_empty => "[]\n".to_owned(),
            Format::Minified | Format::Raw => "]\n".to_owned(),
            Format::Json | Format::Pprint => "\n]\n".to_owned(),
        };
        write(&text)
    }

    fn table(&self) -> String {
        let show = |item: &Value| -> Vec<String> {
            let columns = self.columns.iter();
            columns
                .map(|column| cell::told(column, cell::field(item, column)))
                .collect()
        };
        let rows: Vec<Vec<String>> = self.kept.iter().map(show).collect();
        let names = (!self.printer.args.no_headers).then_some(self.columns.as_slice());
        let mut lines = table::rows(names, &rows, self.printer.width());
        if let (Some(_), Some(line)) = (names, lines.first_mut()) {
            *line = self.printer.heading(line);
        }
        let mut text = lines.join("\n");
        if !text.is_empty() {
            text.push('\n');
        }
        text
    }

    fn cells(&self, item: &Value) -> Vec<String> {
        let columns = self.columns.iter();
        columns
            .map(|column| cell::text(cell::field(item, column)))
            .collect()
    }

    fn heads(&self) -> Result<String, Failure> {
        if self.printer.args.no_headers {
            return Ok(String::new());
        }
        self.delimited(&self.columns)
    }

    fn delimited(&self, cells: &[String]) -> Result<String, Failure> {
        if self.printer.format == Format::Tsv {
            let cells = cells
                .iter()
                .map(|cell| cell.replace(['\t', '\n', '\r'], " "));
            return Ok(format!("{}\n", cells.collect::<Vec<_>>().join("\t")));
        }
        let mut writer = csv::Writer::from_writer(Vec::new());
        let broken = |error: String| Failure::Io(error);
        let cells = cells.iter().cloned().map(cell::unformulated);
        writer
            .write_record(cells)
            .map_err(|error| broken(error.to_string()))?;
        let bytes = writer
            .into_inner()
            .map_err(|error| broken(error.to_string()))?;
        String::from_utf8(bytes).map_err(|error| broken(error.to_string()))
    }
}
