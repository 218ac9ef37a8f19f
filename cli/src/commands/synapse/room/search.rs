//! `chatadm synapse room search`: rooms by what one remembers of them.

use super::{
    list,
    select::{FilterArgs, OrderArgs},
};
use crate::{commands::synapse::listing::ListArgs, context::Context, exit::Failure};

/// Finds rooms by a part of their name or of an alias, or by their id.
///
/// The case of letters does not matter in names and aliases. An id has to be a whole one.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse room search lobby
  chatadm synapse room search '!abc:example.org' -o json")]
pub(crate) struct Args {
    /// What to look for
    term: String,

    #[command(flatten)]
    list: ListArgs,
    #[command(flatten)]
    order: OrderArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let filter = FilterArgs {
        name: Some(args.term),
        ..FilterArgs::default()
    };
    list::show(context, &filter, &args.order, &args.list).await
}
