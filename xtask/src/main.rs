//! The project's own tasks; `cargo xtask --help` lists them.
//!
//! Dispatch only: each verb is a module with its arguments (`Args`) and a `run` that answers with the
//! exit status. Nothing here may depend on the library, so that the tasks still build when it does not.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "tasks talk to the person or the job that started them"
)]

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod api;
mod child;
mod ci;
mod cli;
mod codegen;
mod coverage;
// The server it starts has no Windows build, so the verb is absent there.
#[cfg(unix)]
mod live;
mod tidy;
mod workspace;

/// The project's own tasks.
#[derive(Parser)]
#[command(
    name = "xtask",
    bin_name = "cargo xtask",
    version,
    disable_help_subcommand = true
)]
struct Task {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    Api(api::Args),
    Ci(ci::Args),
    Cli(cli::Args),
    Codegen(codegen::Args),
    Coverage(coverage::Args),
    #[cfg(unix)]
    Live(live::Args),
    #[cfg(unix)]
    Soak(live::soak::Args),
    Tidy(tidy::Args),
}

fn main() -> ExitCode {
    let outcome = match Task::parse().verb {
        Verb::Api(args) => api::run(&args).map(|()| ExitCode::SUCCESS),
        Verb::Ci(args) => ci::run(&args).map(|()| ExitCode::SUCCESS),
        Verb::Cli(args) => cli::run(&args).map(|()| ExitCode::SUCCESS),
        Verb::Codegen(args) => codegen::run(&args).map(|()| ExitCode::SUCCESS),
        Verb::Coverage(args) => coverage::run(&args).map(|()| ExitCode::SUCCESS),
        #[cfg(unix)]
        Verb::Live(args) => live::run(args),
        #[cfg(unix)]
        Verb::Soak(args) => live::soak::run(args),
        Verb::Tidy(args) => tidy::run(&args).map(|()| ExitCode::SUCCESS),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}
