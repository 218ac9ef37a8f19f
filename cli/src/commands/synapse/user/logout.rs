//! `chatadm synapse user logout`: sessions of accounts that end.

use chatadm::synapse::{DeviceId, User};
use serde_json::json;

use super::select::ChangeArgs;
use crate::{bulk::Action, context::Context, exit::Failure};

/// Logs accounts out: all of their devices, unless some are named.
///
/// The keys of a device are lost with it, and messages that only it could read with them. Tokens that
/// `chatadm synapse user login` made belong to no device, and stay until they expire.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user logout ada
  chatadm synapse user logout ada --device QWERTYUIOP
  chatadm synapse user logout --from-file leaked.txt --all-devices --yes")]
pub(crate) struct Args {
    /// All devices, which is how it is unless told
    #[arg(long, conflicts_with = "device")]
    all_devices: bool,

    /// This device only; may be repeated
    #[arg(long, visible_alias = "device-id", value_name = "DEVICE")]
    device: Vec<DeviceId>,

    #[command(flatten)]
    change: ChangeArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let ids = args.change.ids(context).await?;
    if !args.device.is_empty() && ids.len() > 1 {
        return Err(Failure::Usage(
            "a device is one of a single account; name one, or leave `--device` out".to_owned(),
        ));
    }
    let devices = args.device;
    let named = if devices.is_empty() {
        json!("all of them")
    } else {
        json!(devices)
    };
    let action = Action::synapse("log out", "user", "delete_user_devices")
        .body(json!({"devices": named}))
        .consequence("Keys that only these devices have are lost");
    let verb = async |user: User<'_>| {
        let mut devices = devices.clone();
        if devices.is_empty() {
            let all = user.devices().list().await?;
            devices.extend(all.into_iter().map(|device| device.device_id));
        }
        user.devices().delete_many(&devices).await?;
        Ok(json!({"devices": devices}))
    };
    args.change.work.run_for(context, action, ids, verb).await
}
