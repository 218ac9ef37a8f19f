//! `chatadm synapse user devices create`: a session that nobody has a token for.

use chatadm::synapse::DeviceId;
use serde_json::json;

use super::DEVICES;
use crate::{bulk, context::Context, exit::Failure};

/// Creates a device, without a token.
///
/// A device of that id is kept, and renamed where a name is given.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A user id; without a server name (`alice`) it is one of this server
    user: String,
    /// The id of the device
    device: DeviceId,
    /// What it is called, at most 100 characters
    #[arg(long, value_name = "NAME")]
    display_name: Option<String>,
    /// Print the request and send none
    #[arg(short = 'n', long)]
    dry_run: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let operation = bulk::synapse_operation("create_user_device");
    let id = synapse.user_id(&args.user).await?;
    if args.dry_run {
        let made = bulk::request(operation, id.as_str(), &json!({"device_id": args.device}));
        let renamed = args
            .display_name
            .map(|name| super::rename::request(&id, &args.device, &name));
        return bulk::show_all(context, [made].into_iter().chain(renamed));
    }
    context.allow(operation, &synapse.connection)?;
    let user = synapse.client.user(id);
    let mut request = user.devices().create(&args.device);
    if let Some(name) = args.display_name {
        request = request.display_name(name);
    }
    request.send().await?;
    let device = user.device(&args.device).get().await?;
    context
        .printer
        .record(&DEVICES, serde_json::to_value(device)?)
}
