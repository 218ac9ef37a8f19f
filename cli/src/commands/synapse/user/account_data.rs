//! `chatadm synapse user account-data`: what clients have stored.

use chatadm::synapse::RoomId;

use crate::{context::Context, exit::Failure, printer::Shape};

const DATA: Shape = Shape {
    id: "global",
    columns: &[],
};

/// Shows what clients have stored for an account, or for one of its rooms.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A user id; without a server name (`alice`) it is one of this server
    user: String,

    /// Show what is stored for this room only
    #[arg(long, value_name = "ROOM")]
    room: Option<RoomId>,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let id = synapse.user_id(&args.user).await?;
    let data = synapse.client.user(&id).account_data().await?;
    let Some(room) = args.room else {
        return context.printer.record(&DATA, serde_json::to_value(data)?);
    };
    match data.rooms.get(room.as_str()) {
        Some(stored) => context.printer.record(&DATA, serde_json::to_value(stored)?),
        None => Err(Failure::NotFound(format!(
            "nothing is stored for {id} in {room}"
        ))),
    }
}
