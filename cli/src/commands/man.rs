//! `chatadm man`: the manual pages, and the reference of all commands.

use std::path::PathBuf;

use clap::{Command, CommandFactory as _};
use clap_mangen::Man;

use crate::{args::Cli, context::Context, exit::Failure, suggest};

mod markdown;

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

    /// Write the reference of all commands as Markdown
    #[arg(long, hide = true, conflicts_with_all = ["command", "directory"])]
    markdown: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<(), Failure> {
    if let Some(directory) = &args.directory {
        std::fs::create_dir_all(directory).map_err(|error| Failure::file(directory, &error))?;
        return clap_mangen::generate_to(Cli::command(), directory)
            .map_err(|error| Failure::file(directory, &error));
    }
    let mut root = Cli::command();
    root.build();
    if args.markdown {
        return context.printer.text(markdown::write(&root).as_bytes());
    }
    let mut found = &root;
    for word in &args.command {
        found = below(found, word)?;
    }
    let mut page = Vec::new();
    Man::new(found.clone()).render(&mut page)?;
    context.printer.text(&page)
}

fn below<'a>(command: &'a Command, word: &str) -> Result<&'a Command, Failure> {
    command.find_subcommand(word).ok_or_else(|| {
        let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
        let words = command.get_subcommands().map(Command::get_name);
        let meant = suggest::question(word, words);
        Failure::Usage(format!("there is no command `{name} {word}`{meant}"))
    })
}
