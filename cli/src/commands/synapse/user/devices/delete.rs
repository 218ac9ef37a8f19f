//! `chatadm synapse user devices delete`: sessions that end.

use chatadm::synapse::{DeviceId, User};
use serde_json::json;

use crate::{
    bulk::{Action, DryRun},
    commands::synapse::user::select::WorkArgs,
    context::Context,
    exit::Failure,
    guards::GuardArgs,
};

/// Deletes devices, which logs them out.
///
/// The keys of a device are lost with it, and messages that only it could read with them.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user devices delete ada QWERTYUIOP ASDFGHJKLZ")]
pub(crate) struct Args {
    /// A user id; without a server name (`alice`) it is one of this server
    user: String,
    /// The ids of the devices
    #[arg(required = true, value_name = "DEVICE")]
    devices: Vec<DeviceId>,

    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    guards: GuardArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let ids = vec![synapse.user_id(&args.user).await?];
    args.guards.check(synapse, &ids).await?;
    let devices = args.devices;
    let action = Action::synapse("delete devices of", "user", "delete_user_devices")
        .body(json!({"devices": devices}))
        .consequence(super::consequence(&devices));
    let verb = async |user: User<'_>| user.devices().delete_many(devices.clone()).await;
    let work = WorkArgs {
        dry_run: args.dry_run,
        ..WorkArgs::default()
    };
    work.run_for(context, action, ids, verb).await
}
