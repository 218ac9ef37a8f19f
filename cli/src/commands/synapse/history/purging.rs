//! How the history of a room is purged: what the server is told, and what is waited for.

use chatadm::{
    Error,
    synapse::{Client, PurgeUpTo, RoomId},
};
use serde_json::{Value, json};

use crate::waiting::{Teller, WaitArgs};

/// A purge as it was asked for.
pub(crate) struct Work {
    pub(crate) until: PurgeUpTo,
    pub(crate) is_local: bool,
    /// Whether a room without events that old is no failure.
    pub(crate) is_nothing_fine: bool,
    pub(crate) wait: WaitArgs,
    pub(crate) is_quiet: bool,
}

impl Work {
    /// Purges the history of a room, and waits for it if that is wanted.
    pub(crate) async fn run(&self, client: &Client, id: RoomId) -> Result<Value, Error> {
        let room = client.room(&id);
        let request = room
            .purge_history(self.until.clone())
            .delete_local_events(self.is_local);
        let purge = match request.send().await {
            Err(error) if error.is_not_found() && self.is_nothing_fine => {
                return Ok(json!({"purge_id": null, "status": "nothing to purge"}));
            }
            started => started?,
        };
        let mut teller = Teller::new(format!("purge {} of {id}", purge.id()), self.is_quiet);
        teller.tell("started");
        let Some(limit) = self.wait.limit() else {
            return Ok(json!({"purge_id": purge.id(), "status": "started"}));
        };
        purge
            .wait_with(limit, move |found| teller.tell(&found.status))
            .await?;
        Ok(json!({"purge_id": purge.id(), "status": "complete"}))
    }
}
