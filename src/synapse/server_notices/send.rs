//! Sending one notice, once.

use std::hash::{BuildHasher as _, RandomState};

use serde_json::{Map, Value};

use crate::{
    Error,
    call::answer,
    synapse::{Client, EventId, UserId, raw::builder, types},
};

const SEND: &str = "send_server_notice_txn";

/// A request to send a notice; see [`ServerNotices::send`](super::ServerNotices::send).
///
/// Its transaction id is drawn when it is made, and clones share it: however often one is sent, the
/// user gets one notice.
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct SendServerNotice<'a> {
    request: builder::SendServerNoticeTxn<'a>,
    transaction_id: String,
}

impl<'a> SendServerNotice<'a> {
    pub(super) fn new(client: &'a Client, user: UserId, content: Map<String, Value>) -> Self {
        let request = client.raw().send_server_notice_txn();
        Self {
            request: request.body_map(|body| body.user_id(user).content(content)),
            transaction_id: draw(),
        }
    }

    /// The id under which the server sends the notice once. Keep it to repeat the request later.
    pub fn transaction_id(&self) -> &str {
        &self.transaction_id
    }

    /// Sends under this transaction id, for example that of an earlier request; a random one unless
    /// told. It counts for the access token in use: under another token the server sends again.
    pub fn transaction(mut self, id: impl Into<String>) -> Self {
        self.transaction_id = id.into();
        self
    }

    /// The type of the event; `m.room.message` unless told.
    pub fn event_type(self, kind: impl Into<String>) -> Self {
        self.with(|body| body.type_(kind.into()))
    }

    /// Sends a state event with this key, which may be empty; an ordinary event unless told.
    pub fn state_key(self, key: impl Into<String>) -> Self {
        self.with(|body| body.state_key(key.into()))
    }

    fn with(
        mut self,
        change: impl FnOnce(types::builder::ServerNotice) -> types::builder::ServerNotice,
    ) -> Self {
        self.request = self.request.body_map(change);
        self
    }

    /// Sends the notice, and gives the id of its event; of the first one, if it was sent before.
    ///
    /// # Errors
    ///
    /// `is_not_found` when the server has no such user. `is_bad_request` when the server is not set up for
    /// notices, when the user is one of another server, or when the content is unusable.
    ///
    /// # Retries
    ///
    /// Sent again as harmless requests are: the transaction id keeps the notice from coming twice.
    ///
    /// Calls `PUT /_synapse/admin/v1/send_server_notice/{txn_id}` (`send_server_notice_txn`).
    pub async fn send(self) -> Result<EventId, Error> {
        let request = self.request.txn_id(self.transaction_id);
        let sent = answer(SEND, request.send()).await?;
        Ok(sent.event_id)
    }
}

/// 128 bits that no other request has.
fn draw() -> String {
    // The keys come from the operating system and change each time; `fastrand` has 64 bits of state.
    let keys = RandomState::new();
    format!("{:016x}{:016x}", keys.hash_one(0), keys.hash_one(1))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::draw;

    #[test]
    fn transaction_ids_are_long_and_differ() {
        let drawn: BTreeSet<String> = (0..1000).map(|_| draw()).collect();
        assert_eq!(drawn.len(), 1000);
        assert!(drawn.iter().all(|id| id.len() == 32));
    }
}
