//! `chatadm completions`: scripts that complete commands in a shell.

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::{args::Cli, context::Context, exit::Failure};

/// Writes a script that completes commands in a shell.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm completions bash > ~/.local/share/bash-completion/completions/chatadm
  chatadm completions zsh > ~/.zfunc/_chatadm
  chatadm completions fish > ~/.config/fish/completions/chatadm.fish")]
pub(crate) struct Args {
    /// The shell
    shell: Shell,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "chatadm", &mut script);
    context.printer.text(&script)
}
