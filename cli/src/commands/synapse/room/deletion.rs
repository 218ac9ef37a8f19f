//! How a room is deleted: what the server is told, and what is waited for.

use std::time::Duration;

use chatadm::{
    Error,
    synapse::{Client, RoomId, UserId, types},
};
use serde_json::{Value, json};

use crate::{
    printer,
    waiting::{Teller, WaitArgs},
};

/// What becomes of the data, and whether to wait. Both ways to delete rooms have these.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct PurgeArgs {
    /// Keep the data of the rooms in the database
    #[arg(long, conflicts_with = "force_purge")]
    pub(crate) no_purge: bool,

    /// Delete the data even when local members could not be removed
    #[arg(long)]
    pub(crate) force_purge: bool,

    /// Use the call of old servers (before 1.48), which answers when all is done
    #[arg(long, hide = true)]
    pub(crate) v1: bool,

    /// Try so often again when the server says that a deletion failed
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub(crate) retry_failed: u32,

    #[command(flatten)]
    pub(crate) wait: WaitArgs,
}

/// A deletion as it was asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Deletion {
    pub(crate) purge: PurgeArgs,
    pub(crate) is_blocking: bool,
    pub(crate) new_room: Option<UserId>,
    pub(crate) new_room_name: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) is_with_media: bool,
    pub(crate) is_quiet: bool,
}

/// Sets on either request what was asked for.
macro_rules! told {
    ($request:expr, $deletion:expr) => {{
        let deletion = $deletion;
        let mut request = $request.purge(!deletion.purge.no_purge);
        if deletion.is_blocking {
            request = request.block(true);
        }
        if deletion.purge.force_purge {
            request = request.force_purge(true);
        }
        if let Some(user) = &deletion.new_room {
            request = request.new_room(user.clone());
        }
        if let Some(name) = &deletion.new_room_name {
            request = request.new_room_name(name);
        }
        if let Some(message) = &deletion.message {
            request = request.message(message);
        }
        request
    }};
}

impl Deletion {
    /// The operation that does it.
    pub(crate) fn operation(&self) -> &'static str {
        if self.purge.v1 {
            "delete_room_v1"
        } else {
            "delete_room_v2"
        }
    }

    /// The body of the request.
    pub(crate) fn body(&self) -> Value {
        let mut body = json!({"purge": !self.purge.no_purge});
        let fields = [
            ("block", self.is_blocking.then(|| true.into())),
            ("force_purge", self.purge.force_purge.then(|| true.into())),
            (
                "new_room_user_id",
                self.new_room.as_ref().map(|user| user.to_string().into()),
            ),
            ("room_name", self.new_room_name.as_deref().map(Value::from)),
            ("message", self.message.as_deref().map(Value::from)),
        ];
        for (name, value) in fields {
            if let Some(value) = value {
                body[name] = value;
            }
        }
        body
    }

    /// Deletes a room, and waits for it if that is wanted.
    pub(crate) async fn run(&self, client: &Client, id: RoomId) -> Result<Value, Error> {
        let room = client.room(&id);
        if self.is_with_media {
            for file in room.media().await?.local {
                match client.media().delete(&file).await {
                    Err(error) if !error.is_not_found() => return Err(error),
                    _ => {}
                }
            }
        }
        if self.purge.v1 {
            let done = told!(room.delete_now(), self).send().await?;
            self.tell(&id, &done);
            return Ok(summary(None, "complete", Some(&done)));
        }
        let mut retries = self.purge.retry_failed;
        loop {
            let started = told!(room.delete(), self).send().await?;
            let mut teller =
                Teller::new(format!("deletion {} of {id}", started.id()), self.is_quiet);
            teller.tell("started");
            let Some(limit) = self.purge.wait.limit() else {
                return Ok(summary(Some(started.id()), "started", None));
            };
            match self.wait(client, started.id(), limit, teller).await {
                Err(Error::TaskFailed { .. }) if retries > 0 => retries -= 1,
                Err(error) => return Err(error),
                Ok(done) => {
                    self.tell(&id, &done);
                    return Ok(summary(Some(started.id()), "complete", Some(&done)));
                }
            }
        }
    }

    /// Says who had to leave.
    fn tell(&self, id: &RoomId, done: &types::RoomShutdown) {
        if self.is_quiet {
            return;
        }
        let count = done.kicked_users.len();
        let plural = if count == 1 { "" } else { "s" };
        let mut text = format!("{id}: {count} user{plural} removed");
        if let Some(room) = &done.new_room_id {
            text = format!("{text}, moved to {room}");
        }
        let stayed: Vec<&str> = done
            .failed_to_kick_users
            .iter()
            .map(UserId::as_str)
            .collect();
        if !stayed.is_empty() {
            text = format!("{text}; could not be removed: {}", stayed.join(", "));
        }
        printer::say_safely(&text);
    }

    async fn wait(
        &self,
        client: &Client,
        id: &str,
        limit: Duration,
        mut teller: Teller,
    ) -> Result<types::RoomShutdown, Error> {
        let deletion = client.rooms().deletion(id);
        deletion
            .wait_with(limit, move |found| teller.tell(&found.status))
            .await
    }
}

/// What there is to tell of a deletion.
pub(crate) fn summary(id: Option<&str>, status: &str, done: Option<&types::RoomShutdown>) -> Value {
    let mut summary = json!({"delete_id": id, "status": status});
    if let Some(done) = done {
        summary["kicked_users"] = json!(done.kicked_users);
        summary["failed_to_kick_users"] = json!(done.failed_to_kick_users);
        summary["local_aliases"] = json!(done.local_aliases);
        summary["new_room_id"] = json!(done.new_room_id);
    }
    summary
}
