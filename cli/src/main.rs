//! The program `chatadm`: Synapse and Mattermost servers, administered from the command line.
//!
//! What was typed (`args`) becomes what it means (`context`), and one file below `commands` does it:
//! `chatadm synapse user list` is `commands/synapse/user/list.rs`.
#![allow(
    clippy::large_enum_variant,
    clippy::struct_excessive_bools,
    reason = "flags are booleans, and one command is parsed in a run"
)]

use std::process::ExitCode;

use clap::Parser as _;

mod args;
mod bulk;
mod commands;
mod config;
mod context;
mod env_vars;
mod exit;
mod guards;
mod interrupt;
mod listing;
mod log;
mod moment;
#[cfg(test)]
mod parity;
mod printer;
mod progress;
mod prompt;
mod reading;
mod sandbox;
mod secret;
mod selection;
mod suggest;
mod waiting;

use args::Cli;
use context::Context;
use exit::Failure;
use sandbox::{Manner, Sandboxes, Sizes};

fn main() -> ExitCode {
    let mut cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let args: Vec<_> = std::env::args_os().collect();
            return args::report(&error, &args);
        }
    };
    cli.command.prefer(&mut cli.global);
    cli.global.connect.local |= cli.command.is_local();
    let outcome = cli.global.mmctl.check();
    let outcome = outcome.and_then(|()| log::start(&cli.global));
    let context = Context::new(cli.global, cli.command.api());
    let outcome = outcome.and_then(|()| context.printer.check());
    if let Err(failure) = outcome {
        context.printer.failure(&failure);
        return ExitCode::from(failure.code());
    }
    let format = context.printer.format();
    match interrupt::watch(move || run(context, cli.command)) {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            printer::tell(&failure, format);
            ExitCode::from(failure.code())
        }
    }
}

/// Runs a command and tells of its failure.
fn run(mut context: Context, command: args::Command) -> u8 {
    let outcome = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::from)
        .and_then(|runtime| {
            let outcome = runtime.block_on(work(&mut context, command));
            // A look-up of a name can hang; nobody waits for it any more.
            runtime.shutdown_background();
            outcome
        });
    match outcome {
        Ok(()) => 0,
        Err(failure) => {
            context.printer.failure(&failure);
            failure.code()
        }
    }
}

/// Runs a command, on servers of its own where that is wanted.
async fn work(context: &mut Context, command: args::Command) -> Result<(), Failure> {
    if !context.connect.sandbox {
        return command.run(context).await;
    }
    context.connect.check_sandbox()?;
    let sandboxes = Sandboxes::start(Sizes::default(), &Manner::default()).await?;
    context.connect.places = sandboxes.places();
    let outcome = command.run(context).await;
    sandboxes.tell_violations(&context.printer);
    outcome
}
