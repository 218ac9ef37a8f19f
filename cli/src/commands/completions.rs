//! `chatadm completions`: scripts that complete commands in a shell.

use std::path::PathBuf;

use clap::{CommandFactory as _, ValueEnum as _};
use clap_complete::Shell;

use crate::{args::Cli, context::Context, exit::Failure};

/// Writes a script that completes commands in a shell.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm completions bash > ~/.local/share/bash-completion/completions/chatadm
  chatadm completions zsh > ~/.zfunc/_chatadm
  chatadm completions fish > ~/.config/fish/completions/chatadm.fish
  chatadm completions powershell >> $PROFILE
  chatadm completions elvish > ~/.config/elvish/lib/chatadm.elv
  chatadm completions --directory target/completions")]
pub(crate) struct Args {
    /// The shell
    #[arg(required_unless_present = "directory")]
    shell: Option<Shell>,

    /// Write the scripts of all shells into this directory, named as each shell wants it
    #[arg(long, value_name = "DIR", conflicts_with = "shell")]
    directory: Option<PathBuf>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<(), Failure> {
    let mut command = Cli::command();
    if let Some(directory) = &args.directory {
        let broken = |error: std::io::Error| Failure::file(directory, &error);
        std::fs::create_dir_all(directory).map_err(broken)?;
        for shell in Shell::value_variants() {
            clap_complete::generate_to(*shell, &mut command, "chatadm", directory)
                .map_err(broken)?;
        }
        return Ok(());
    }
    let mut script = Vec::new();
    if let Some(shell) = args.shell {
        clap_complete::generate(shell, &mut command, "chatadm", &mut script);
    }
    context.printer.text(&script)
}
