//! `chatadm synapse user devices show`: one session.

use chatadm::synapse::DeviceId;

use super::DEVICES;
use crate::{context::Context, exit::Failure};

/// Shows a device.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A user id; without a server name (`alice`) it is one of this server
    user: String,
    /// The id of the device
    device: DeviceId,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let id = synapse.user_id(&args.user).await?;
    let device = synapse.client.user(id).device(args.device).get().await?;
    context
        .printer
        .record(&DEVICES, serde_json::to_value(device)?)
}
