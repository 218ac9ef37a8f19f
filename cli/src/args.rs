//! What can be typed: the flags that every command takes, and the tree of commands.

use std::path::PathBuf;

use anstyle::{AnsiColor, Style};
use clap::{Arg, ArgAction, Parser, Subcommand, builder::Styles};

use crate::{
    commands,
    config::{Api, ConnectArgs},
    context::Context,
    exit::Failure,
    log::LogFormat,
    printer::OutputArgs,
};

/// What follows the list of commands.
const AFTER: &str = "\
Examples:
  chatadm auth login https://matrix.example.org
  chatadm synapse user list --inactive-for 90d
  chatadm synapse user deactivate spammer1 spammer2
  chatadm synapse user list --all -o csv > users.csv

Exit codes:
  0 done, 1 other, 2 usage, 3 configuration or credentials, 4 not allowed (401, 403), 5 not found,
  6 conflict or refused value, 7 too many requests, 8 server failure, 9 no connection, 10 a part of
  many failed, 11 waited too long, 12 background work failed, 13 unexpected answer, 130 interrupted";

/// Bold, and red for mistakes: both can be read on light and on dark.
const STYLES: Styles = Styles::plain()
    .header(Style::new().bold())
    .usage(Style::new().bold())
    .literal(Style::new().bold())
    .valid(Style::new().bold())
    .invalid(Style::new().bold())
    .error(AnsiColor::Red.on_default().bold());

/// Leaves the connection to `--help`: who has one rarely needs to be told how to make it.
fn brief(argument: Arg) -> Arg {
    let is_connection = argument.get_help_heading() == Some("Connection");
    argument.hide_short_help(is_connection)
}

/// Administers Synapse and Mattermost servers.
#[derive(Debug, Parser)]
#[command(name = "chatadm", version, after_help = AFTER, max_term_width = 100, styles = STYLES, mut_args = brief)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: GlobalArgs,

    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The flags that every command takes.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "General")]
pub(crate) struct GlobalArgs {
    /// Answer yes to what is asked before something is changed
    #[arg(short, long, global = true, visible_aliases = ["no-confirm", "batch", "non-interactive", "scripting"])]
    pub(crate) yes: bool,

    /// Ask, which is how it is unless told
    #[arg(long, hide = true, global = true, overrides_with = "yes")]
    pub(crate) no_batch: bool,

    /// Tell more on standard error: steps (`-v`), requests (`-vv`), everything (`-vvv`)
    #[arg(short, action = ArgAction::Count, id = "verbose_short")]
    verbose_short: u8,

    /// Tell more, after the command as well
    #[arg(long, action = ArgAction::Count, global = true)]
    verbose: u8,

    /// Write the log to this file and not to standard error
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) log_file: Option<PathBuf>,

    /// How to write the log
    #[arg(
        long,
        global = true,
        value_name = "FORMAT",
        default_value = "text",
        hide_default_value = true
    )]
    pub(crate) log_format: LogFormat,

    #[command(flatten)]
    pub(crate) connect: ConnectArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

impl GlobalArgs {
    pub(crate) fn verbosity(&self) -> u8 {
        self.verbose_short.saturating_add(self.verbose)
    }
}

/// The commands; each is a file or a directory of `commands`.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Administers a Synapse server
    #[command(visible_alias = "syn")]
    Synapse(commands::synapse::Args),
    /// Administers a Mattermost server
    #[command(visible_alias = "mm")]
    Mattermost(commands::mattermost::Args),
    /// Logs in and out, and tells who one is
    Auth(commands::auth::Args),
    /// Shows and imports configuration
    Config(commands::config::Args),
    /// Calls any operation, or any path, of a server
    #[command(visible_alias = "raw")]
    Api(commands::api::Args),
    /// Looks at a server and tells what is wrong
    Doctor(commands::doctor::Args),
    /// Writes a script that completes commands in a shell
    Completions(commands::completions::Args),
    /// Writes the manual pages
    Man(commands::man::Args),
    /// Tells the version of this program
    Version(commands::version::Args),
}

impl Command {
    /// The API whose profile has a say in how to print.
    pub(crate) fn api(&self) -> Option<Api> {
        match self {
            Self::Synapse(_) => Some(Api::Synapse),
            Self::Mattermost(_) => Some(Api::Mattermost),
            _ => None,
        }
    }

    pub(crate) async fn run(self, context: &Context) -> Result<(), Failure> {
        match self {
            Self::Synapse(args) => commands::synapse::run(context, args).await,
            Self::Mattermost(args) => commands::mattermost::run(context, args).await,
            Self::Auth(args) => commands::auth::run(context, args).await,
            Self::Config(args) => commands::config::run(context, args).await,
            Self::Api(args) => commands::api::run(context, args).await,
            Self::Doctor(args) => commands::doctor::run(context, &args).await,
            Self::Completions(args) => commands::completions::run(context, &args),
            Self::Man(args) => commands::man::run(context, &args),
            Self::Version(args) => commands::version::run(context, &args),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_tree_of_commands_is_sound() {
        Cli::command().debug_assert();
    }
}
