//! What is done about a reported event before the report is dismissed.

use std::collections::BTreeMap;

use chatadm::{
    Error, Method,
    synapse::{Client, EventId, RoomId, UserId, types::EventReportDetails},
};
use serde_json::{Value, json};

use crate::{bulk, context::Synapse, exit::Failure, reading};

/// The call of the client API. The admin API has none for a single event.
const REDACT: &str = "/_matrix/client/v3/rooms/{room_id}/redact/{event_id}/{txn_id}";

/// Something to do about a reported event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub(super) enum Act {
    /// Redact the event, with the power that the account of the token has in the room
    Redact,
    /// Suspend who sent it
    Suspend,
    /// Keep local users from joining the room
    BlockRoom,
}

/// What a report is about.
#[derive(Debug, Clone)]
pub(super) struct Matter {
    id: i64,
    pub(super) room: RoomId,
    event: EventId,
    pub(super) sender: Option<UserId>,
}

/// Reads what reports are about.
pub(super) async fn matters(
    synapse: &Synapse,
    ids: &[i64],
) -> Result<BTreeMap<i64, Matter>, Failure> {
    let look = |id| async move { synapse.client.event_report(id).get().await };
    let found = reading::quietly(ids.iter().copied(), look).await?;
    let matter = |(id, report): (i64, EventReportDetails)| {
        let matter = Matter {
            id,
            room: report.room_id,
            event: report.event_id,
            sender: report.sender,
        };
        (id, matter)
    };
    Ok(found.into_iter().map(matter).collect())
}

impl Act {
    /// The request that does it, for `--dry-run`.
    pub(super) fn request(self, matter: &Matter, reason: Option<&str>) -> Value {
        let (room, event) = (matter.room.as_str(), matter.event.as_str());
        match self {
            Self::Redact => {
                let path = bulk::fill(REDACT, &[room, event, &transaction(matter)]);
                json!({"method": "PUT", "path": path, "body": redaction(reason)})
            }
            Self::Suspend => {
                let sender = matter.sender.as_ref().map_or("", UserId::as_str);
                let operation = bulk::synapse_operation("suspend_user");
                bulk::request(operation, sender, &json!({"suspend": true}))
            }
            Self::BlockRoom => {
                let operation = bulk::synapse_operation("set_room_block");
                bulk::request(operation, room, &json!({"block": true}))
            }
        }
    }

    /// Does it.
    pub(super) async fn run(
        self,
        client: &Client,
        matter: &Matter,
        reason: Option<&str>,
    ) -> Result<(), Error> {
        match self {
            Self::Redact => {
                let request = client
                    .request(Method::PUT, REDACT)
                    .param("room_id", &matter.room)
                    .param("event_id", &matter.event)
                    .param("txn_id", transaction(matter));
                request.json(&redaction(reason)).send::<Value>().await?;
            }
            Self::Suspend => {
                if let Some(sender) = &matter.sender {
                    client.user(sender).suspend().await?;
                }
            }
            Self::BlockRoom => client.room(&matter.room).block().await?,
        }
        Ok(())
    }
}

/// The same each time, so that a run that is resumed redacts nothing twice.
fn transaction(matter: &Matter) -> String {
    format!("chatadm-report-{}", matter.id)
}

fn redaction(reason: Option<&str>) -> Value {
    reason.map_or_else(|| json!({}), |reason| json!({"reason": reason}))
}
