//! `chatadm synapse user find`: the accounts behind an address or an identity.

use chatadm::synapse::{UserId, types::WhoisConnection};
use serde_json::json;

use super::{
    USERS, details,
    select::{Deactivated, FilterArgs, PAGE},
    whois,
};
use crate::{
    context::{Context, Synapse},
    exit::Failure,
    printer::Shape,
    reading,
};

mod network;

use network::Network;

const CONNECTIONS: Shape = Shape {
    id: "name",
    columns: &["name", "ip", "last_seen", "user_agent"],
};

/// Finds the account behind an e-mail address, a phone number or an identity at a provider, or the accounts
/// that connected from an address.
///
/// For `--ip` every active account is looked at, which takes a while where there are many; connections are
/// remembered for some weeks.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user find --email ada@example.org
  chatadm synapse user find --provider oidc-corp --external-id 4711
  chatadm synapse user find --ip 192.0.2.0/24 -o ids")]
pub(crate) struct Args {
    #[command(flatten)]
    by: By,

    /// The provider that the identity is of
    #[arg(short, long, value_name = "PROVIDER", requires = "external_id")]
    provider: Option<String>,
}

/// What the account is found by.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub(super) struct By {
    /// An e-mail address
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,

    /// A phone number
    #[arg(long, visible_alias = "msisdn", value_name = "NUMBER")]
    phone: Option<String>,

    /// An identity at a single sign-on provider
    #[arg(long, value_name = "ID", requires = "provider")]
    external_id: Option<String>,

    /// An address, or a network (`192.0.2.0/24`, `2001:db8::/32`)
    #[arg(long, visible_alias = "cidr", value_name = "CIDR")]
    ip: Option<Network>,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let By {
        email,
        phone,
        external_id,
        ip,
    } = args.by;
    match (email, phone, external_id.zip(args.provider), ip) {
        (Some(address), ..) => by_threepid(context, "email", &address).await,
        (_, Some(number), ..) => by_threepid(context, "msisdn", &number).await,
        (.., Some((id, provider)), _) => by_external_id(context, &provider, &id).await,
        (.., Some(network)) => by_ip(context, network).await,
        _ => Err(Failure::Usage("there is nothing to look for".to_owned())),
    }
}

/// Shows the account that has this address.
pub(super) async fn by_threepid(
    context: &Context,
    medium: &str,
    address: &str,
) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    // Phone numbers are stored as digits alone.
    let address = match medium {
        "msisdn" => address.replace(['+', ' ', '-'], ""),
        _ => address.to_lowercase(),
    };
    let users = synapse.client.users();
    let found = users.find_by_threepid_opt(medium, address.as_str()).await?;
    let nobody = || Failure::NotFound(format!("nobody has the address `{address}`"));
    show(context, synapse, found.ok_or_else(nobody)?).await
}

/// Shows the account that has this identity.
pub(super) async fn by_external_id(
    context: &Context,
    provider: &str,
    id: &str,
) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let users = synapse.client.users();
    let found = users.find_by_external_id_opt(provider, id).await?;
    let nobody = || Failure::NotFound(format!("nobody is `{id}` at `{provider}`"));
    show(context, synapse, found.ok_or_else(nobody)?).await
}

async fn show(context: &Context, synapse: &Synapse, id: UserId) -> Result<(), Failure> {
    let user = synapse.client.user(id).get().await?;
    context.printer.record(&USERS, details::document(&user)?)
}

/// Lists the connections from a network, of all accounts.
async fn by_ip(context: &Context, network: Network) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let filter = FilterArgs {
        locked: Some(Deactivated::Yes),
        ..FilterArgs::default()
    };
    let mut ids = Vec::new();
    let mut pages = filter.pages(&synapse.client, PAGE, None).await?;
    while let Some(page) = pages.next().await? {
        ids.extend(page.items.into_iter().map(|user| user.name));
    }
    context
        .printer
        .note(&format!("looking at {} accounts", ids.len()));
    let ask = |id: UserId| {
        let user = synapse.client.user(id);
        async move {
            let mut connections = user.whois().await?;
            connections.retain(|connection| is_in(network, connection));
            whois::latest(&mut connections);
            Ok(connections)
        }
    };
    let found = reading::each(context, &synapse.connection, "whois", ids, ask).await?;
    let mut list = context.printer.list(&CONNECTIONS);
    for (id, connections) in found {
        for connection in connections {
            let mut item = json!({"name": id});
            item["ip"] = connection.ip.into();
            item["last_seen"] = connection.last_seen.as_millis().into();
            item["user_agent"] = connection.user_agent.into();
            list.push(item)?;
        }
    }
    list.finish()
}

fn is_in(network: Network, connection: &WhoisConnection) -> bool {
    let address = connection.ip.parse();
    address.is_ok_and(|address| network.contains(address))
}
