//! `chatadm synapse user 3pid`: an old name of `find --email` and `find --phone`.

use super::find;
use crate::{context::Context, exit::Failure};

/// What kind of address it is.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Medium {
    Email,
    // The other spelling was in an old help text.
    #[value(alias = "msidn")]
    Msisdn,
}

/// Finds the account behind an e-mail address or a phone number.
///
/// The same as `chatadm synapse user find --email ADDRESS`, or `--phone NUMBER`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The address or the number
    address: String,

    /// What it is
    #[arg(short, long, default_value = "email")]
    medium: Medium,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let medium = match args.medium {
        Medium::Email => "email",
        Medium::Msisdn => "msisdn",
    };
    find::by_threepid(context, medium, &args.address).await
}
