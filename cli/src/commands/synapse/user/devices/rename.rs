//! `chatadm synapse user devices rename`: another name for a session.

use chatadm::synapse::{DeviceId, UserId};
use serde_json::{Value, json};

use super::DEVICES;
use crate::{bulk, context::Context, exit::Failure};

/// Gives a device another name.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A user id; without a server name (`alice`) it is one of this server
    user: String,
    /// The id of the device
    device: DeviceId,
    /// What it is to be called, at most 100 characters
    name: String,
    /// Print the request and send none
    #[arg(short = 'n', long)]
    dry_run: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let operation = bulk::synapse_operation("update_user_device");
    let id = synapse.user_id(&args.user).await?;
    if args.dry_run {
        let request = request(&id, &args.device, &args.name);
        return bulk::show_all(context, [request]);
    }
    context.allow(operation, &synapse.connection)?;
    let device = synapse.client.user(id).device(&args.device);
    device.rename(args.name).await?;
    context
        .printer
        .record(&DEVICES, serde_json::to_value(device.get().await?)?)
}

/// The request that gives a device a name, for `--dry-run`.
pub(super) fn request(user: &UserId, device: &DeviceId, name: &str) -> Value {
    let operation = bulk::synapse_operation("update_user_device");
    let parts = [user.as_str(), device.as_str()];
    bulk::request_with(operation, &parts, &json!({"display_name": name}))
}
