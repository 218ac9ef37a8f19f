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
    printer::{Format, OutputArgs},
};

mod mmctl;
mod refusal;

pub(crate) use {mmctl::MmctlArgs, refusal::report};

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

    #[command(flatten)]
    pub(crate) mmctl: MmctlArgs,
}

impl GlobalArgs {
    pub(crate) fn verbosity(&self) -> u8 {
        self.verbose_short.saturating_add(self.verbose)
    }
}

// A command that may be for the Mattermost server of this machine. No documentation: it would replace
// that of the command in the help.
#[derive(Debug, clap::Args)]
pub(crate) struct WithLocal<A: clap::Args> {
    /// Use the socket of the Mattermost server on this machine, which asks for no token
    #[arg(long, global = true, help_heading = "Connection")]
    local: bool,

    #[command(flatten)]
    command: A,
}

/// The commands; each is a file or a directory of `commands`. Those that are one file are described there.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Administers a Synapse server
    #[command(visible_alias = "syn")]
    Synapse(commands::synapse::Args),
    /// Administers a Mattermost server
    #[command(visible_alias = "mm")]
    Mattermost(WithLocal<commands::mattermost::Args>),
    /// Logs in and out, and tells who one is
    Auth(WithLocal<commands::auth::Args>),
    /// Shows, changes and imports configuration
    Config(commands::config::Args),
    Api(WithLocal<commands::api::Args>),
    Raw(commands::raw::Args),
    Explain(commands::explain::Args),
    Doctor(WithLocal<commands::doctor::Args>),
    Sandbox(commands::sandbox::Args),
    Demo(commands::demo::Args),
    Completions(commands::completions::Args),
    Man(commands::man::Args),
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

    /// Chooses the format of what is no list, where nobody else has: an answer can have any form.
    pub(crate) fn prefer(&self, global: &mut GlobalArgs) {
        let (is_call, includes_headers) = match self {
            Self::Api(args) => (args.command.is_call(), args.command.includes_headers()),
            Self::Raw(args) => (args.is_call(), args.includes_headers()),
            _ => return,
        };
        let output = &mut global.output;
        if is_call && output.columns.is_empty() && output.json.is_empty() {
            let format = if includes_headers {
                Format::Raw
            } else {
                Format::Json
            };
            output.output.get_or_insert(format);
        }
    }

    /// Whether the socket of the Mattermost server on this machine is meant.
    pub(crate) fn is_local(&self) -> bool {
        match self {
            Self::Mattermost(args) => args.local,
            Self::Auth(args) => args.local,
            Self::Api(args) => args.local,
            Self::Doctor(args) => args.local,
            _ => false,
        }
    }

    pub(crate) async fn run(self, context: &Context) -> Result<(), Failure> {
        match self {
            Self::Synapse(args) => commands::synapse::run(context, args).await,
            Self::Mattermost(args) => commands::mattermost::run(context, args.command).await,
            Self::Auth(args) => commands::auth::run(context, args.command).await,
            Self::Config(args) => commands::config::run(context, args).await,
            Self::Api(args) => commands::api::run(context, args.command).await,
            Self::Raw(args) => commands::raw::run(context, args).await,
            Self::Explain(args) => commands::explain::run(context, &args),
            Self::Doctor(args) => commands::doctor::run(context, &args.command).await,
            Self::Sandbox(args) => commands::sandbox::run(context, args).await,
            Self::Demo(args) => commands::demo::run(context, args).await,
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

    /// Every command below one, and itself.
    fn all(command: &clap::Command, found: &mut Vec<clap::Command>) {
        found.push(command.clone());
        for verb in command.get_subcommands() {
            all(verb, found);
        }
    }

    #[test]
    fn no_help_tells_to_type_a_secret() {
        let mut commands = Vec::new();
        all(&Cli::command(), &mut commands);
        assert!(commands.len() > 100, "the tree is walked");
        let typed = regex::Regex::new(
            r"--(password|access-token|shared-secret|secret)[ =][^-\s]|(TOKEN|PASSWORD|SECRET)=\S|Bearer \S",
        )
        .unwrap();
        assert!(typed.is_match("chatadm auth login --password hunter2"));
        for command in commands {
            let mut command = command;
            let name = command.get_name().to_owned();
            let help = command.render_long_help().to_string();
            // What stands in angle brackets is a place, not a value.
            let examples = help
                .lines()
                .filter(|line| line.trim_start().contains("chatadm "));
            for line in examples {
                assert!(!typed.is_match(line), "{name}: {line}");
            }
            for option in command
                .get_arguments()
                .filter(|option| !option.is_hide_set())
            {
                let long = option.get_long().unwrap_or_default();
                let is_secret = matches!(
                    long,
                    "password" | "access-token" | "secret" | "shared-secret"
                );
                assert!(
                    !(is_secret && option.get_action().takes_values()),
                    "{name} --{long}"
                );
            }
        }
    }
}
