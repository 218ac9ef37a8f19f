//! `chatadm synapse regtok list`: all tokens.

use super::{OldTimeArgs, TOKENS};
use crate::{commands::synapse::listing::WholeArgs, context::Context, exit::Failure};

/// Lists tokens, spent and expired ones too unless told otherwise.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse regtok list --valid
  chatadm synapse regtok list --invalid -o ids")]
pub(crate) struct Args {
    /// Keep tokens that can still be used
    #[arg(short, long, conflicts_with = "invalid")]
    valid: bool,

    /// Keep tokens that are used up or expired
    #[arg(short = 'V', long)]
    invalid: bool,

    #[command(flatten)]
    whole: WholeArgs,
    #[command(flatten)]
    old: OldTimeArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    args.old.apply(context);
    let mut request = context.synapse()?.client.registration_tokens().list();
    if args.valid || args.invalid {
        request = request.valid(args.valid);
    }
    args.whole.show(context, &TOKENS, request.send().await?)
}
