//! Power in a room for the account of the token, which the server gives it in the name of a local member.

use chatadm::{Method, synapse::RoomId};
use serde_json::{Value, json};

use super::levels::Levels;
use crate::{
    bulk,
    context::{Context, Synapse},
    exit::Failure,
};

/// The call of the client API, for an invitation that comes with the power. That of the admin API would have
/// the account invite itself, which it cannot before it is a member.
const JOIN: &str = "/_matrix/client/v3/join/{room_id}";

/// Whether to take power before it is needed.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub(crate) struct OwnPowerArgs {
    /// Join the room oneself before, with the power of the local member who has the most
    #[arg(long)]
    make_self_admin_first: bool,
}

impl OwnPowerArgs {
    /// The requests that are sent for it, for `--dry-run`.
    pub(crate) async fn requests(
        self,
        synapse: &Synapse,
        room: &RoomId,
    ) -> Result<Vec<Value>, Failure> {
        if !self.make_self_admin_first || has_power(synapse, room).await? {
            return Ok(Vec::new());
        }
        let body = json!({"user_id": synapse.me().await?});
        let operation = bulk::synapse_operation("make_room_admin");
        let power = bulk::request(operation, room.as_str(), &body);
        let path = bulk::fill(JOIN, &[room.as_str()]);
        Ok(vec![
            power,
            json!({"method": "POST", "path": path, "body": {}}),
        ])
    }

    /// Takes power in a room after a question, unless it is there already.
    pub(crate) async fn take(
        self,
        context: &Context,
        synapse: &Synapse,
        room: &RoomId,
    ) -> Result<(), Failure> {
        if !self.make_self_admin_first || has_power(synapse, room).await? {
            return Ok(());
        }
        let operation = bulk::synapse_operation("make_room_admin");
        context.allow(operation, &synapse.connection)?;
        let me = synapse.me().await?;
        let question = format!("join {room} as {me}, with power?");
        context.prompter.confirm(&question)?;
        let handle = synapse.client.room(room);
        handle.make_admin().user(me).send().await?;
        let join = synapse.client.request(Method::POST, JOIN);
        let join = join.param("room_id", room).json(&json!({}));
        join.send::<Value>().await?;
        Ok(())
    }
}

/// Whether the account of the token is in a room and may change who has power there.
async fn has_power(synapse: &Synapse, room: &RoomId) -> Result<bool, Failure> {
    let me = synapse.me().await?;
    let handle = synapse.client.room(room);
    let is_admin = Levels::of(&handle).await?.is_admin(me);
    Ok(is_admin && handle.members().await?.contains(me))
}
