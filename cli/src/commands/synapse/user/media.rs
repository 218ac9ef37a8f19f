//! `chatadm synapse user media`: another name of `media list --user`.

use chatadm::synapse::UserMediaOrder;

use crate::{
    commands::synapse::{listing::ListArgs, media::list},
    context::Context,
    exit::Failure,
};

/// Lists the files that an account has uploaded.
///
/// The same as `chatadm synapse media list --user USER`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A user id; without a server name (`alice`) it is one of this server
    user: String,

    /// Sort by this field, upwards
    #[arg(short, long, value_name = "FIELD", value_parser = clap::builder::PossibleValuesParser::new(
        UserMediaOrder::KNOWN.iter().copied()
    ))]
    sort: Option<String>,

    /// Sort the other way round
    #[arg(short, long)]
    reverse: bool,

    #[command(flatten)]
    list: ListArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    list::of_user(context, &args.user, args.sort, args.reverse, &args.list).await
}
