//! `chatadm synapse user whois`: from where an account connects.

use std::{cmp::Reverse, collections::BTreeSet};

use chatadm::synapse::types::{ListedDevice, WhoisConnection};
use serde_json::json;

use crate::{context::Context, exit::Failure, printer::Shape};

const CONNECTIONS: Shape = Shape {
    id: "ip",
    columns: &["device_id", "ip", "last_seen", "user_agent"],
};

/// Shows the connections of an account: device, address, program, and when it was last seen.
///
/// The server remembers connections for some weeks, and does not tell of which device each is. A device is
/// named where its own last address and program are those of the connection. The last connection of a device
/// is shown when the server has forgotten it otherwise. Of each address and program the latest is shown.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user whois ada
  chatadm synapse user whois ada --jq '[.[].ip] | unique'")]
pub(crate) struct Args {
    /// A user id; without a server name (`alice`) it is one of this server
    user: String,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let id = synapse.user_id(&args.user).await?;
    let user = synapse.client.user(id);
    let mut connections = user.whois().await?;
    let devices = user.devices().list().await?;
    latest(&mut connections);
    let mut list = context.printer.list(&CONNECTIONS);
    let mut named = Vec::new();
    for connection in &connections {
        let own = devices.iter().filter(|device| is_of(device, connection));
        let own: Vec<&str> = own.map(|device| device.device_id.as_str()).collect();
        list.push(json!({
            "device_id": if own.is_empty() { None } else { Some(own.join(", ")) },
            "ip": connection.ip,
            "last_seen": connection.last_seen.as_millis(),
            "user_agent": connection.user_agent,
        }))?;
        named.extend(own);
    }
    for device in &devices {
        if device.last_seen_ip.is_some() && !named.contains(&device.device_id.as_str()) {
            list.push(json!({
                "device_id": device.device_id,
                "ip": device.last_seen_ip,
                "last_seen": device.last_seen_ts.map(chatadm::Timestamp::as_millis),
                "user_agent": device.last_seen_user_agent,
            }))?;
        }
    }
    list.finish()
}

/// Keeps the latest connection of each address and program, the latest of all first.
pub(super) fn latest(connections: &mut Vec<WhoisConnection>) {
    connections.sort_by_key(|connection| Reverse(connection.last_seen));
    let mut seen = BTreeSet::new();
    connections
        .retain(|connection| seen.insert((connection.ip.clone(), connection.user_agent.clone())));
}

/// Whether this can be a connection of the device.
fn is_of(device: &ListedDevice, connection: &WhoisConnection) -> bool {
    device.last_seen_ip.as_deref() == Some(connection.ip.as_str())
        && device.last_seen_user_agent.as_deref() == Some(connection.user_agent.as_str())
}
