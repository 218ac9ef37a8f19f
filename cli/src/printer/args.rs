//! How to print, as it was typed.

use clap::ArgAction;

use super::Format;
use crate::moment::TimeFormat;

/// How to print, as flags tell. All of them are valid with every command.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputArgs {
    /// How to print: a table on a terminal and JSON elsewhere, unless told
    #[arg(short, long, global = true, value_name = "FORMAT")]
    pub(crate) output: Option<Format>,

    /// Print these fields only, in this order where the format has one; `a.b` is the field `b` of `a`
    #[arg(long, global = true, value_name = "A,B", value_delimiter = ',')]
    pub(crate) columns: Vec<String>,

    /// Print JSON with these fields only
    #[arg(
        long,
        global = true,
        value_name = "A,B",
        value_delimiter = ',',
        conflicts_with_all = ["output", "columns"]
    )]
    pub(crate) json: Vec<String>,

    /// Print what this jq expression makes of the document
    #[arg(long, global = true, value_name = "EXPR")]
    pub(crate) jq: Option<String>,

    /// Leave out the line with the names of the columns
    #[arg(long, global = true)]
    pub(crate) no_headers: bool,

    /// Leave the cells of CSV as they are, also those that a spreadsheet would run
    #[arg(long, global = true)]
    pub(crate) csv_raw: bool,

    /// How to print moments; machine formats keep the server's milliseconds unless told
    #[arg(long, global = true, value_name = "FORM")]
    pub(crate) time: Option<TimeFormat>,

    /// Old name of `--time local`
    #[arg(
        long,
        visible_alias = "dt",
        global = true,
        hide = true,
        conflicts_with_all = ["timestamp", "time"]
    )]
    pub(crate) datetime: bool,

    /// Old name of `--time unix-ms`
    #[arg(
        long,
        visible_alias = "ts",
        global = true,
        hide = true,
        conflicts_with = "time"
    )]
    pub(crate) timestamp: bool,

    /// Show tables that are taller than the terminal without a pager
    #[arg(long, visible_alias = "disable-pager", global = true, action = ArgAction::SetTrue)]
    pub(crate) no_pager: bool,

    /// Say nothing on standard error but errors and questions
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
}

impl OutputArgs {
    /// The form of moments, when one is told.
    pub(super) fn time(&self) -> Option<TimeFormat> {
        match () {
            () if self.datetime => Some(TimeFormat::Local),
            () if self.timestamp => Some(TimeFormat::UnixMs),
            () => self.time,
        }
    }

    /// The fields to print, when not all are meant.
    pub(super) fn fields(&self) -> &[String] {
        if self.json.is_empty() {
            &self.columns
        } else {
            &self.json
        }
    }
}
