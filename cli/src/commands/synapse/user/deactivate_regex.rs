//! `chatadm synapse user deactivate-regex`: an old name of `deactivate --match`.

use regex::Regex;

use super::{
    deactivate::{self, LossArgs},
    select::{ChangeArgs, FilterArgs, SelectArgs, WorkArgs},
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

    #[command(flatten)]
    loss: LossArgs,

    /// Without effect: the selection is complete before the first is deactivated
    #[arg(short = 'p', long, hide = true, alias = "paginate", value_name = "N")]
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
    let select = SelectArgs {
        filter,
        ..SelectArgs::default()
    };
    let work = WorkArgs {
        select,
        dry_run: args.dry_run,
        bulk: args.bulk,
    };
    let change = ChangeArgs {
        work,
        guards: args.guards,
    };
    let args = deactivate::Args {
        loss: args.loss,
        change,
    };
    deactivate::run(context, args).await
}
