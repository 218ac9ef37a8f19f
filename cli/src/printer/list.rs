//! A list as one document, written as its items come where the format allows.

use std::io::{self, Write as _};

use serde_json::Value;

use super::{
    Format, Printer, Shape, cell,
    fields::{self, Chosen},
    jq, plain,
    table::Layout,
    write,
};
use crate::exit::Failure;

/// A list on its way to standard output.
#[derive(Debug)]
#[must_use = "a list is complete only when it is finished"]
pub(crate) struct List<'a> {
    printer: &'a Printer,
    shape: &'static Shape,
    columns: Vec<String>,
    chosen: Chosen,
    count: usize,
    /// Items for `--jq`, which is run on the whole list.
    kept: Vec<Value>,
    /// Rows of a table, whose columns are as wide as the widest cell.
    rows: Vec<Vec<String>>,
    /// How wide the columns are, where that is known before the rows.
    ahead: Option<Layout>,
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
            chosen: Chosen::new(printer.args.fields(), shape.columns),
            count: 0,
            kept: Vec::new(),
            rows: Vec::new(),
            ahead: None,
        }
    }

    pub(super) fn ahead(printer: &'a Printer, shape: &'static Shape, widest: usize) -> Self {
        let mut list = Self::new(printer, shape);
        if printer.format == Format::Table {
            list.ahead = Layout::ahead(&list.columns, shape.id, widest, printer.width());
        }
        list
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
        self.chosen.see(&item)?;
        self.count += 1;
        if self.printer.args.jq.is_some() {
            self.kept.push(item);
            return Ok(());
        }
        self.printer.tell_times(&mut item);
        let text = match self.printer.format {
            Format::Table => {
                let row = self.row(&item);
                if self.ahead.is_none() {
                    self.rows.push(row);
                    return Ok(());
                }
                self.lines(is_first, &row)
            }
            Format::Csv | Format::Tsv => {
                let heads = if is_first {
                    self.heads()?
                } else {
                    String::new()
                };
                heads + &self.delimited(&self.cells(&item))?
            }
            Format::Ids => {
                let id = self.tame(&cell::text(fields::find(&item, self.shape.id)));
                format!("{}\n", id.replace('\n', "\\n"))
            }
            format => {
                fields::narrow(&mut item, self.printer.args.fields());
                self.element(format, is_first, &mut item)?
            }
        };
        Ok(io::stdout().lock().write_all(text.as_bytes())?)
    }

    /// An item as a part of the document.
    fn element(&self, format: Format, is_first: bool, item: &mut Value) -> Result<String, Failure> {
        let text = self.printer.document(item)?;
        let indent = match format {
            Format::Jsonl => return Ok(text),
            Format::Yaml => return Ok(format!("{}\n", plain::indented(&text, "- ", "  "))),
            Format::Json => 2,
            Format::Pprint => 4,
            _ => {
                return Ok(format!(
                    "{}{}",
                    if is_first { "[" } else { "," },
                    text.trim_end()
                ));
            }
        };
        let margin = " ".repeat(indent);
        let opening = if is_first { "[\n" } else { ",\n" };
        Ok(format!(
            "{opening}{}",
            plain::indented(&text, &margin, &margin)
        ))
    }

    /// Makes sure that what was written can be read, when more may take a while.
    pub(crate) fn flush(&self) -> Result<(), Failure> {
        if self.count > self.kept.len() + self.rows.len() {
            io::stdout().lock().flush()?;
        }
        Ok(())
    }

    /// Ends the document.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        let printer = self.printer;
        let ended = self.end();
        printer.release();
        ended
    }

    fn end(self) -> Result<(), Failure> {
        if let Some(expression) = &self.printer.args.jq {
            let kept = Value::Array(self.kept);
            return write(&self.printer.made(&jq::run(expression, &kept)?));
        }
        let is_empty = self.count == 0;
        let text = match self.printer.format {
            Format::Table if self.ahead.is_none() => return self.table(),
            Format::Csv | Format::Tsv if is_empty => self.heads()?,
            Format::Yaml if is_empty => "[]\n".to_owned(),
            Format::Table
            | Format::Csv
            | Format::Tsv
            | Format::Ids
            | Format::Jsonl
            | Format::Yaml => String::new(),
            _ if is_empty => "[]\n".to_owned(),
            Format::Minified | Format::Raw => "]\n".to_owned(),
            Format::Json | Format::Pprint => "\n]\n".to_owned(),
        };
        write(&text)?;
        if let Some(remark) = self.chosen.remark() {
            self.printer.note(&remark);
        }
        Ok(())
    }

    fn table(&self) -> Result<(), Failure> {
        if let Some(failure) = self.chosen.refused() {
            return Err(failure);
        }
        let are_told = !self.printer.args.columns.is_empty();
        let width = self.printer.width();
        let layout = Layout::new(&self.columns, &self.rows, self.shape.id, width, are_told);
        let mut lines = Vec::new();
        if !self.printer.args.no_headers {
            lines.push(Printer::heading(&layout.head()));
        }
        lines.extend(self.rows.iter().flat_map(|row| layout.row(row)));
        self.printer.show(&lines)?;
        if !layout.left_out.is_empty() {
            self.printer.note(&format!(
                "no room for {}; choose with `--columns`",
                layout.left_out.join(", ")
            ));
        }
        Ok(())
    }

    /// A row of a table whose layout is known, with the head above the first.
    fn lines(&self, is_first: bool, row: &[String]) -> String {
        let Some(layout) = &self.ahead else {
            return String::new();
        };
        let mut lines = layout.row(row);
        if is_first && !self.printer.args.no_headers {
            lines.insert(0, Printer::heading(&layout.head()));
        }
        lines.push(String::new());
        lines.join("\n")
    }

    fn row(&self, item: &Value) -> Vec<String> {
        let columns = self.columns.iter();
        columns
            .map(|column| cell::told(column, fields::find(item, column)))
            .collect()
    }

    fn cells(&self, item: &Value) -> Vec<String> {
        let columns = self.columns.iter();
        columns
            .map(|column| self.tame(&cell::text(fields::find(item, column))))
            .collect()
    }

    /// Text without what does harm to whoever reads it.
    fn tame(&self, text: &str) -> String {
        match () {
            () if self.printer.is_terminal => cell::safe(text),
            () if self.printer.args.csv_raw => text.to_owned(),
            () => cell::tame(text),
        }
    }

    fn heads(&self) -> Result<String, Failure> {
        if self.printer.args.no_headers {
            return Ok(String::new());
        }
        // Where nobody chose the columns, they have the names that a server sent.
        let names: Vec<String> = self.columns.iter().map(|name| self.tame(name)).collect();
        self.delimited(&names)
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
        let is_raw = self.printer.args.csv_raw;
        let cells = cells.iter().cloned();
        let cells = cells.map(|cell| {
            if is_raw {
                cell
            } else {
                cell::unformulated(cell)
            }
        });
        writer
            .write_record(cells)
            .map_err(|error| broken(error.to_string()))?;
        let bytes = writer
            .into_inner()
            .map_err(|error| broken(error.to_string()))?;
        String::from_utf8(bytes).map_err(|error| broken(error.to_string()))
    }
}
