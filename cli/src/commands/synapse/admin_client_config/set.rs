//! `chatadm synapse admin-client-config set`: other switches.

use chatadm::Method;
use serde_json::{Value, json};

use super::{KIND, PATH, SOFT_FAILED, SPAMMY};
use crate::{
    bulk::{self, DryRun},
    context::Context,
    exit::Failure,
};

/// Turns the switches of what the server sends to the clients of this account because it is an admin's.
///
/// A switch that is not named stays.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse admin-client-config set --return-soft-failed-events true
  chatadm synapse admin-client-config set --return-policy-server-spammy-events false --dry-run")]
pub(crate) struct Args {
    /// Whether to show events that the server did not accept into the state of their rooms
    #[arg(
        long,
        value_name = "BOOL",
        required_unless_present = "return_policy_server_spammy_events"
    )]
    return_soft_failed_events: Option<bool>,

    /// Whether to show events that a policy server takes for spam
    #[arg(long, value_name = "BOOL")]
    return_policy_server_spammy_events: Option<bool>,

    #[command(flatten)]
    dry_run: DryRun,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let mut switches = super::stored(synapse).await?;
    for (name, value) in [
        (SOFT_FAILED, args.return_soft_failed_events),
        (SPAMMY, args.return_policy_server_spammy_events),
    ] {
        if let Some(value) = value {
            switches.insert(name.to_owned(), value.into());
        }
    }
    let request = super::request(synapse, Method::PUT).await?;
    if args.dry_run.dry_run {
        let path = bulk::fill(PATH, &[synapse.me().await?.as_str(), KIND]);
        let request = json!({"method": "PUT", "path": path, "body": switches});
        return bulk::show_all(context, [request]);
    }
    context.allow(request.operation(), &synapse.connection)?;
    request.json(&switches).send::<Value>().await?;
    super::show(context, switches)
}
