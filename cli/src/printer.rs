//! The only door to standard output, which carries exactly one document, and to standard error for
//! everything else.

use std::{
    cell::Cell,
    io::{self, IsTerminal as _, Write},
};

use anstyle::{AnsiColor, Style};
use jiff::Zoned;
use serde_json::Value;

use crate::{env_vars, exit::Failure, moment::TimeFormat};

mod cell;
mod format;
mod jq;
mod list;
mod plain;
mod table;

pub(crate) use format::Format;
pub(crate) use list::List;

/// How to print, as flags tell. All of them are valid with every command.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputArgs {
    /// How to print: a table on a terminal and JSON elsewhere, unless told
    #[arg(short, long, global = true, value_name = "FORMAT")]
    pub(crate) output: Option<Format>,

    /// The columns of a table, CSV or TSV, in this order
    #[arg(long, global = true, value_name = "A,B", value_delimiter = ',')]
    pub(crate) columns: Vec<String>,

    /// Print JSON with these fields only
    #[arg(
        long,
        global = true,
        value_name = "A,B",
        value_delimiter = ',',
        conflicts_with = "output"
    )]
    pub(crate) json: Vec<String>,

    /// Print what this jq expression makes of the document
    #[arg(long, global = true, value_name = "EXPR")]
    pub(crate) jq: Option<String>,

    /// Leave out the line with the names of the columns
    #[arg(long, global = true)]
    pub(crate) no_headers: bool,

    /// How to print moments; machine formats keep the server's milliseconds unless told
    #[arg(long, global = true, value_name = "FORM")]
    pub(crate) time: Option<TimeFormat>,

    /// Old name of `--time local`
    #[arg(
        long,
        visible_alias = "dt",
        global = true,
        hide = true,
        conflicts_with = "timestamp"
    )]
    pub(crate) datetime: bool,

    /// Old name of `--time unix-ms`
    #[arg(long, visible_alias = "ts", global = true, hide = true)]
    pub(crate) timestamp: bool,

    /// Say nothing on standard error but errors and questions
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
}

/// The columns that a person wants to see, and the field that names an item.
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) id: &'static str,
    pub(crate) columns: &'static [&'static str],
}

/// Prints documents in the chosen format.
#[derive(Debug)]
pub(crate) struct Printer {
    args: OutputArgs,
    format: Format,
    now: Zoned,
    is_terminal: bool,
    is_used: Cell<bool>,
    preferred_time: Cell<Option<TimeFormat>>,
}

impl Printer {
    pub(crate) fn new(args: OutputArgs, default: Option<Format>, now: Zoned) -> Self {
        let is_terminal = io::stdout().is_terminal();
        let fallback = if is_terminal {
            Format::Table
        } else {
            Format::Json
        };
        let format = if args.json.is_empty() {
            args.output.or(default).unwrap_or(fallback)
        } else {
            Format::Json
        };
        Self {
            args,
            format,
            now,
            is_terminal,
            is_used: Cell::new(false),
            preferred_time: Cell::new(None),
        }
    }

    /// Finds mistakes in the wishes for the output, before anything is sent for it.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        match &self.args.jq {
            Some(expression) => jq::check(expression),
            None => Ok(()),
        }
    }

    pub(crate) fn now(&self) -> &Zoned {
        &self.now
    }

    pub(crate) fn format(&self) -> Format {
        self.format
    }

    /// Prints moments like this, as an option of a command says.
    pub(crate) fn prefer(&self, time: TimeFormat) {
        self.preferred_time.set(Some(time));
    }

    /// Whether somebody looks at the output while it is written.
    pub(crate) fn is_terminal(&self) -> bool {
        self.is_terminal
    }

    /// Starts the document of a list; nothing is written before its first item or its end.
    pub(crate) fn list(&self, shape: &'static Shape) -> List<'_> {
        self.takes_the_output();
        List::new(self, shape)
    }

    /// Prints one thing.
    pub(crate) fn record(&self, shape: &'static Shape, mut value: Value) -> Result<(), Failure> {
        self.takes_the_output();
        if let Some(expression) = &self.args.jq {
            return write(&jq::run(expression, &value)?);
        }
        self.narrow(&mut value);
        self.tell_times(&mut value);
        let text = match self.format {
            Format::Table => table::record(&value, &self.args.columns, self.width()),
            Format::Csv | Format::Tsv | Format::Ids => {
                let mut list = List::new(self, shape);
                list.push(value)?;
                return list.finish();
            }
            Format::Json => plain::json(&value, 2)?,
            Format::Pprint => plain::json(&value, 4)?,
            Format::Jsonl | Format::Minified | Format::Raw => format!("{value}\n"),
            Format::Yaml => plain::yaml(&value)?,
        };
        write(&text)
    }

    /// Prints text that is a document by itself, such as a script for completions.
    pub(crate) fn text(&self, text: &[u8]) -> Result<(), Failure> {
        self.takes_the_output();
        let mut output = io::stdout().lock();
        output.write_all(text)?;
        output.flush()?;
        Ok(())
    }

    /// Says something to a person, on standard error.
    pub(crate) fn note(&self, text: &str) {
        if !self.args.quiet {
            say(&cell::safe(text));
        }
    }

    /// Tells why the run failed, on standard error.
    pub(crate) fn failure(&self, failure: &Failure) {
        if matches!(failure, Failure::BrokenPipe | Failure::Command(_)) {
            return;
        }
        if self.format.is_json() {
            say(&failure.document().to_string());
        } else {
            explain(failure);
        }
    }

    /// The width that a table has to fit; none where nobody looks.
    fn width(&self) -> Option<u16> {
        if !self.is_terminal {
            return None;
        }
        let told = env_vars::COLUMNS
            .text()
            .and_then(|columns| columns.parse().ok());
        told.or_else(|| terminal_size::terminal_size().map(|(width, _)| width.0))
    }

    /// A line for the head of a table.
    fn heading(&self, line: &str) -> String {
        let is_plain = !self.is_terminal || env_vars::NO_COLOR.read().is_some();
        if is_plain && env_vars::CLICOLOR_FORCE.read().is_none() {
            return line.to_owned();
        }
        let bold = Style::new().bold();
        format!("{bold}{line}{bold:#}")
    }

    fn narrow(&self, value: &mut Value) {
        if let (false, Some(fields)) = (self.args.json.is_empty(), value.as_object_mut()) {
            fields.retain(|name, _| self.args.json.contains(name));
        }
    }

    /// Writes moments as text, where that is wanted.
    fn tell_times(&self, value: &mut Value) {
        let told = self.preferred_time.get().or(self.args.time).or(match () {
            () if self.args.datetime => Some(TimeFormat::Local),
            () if self.args.timestamp => Some(TimeFormat::UnixMs),
            () if self.format == Format::Table => Some(TimeFormat::Local),
            () => None,
        });
        if let Some(format) = told {
            cell::tell_times(value, format, &self.now);
        }
    }

    /// One document for each run, or scripts cannot read it.
    fn takes_the_output(&self) {
        debug_assert!(
            !self.is_used.replace(true),
            "a second document on standard output"
        );
    }
}

fn write(text: &str) -> Result<(), Failure> {
    let mut output = io::stdout().lock();
    output.write_all(text.as_bytes())?;
    output.flush()?;
    Ok(())
}

/// Tells of a failure in words, with what to try.
pub(crate) fn explain(failure: &Failure) {
    let error = AnsiColor::Red.on_default().bold();
    let hint = AnsiColor::Cyan.on_default().bold();
    let text = cell::safe(&failure.to_string());
    say(&format!("{error}error:{error:#} {text}"));
    if let Some(text) = failure.hint() {
        say(&format!("{hint}hint:{hint:#} {text}"));
    }
}

/// Says something to a person where no printer is at hand, such as in work of which there is a lot at once.
pub(crate) fn say_safely(text: &str) {
    say(&cell::safe(text));
}

/// Tells of arguments that cannot be understood, where there is no printer yet.
pub(crate) fn say_document(document: &Value) {
    say(&document.to_string());
}

/// A line on standard error, where nothing can be done about a failure.
fn say(text: &str) {
    let _ = writeln!(anstream::stderr(), "{text}");
}
