//! `chatadm synapse user devices delete`: sessions that end.

use chatadm::synapse::{DeviceId, UserId};
use serde_json::json;

use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
};

/// Deletes devices, which logs them out.
///
/// The keys of a device are lost with it, and messages that only it could read with them.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A user id; without a server name (`alice`) it is one of this server
    user: String,
    /// The ids of the devices
    #[arg(required = true, value_name = "DEVICE")]
    devices: Vec<DeviceId>,

    #[command(flatten)]
    dry_run: DryRun,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let id = synapse.user_id(&args.user).await?;
    let action = Action::synapse("delete devices of", "user", "delete_user_devices")
        .body(json!({"devices": args.devices}))
        .consequence(format!("{} end", args.devices.len()))
        .dry_run(args.dry_run.dry_run);
    let devices = args.devices;
    let verb = |id: UserId| {
        let (user, devices) = (synapse.client.user(id), devices.clone());
        async move { user.devices().delete_many(devices).await }
    };
    bulk::run(
        context,
        &synapse.connection,
        &BulkArgs::default(),
        action,
        vec![id],
        verb,
    )
    .await
}
