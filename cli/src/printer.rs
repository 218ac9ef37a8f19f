//! The only door to standard output, which carries exactly one document, and to standard error for
//! everything else.

use std::{
    cell::{Cell, RefCell},
    io::{self, IsTerminal as _, Write},
};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use jiff::Zoned;
use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

use crate::{env_vars, exit::Failure, moment::TimeFormat};

mod args;
mod cell;
mod fields;
mod format;
mod jq;
mod list;
mod pager;
mod plain;
mod table;
mod words;

pub(crate) use args::OutputArgs;
pub(crate) use cell::unmarked;
use fields::Chosen;
pub(crate) use format::Format;
pub(crate) use list::List;

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
    /// What is said when the table is there; a note above a tall one would be out of sight.
    held: RefCell<Option<Vec<String>>>,
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
            held: RefCell::new(None),
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
        if self.format == Format::Table {
            *self.held.borrow_mut() = Some(Vec::new());
        }
        List::new(self, shape)
    }

    /// Starts the document of a list whose items are to be seen as they come, in a table too, where that is
    /// possible. The ids are this wide at most.
    pub(crate) fn list_ahead(&self, shape: &'static Shape, widest: usize) -> List<'_> {
        self.takes_the_output();
        List::ahead(self, shape, widest)
    }

    /// Prints one thing.
    pub(crate) fn record(&self, shape: &'static Shape, mut value: Value) -> Result<(), Failure> {
        self.takes_the_output();
        if let Some(expression) = &self.args.jq {
            return write(&self.made(&jq::run(expression, &value)?));
        }
        let chosen = self.args.fields();
        let mut seen = Chosen::new(chosen, shape.columns);
        seen.see(&value)?;
        if let Some(failure) = seen.refused() {
            return Err(failure);
        }
        self.tell_times(&mut value);
        let text = match self.format {
            Format::Table => {
                let width = self.width();
                let lines = table::record(&value, shape.columns, &self.args.columns, width);
                return self.show(&lines);
            }
            Format::Csv | Format::Tsv | Format::Ids => {
                let mut list = List::new(self, shape);
                list.push(value)?;
                return list.finish();
            }
            _ => {
                fields::narrow(&mut value, chosen);
                self.document(&mut value)?
            }
        };
        write(&text)
    }

    /// A value by itself in one of the formats that have no columns.
    fn document(&self, value: &mut Value) -> Result<String, Failure> {
        match self.format {
            Format::Json => plain::json(value, 2),
            Format::Pprint => plain::json(value, 4),
            Format::Yaml => {
                if self.is_terminal {
                    cell::make_safe(value);
                }
                plain::yaml(value)
            }
            _ => Ok(format!("{}\n", plain::line(value))),
        }
    }

    /// Prints the lines of a table, through a pager when they are too many for the terminal.
    fn show(&self, lines: &[String]) -> Result<(), Failure> {
        let mut text = lines.join("\n");
        if !text.is_empty() {
            text.push('\n');
        }
        let height =
            terminal_size::terminal_size().map_or(usize::MAX, |(_, height)| height.0.into());
        if self.is_terminal && !self.args.no_pager && lines.len() >= height {
            let pager = pager::chosen();
            if let Some(program) = pager
                && pager::show(&program, &text)?
            {
                return Ok(());
            }
        }
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

    /// What `--jq` made, without what a terminal would obey.
    fn made(&self, text: &str) -> String {
        if self.is_terminal {
            cell::shown(text)
        } else {
            cell::tame(text)
        }
    }

    /// Says something to a person, on standard error.
    pub(crate) fn note(&self, text: &str) {
        if self.args.quiet {
            return;
        }
        match &mut *self.held.borrow_mut() {
            Some(held) => held.push(text.to_owned()),
            None => say_safely(text),
        }
    }

    /// Says something that cannot wait until a table is there.
    pub(crate) fn urge(&self, text: &str) {
        if !self.args.quiet {
            say_safely(text);
        }
    }

    /// Says what was held back until the table is there.
    fn release(&self) {
        for text in self.held.take().into_iter().flatten() {
            say_safely(&text);
        }
    }

    /// Tells why the run failed, on standard error.
    pub(crate) fn failure(&self, failure: &Failure) {
        self.release();
        tell(failure, self.format);
    }

    /// The width that a table has to fit; none where nobody looks.
    fn width(&self) -> Option<usize> {
        if !self.is_terminal {
            return None;
        }
        let told = env_vars::COLUMNS
            .text()
            .and_then(|columns| columns.parse().ok());
        told.or_else(|| terminal_size::terminal_size().map(|(width, _)| width.0.into()))
    }

    /// A line for the head of a table.
    fn heading(line: &str) -> String {
        if AutoStream::choice(&io::stdout()) == ColorChoice::Never {
            return line.to_owned();
        }
        let bold = Style::new().bold();
        format!("{bold}{line}{bold:#}")
    }

    /// Writes moments as text, where that is wanted.
    fn tell_times(&self, value: &mut Value) {
        let usual = (self.format == Format::Table).then_some(TimeFormat::Local);
        let told = self.preferred_time.get().or(self.args.time()).or(usual);
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

/// Prints what stands between documents, in a run that shows what other runs print.
pub(crate) fn between(text: &str) -> Result<(), Failure> {
    write(text)
}

fn write(text: &str) -> Result<(), Failure> {
    let mut output = io::stdout().lock();
    output.write_all(text.as_bytes())?;
    output.flush()?;
    Ok(())
}

/// A field of an item, where a dot leads into it.
pub(crate) fn field<'a>(item: &'a Value, path: &str) -> &'a Value {
    fields::find(item, path)
}

/// How many columns of a terminal a text takes.
pub(crate) fn width(text: &str) -> usize {
    cell::safe(text).width()
}

/// Tells why a run failed, on standard error, where no printer is at hand.
pub(crate) fn tell(failure: &Failure, format: Format) {
    // A command that was run has said itself what was wrong.
    if matches!(failure, Failure::BrokenPipe | Failure::Command(_)) {
        return;
    }
    if format.is_json() {
        say(&plain::line(&failure.document()));
    } else {
        explain(failure);
    }
}

/// Tells of a failure in words, with what to try.
pub(crate) fn explain(failure: &Failure) {
    let error = AnsiColor::Red.on_default().bold();
    // Bold can be read on light and dark; most colors cannot.
    let hint = Style::new().bold();
    let mut text = failure.to_string();
    if matches!(failure, Failure::Api(_)) {
        // A second line could pass for one of ours.
        text = text.replace('\n', " ");
    }
    say_after("error:", error, &text);
    if let Some(text) = failure.hint() {
        say_after("hint:", hint, &text);
    }
}

/// Says something to a person where no printer is at hand, such as in work of which there is a lot at once.
pub(crate) fn say_safely(text: &str) {
    say(&fitted(text));
}

/// Text for standard error, harmless and with its lines cut between words where a terminal would cut them
/// within.
pub(crate) fn fitted(text: &str) -> String {
    let text = cell::safe(text);
    let is_terminal = io::stderr().is_terminal();
    let Some((width, _)) = terminal_size::terminal_size().filter(|_| is_terminal) else {
        return text;
    };
    let lines = text.split('\n').flat_map(|line| {
        // What is indented is a list, and has no words.
        if line.starts_with(' ') {
            vec![line.to_owned()]
        } else {
            words::wrap(line, width.0.into())
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A sentence after a word that says what it is.
fn say_after(word: &str, style: Style, text: &str) {
    let text = fitted(&format!("{word} {text}"));
    let text = text.strip_prefix(word).unwrap_or_default();
    say(&format!("{style}{word}{style:#}{text}"));
}

/// Prints help on standard output, or what is wrong with the arguments on standard error.
pub(crate) fn say_as_it_is(text: &clap::Error) {
    // Nothing can be done about an output that is gone.
    let _ = text.print();
}

/// Tells of arguments that cannot be understood, where there is no printer yet.
pub(crate) fn say_document(document: &Value) {
    say(&plain::line(document));
}

/// Ends the line of a question that was not answered.
pub(crate) fn end_line() {
    if io::stderr().is_terminal() {
        say("");
    }
}

/// A line on standard error, where nothing can be done about a failure.
fn say(text: &str) {
    let _ = writeln!(anstream::stderr(), "{text}");
}
