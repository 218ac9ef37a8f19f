//! `chatadm synapse user find`: the account behind an address or an identity.

use super::{USERS, details};
use crate::{context::Context, exit::Failure};

/// Finds the account behind an e-mail address, a phone number, or an identity at a provider.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user find --email ada@example.org
  chatadm synapse user find --provider oidc-corp --external-id 4711")]
pub(crate) struct Args {
    #[command(flatten)]
    by: By,

    /// The provider that the identity is of
    #[arg(long, value_name = "PROVIDER", requires = "external_id")]
    provider: Option<String>,
}

/// What the account is found by.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct By {
    /// An e-mail address
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,

    /// A phone number
    #[arg(long, value_name = "NUMBER")]
    phone: Option<String>,

    /// An identity at a single sign-on provider
    #[arg(long, value_name = "ID", requires = "provider")]
    external_id: Option<String>,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let users = synapse.client.users();
    let By {
        email,
        phone,
        external_id,
    } = args.by;
    let found = match (email, phone, external_id, args.provider) {
        (Some(address), ..) => users.find_by_threepid_opt("email", address).await?,
        (_, Some(number), ..) => {
            let digits = number.trim_start_matches('+');
            users.find_by_threepid_opt("msisdn", digits).await?
        }
        (_, _, Some(id), Some(provider)) => users.find_by_external_id_opt(provider, id).await?,
        _ => None,
    };
    let id = found.ok_or_else(|| Failure::NotFound("nobody has that".to_owned()))?;
    let user = synapse.client.user(id).get().await?;
    context.printer.record(&USERS, details::document(&user)?)
}
