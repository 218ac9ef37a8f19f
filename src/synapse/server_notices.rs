//! Notices from the server to its users.

use serde_json::{Map, Value};

use crate::synapse::{Client, UserId};

mod send;

pub use send::SendServerNotice;

impl Client {
    /// Notices from the server to its users, where the server is set up for them.
    pub fn server_notices(&self) -> ServerNotices<'_> {
        ServerNotices { client: self }
    }
}

/// The notices of a server; see [`Client::server_notices`].
#[derive(Debug, Clone, Copy)]
#[must_use = "a handle does nothing by itself"]
pub struct ServerNotices<'a> {
    client: &'a Client,
}

impl<'a> ServerNotices<'a> {
    /// Sends this local user a notice, in a room that the server opens for that.
    ///
    /// ```no_run
    /// # async fn run(synapse: chatadm::synapse::Client) -> Result<(), chatadm::Error> {
    /// let alice: chatadm::synapse::UserId = "@alice:example.org".parse().unwrap();
    /// let request = synapse.server_notices().send(alice, "We move on Sunday.");
    /// println!("to repeat it: {}", request.transaction_id());
    /// let event = request.send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Calls `PUT /_synapse/admin/v1/send_server_notice/{txn_id}` (`send_server_notice_txn`).
    pub fn send(
        &self,
        user: impl Into<UserId>,
        content: impl Into<NoticeContent>,
    ) -> SendServerNotice<'a> {
        SendServerNotice::new(self.client, user.into(), content.into().0)
    }
}

/// What a notice says: a text, a text with HTML, or any content of an event.
#[derive(Debug, Clone, PartialEq)]
pub struct NoticeContent(Map<String, Value>);

impl NoticeContent {
    /// A plain text.
    pub fn text(plain: impl Into<String>) -> Self {
        let mut content = Map::new();
        content.insert("msgtype".to_owned(), "m.text".into());
        content.insert("body".to_owned(), plain.into().into());
        Self(content)
    }

    /// HTML, with a plain text for clients that show none.
    pub fn html(plain: impl Into<String>, html: impl Into<String>) -> Self {
        let Self(mut content) = Self::text(plain);
        content.insert("format".to_owned(), "org.matrix.custom.html".into());
        content.insert("formatted_body".to_owned(), html.into().into());
        Self(content)
    }
}

impl From<&str> for NoticeContent {
    fn from(plain: &str) -> Self {
        Self::text(plain)
    }
}

impl From<String> for NoticeContent {
    fn from(plain: String) -> Self {
        Self::text(plain)
    }
}

impl From<Map<String, Value>> for NoticeContent {
    /// The content of an event as it is.
    fn from(content: Map<String, Value>) -> Self {
        Self(content)
    }
}
