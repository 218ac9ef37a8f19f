//! Which other servers a command means.

use chatadm::synapse::{Client, ListDestinations, ServerName, types::Destination};

use crate::exit::Failure;

/// What narrows a list of other servers.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Which servers")]
pub(super) struct FilterArgs {
    /// Keep servers that cannot be reached
    #[arg(long)]
    failing: bool,

    /// Keep servers whose name contains this text
    #[arg(long, visible_alias = "destination", value_name = "TEXT")]
    pub(super) name: Option<String>,
}

impl FilterArgs {
    /// Whether nothing narrows the list.
    pub(super) fn is_empty(&self) -> bool {
        !self.failing && self.name.is_none()
    }

    /// The servers that the filter of this server leaves.
    pub(super) fn request<'a>(&self, client: &'a Client) -> ListDestinations<'a> {
        let request = client.federation().destinations();
        match &self.name {
            Some(text) => request.destination(text),
            None => request,
        }
    }

    /// Whether our own filter keeps a server.
    pub(super) fn keeps(&self, server: &Destination) -> bool {
        !self.failing || server.failure_ts.is_some()
    }

    /// The names of all servers that are meant.
    pub(super) async fn names(&self, client: &Client) -> Result<Vec<ServerName>, Failure> {
        let mut servers = self.request(client).page_size(500).stream();
        let mut names = Vec::new();
        while let Some(server) = servers.try_next().await? {
            if self.keeps(&server) {
                names.push(server.destination);
            }
        }
        Ok(names)
    }
}
