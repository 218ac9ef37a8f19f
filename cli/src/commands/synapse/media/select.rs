//! Which files a command means, and where they are from.

use chatadm::synapse::{MxcUri, RoomAlias, RoomId, ServerName};

use crate::{context::Synapse, exit::Failure, selection::FileArgs};

/// The files that a command is for.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct MediaArgs {
    /// Files as URIs (`mxc://example.org/abc`); a media id alone is one of this server
    #[arg(value_name = "MXC")]
    media: Vec<String>,

    /// Old option for a media id
    #[arg(short = 'i', long, hide = true, value_name = "ID")]
    media_id: Vec<String>,

    /// Old option for a URI
    #[arg(short = 'U', long, hide = true, value_name = "MXC")]
    mxc_uri: Vec<String>,

    /// The server that bare media ids are of (this one unless told)
    #[arg(short = 's', long, value_name = "SERVER")]
    server_name: Option<ServerName>,

    #[command(flatten)]
    file: FileArgs,
}

impl MediaArgs {
    /// Whether no file is named.
    pub(crate) fn is_empty(&self) -> bool {
        let named = [&self.media, &self.media_id, &self.mxc_uri];
        named.into_iter().all(Vec::is_empty) && self.file.from_file.is_none()
    }

    /// The URIs of the files; a bad one costs nothing, because nothing is sent before.
    pub(crate) async fn uris(&self, synapse: &Synapse) -> Result<Vec<MxcUri>, Failure> {
        let mut texts = self.media.clone();
        texts.extend(self.media_id.iter().chain(&self.mxc_uri).cloned());
        texts.extend(self.file.read(&["mxc", "uri", "media_id", "id"])?);
        if texts.is_empty() {
            let hint =
                "no file is named; give URIs such as `mxc://example.org/abc`, or `--from-file`";
            return Err(Failure::Usage(hint.to_owned()));
        }
        let is_full = |text: &String| text.contains("://");
        for text in texts.iter().filter(|text| is_full(text)) {
            parse(text)?;
        }
        let server = match &self.server_name {
            Some(server) => Some(server.clone()),
            None if texts.iter().all(is_full) => None,
            None => Some(server_name(synapse).await?),
        };
        let mut uris = Vec::new();
        for text in texts {
            uris.push(match &server {
                Some(server) if !is_full(&text) => {
                    MxcUri::new(server, &text).map_err(|error| Failure::Usage(error.to_string()))?
                }
                _ => parse(&text)?,
            });
        }
        Ok(uris)
    }

    /// The URIs of files that have to be this server's own.
    pub(crate) async fn own_uris(&self, synapse: &Synapse) -> Result<Vec<MxcUri>, Failure> {
        let uris = self.uris(synapse).await?;
        let own = server_name(synapse).await?;
        match uris
            .iter()
            .find(|uri| uri.server_name().as_ref() != Some(&own))
        {
            None => Ok(uris),
            Some(uri) => Err(Failure::Usage(format!(
                "{uri} is no file of {own}; only a server's own files can be protected"
            ))),
        }
    }
}

fn parse(text: &str) -> Result<MxcUri, Failure> {
    text.parse()
        .map_err(|error: chatadm::synapse::ParseIdError| Failure::Usage(error.to_string()))
}

/// The name of this server.
pub(crate) async fn server_name(synapse: &Synapse) -> Result<ServerName, Failure> {
    let name = if let Some(name) = &synapse.connection.profile.server_name {
        name.clone()
    } else {
        let me = synapse.me().await?.as_str();
        me.split_once(':')
            .map(|(_, server)| server.to_owned())
            .unwrap_or_default()
    };
    ServerName::try_from(name).map_err(|error| Failure::Config(error.to_string()))
}

/// A room from what was typed: its id, or an alias that the server is asked for.
pub(crate) async fn room_id(synapse: &Synapse, text: &str) -> Result<RoomId, Failure> {
    let wrong = |error: chatadm::synapse::ParseIdError| Failure::Usage(error.to_string());
    if text.starts_with('#') {
        let alias: RoomAlias = text.parse().map_err(wrong)?;
        return Ok(synapse.client.resolve_alias(&alias).await?);
    }
    text.parse().map_err(wrong)
}
