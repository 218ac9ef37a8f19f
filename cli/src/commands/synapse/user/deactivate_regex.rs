//! `chatadm synapse user deactivate-regex`: an old name of `deactivate --match`.

use regex::Regex;

use super::{
    deactivate,
    select::{FilterArgs, SelectArgs},
};
use crate::{
    bulk::{BulkArgs, DryRun},
    context::Context,
    exit::Failure,
    guards::GuardArgs,
};

/// Deactivates accounts whose full id matches a regular expression, from its beginning.
///
/// The same as `chatadm synapse user deactivate --match REGEX`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What the ids match
    regex: Regex,

    /// Erase them as well, which cannot be taken back
    #[arg(short = 'e', long, visible_alias = "gdpr-erase")]
    erase: bool,

    /// Erase without typing how many they are
    #[arg(long, requires = "erase")]
    yes_erase: bool,

    /// Without effect: the selection is complete before the first is deactivated
    #[arg(
        short = 'p',
        long,
        hide = true,
        visible_alias = "paginate",
        value_name = "N"
    )]
    batch_size: Option<u32>,

    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    guards: GuardArgs,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let filter = FilterArgs {
        matching: Some(args.regex),
        ..FilterArgs::default()
    };
    let args = deactivate::Args {
        select: SelectArgs {
            filter,
            ..SelectArgs::default()
        },
        erase: args.erase,
        yes_erase: args.yes_erase,
        dry_run: args.dry_run,
        guards: args.guards,
        bulk: args.bulk,
    };
    deactivate::run(context, args).await
}
