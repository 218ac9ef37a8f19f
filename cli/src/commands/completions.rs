//! `chatadm completions`: scripts that complete commands in a shell.

use std::path::PathBuf;

use clap::{CommandFactory as _, ValueEnum as _};
use clap_complete::{Generator as _, Shell};

use super::api::operations;
use crate::{args::Cli, context::Context, exit::Failure};

const NAME: &str = "chatadm";

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
    if let Some(directory) = &args.directory {
        std::fs::create_dir_all(directory).map_err(|error| Failure::file(directory, &error))?;
        for shell in Shell::value_variants() {
            let path = directory.join(shell.file_name(NAME));
            std::fs::write(&path, script(*shell)).map_err(|error| Failure::file(&path, &error))?;
        }
        return Ok(());
    }
    let script = args.shell.map(script).unwrap_or_default();
    context.printer.text(&script)
}

fn script(shell: Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), NAME, &mut script);
    if shell == Shell::Fish {
        script.extend(operations_for_fish().into_bytes());
    }
    script
}

/// The operations, which the generator for fish leaves out: it knows values of options only.
fn operations_for_fish() -> String {
    let lines = operations::all(None).map(|(api, operation)| {
        let about = operation.summary.replace('\'', "\\'");
        format!(
            "complete -c {NAME} -n \"__fish_{NAME}_using_subcommand api explain\" -f -a \"{}\" -d '{api}: {about}'\n",
            operation.id
        )
    });
    lines.collect()
}
