//! `chatadm man`: the manual pages.

use std::path::PathBuf;

use clap::CommandFactory as _;
use clap_mangen::Man;

use crate::{args::Cli, context::Context, exit::Failure};

/// Writes the manual page of a command, or all pages into a directory.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm man synapse user list | man -l -
  chatadm man --directory ~/.local/share/man/man1")]
pub(crate) struct Args {
    /// The command, word by word; all of the program unless told
    #[arg(value_name = "WORD")]
    command: Vec<String>,

    /// Write a page for each command into this directory
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    directory: Option<PathBuf>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<(), Failure> {
    if let Some(directory) = &args.directory {
        std::fs::create_dir_all(directory).map_err(|error| Failure::file(directory, &error))?;
        return clap_mangen::generate_to(Cli::command(), directory)
            .map_err(|error| Failure::file(directory, &error));
    }
    let mut command = Cli::command();
    command.build();
    let mut found = &command;
    for word in &args.command {
        found = found.find_subcommand(word).ok_or_else(|| {
            let words = args.command.join(" ");
            Failure::Usage(format!("there is no command `chatadm {words}`"))
        })?;
    }
    let mut page = Vec::new();
    Man::new(found.clone()).render(&mut page)?;
    context.printer.text(&page)
}
