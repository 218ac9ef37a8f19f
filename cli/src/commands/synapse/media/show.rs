//! `chatadm synapse media show`: what the server knows of files.

use super::{FILES, select::MediaArgs};
use crate::{context::Context, exit::Failure};

/// Shows what the server knows of files: its own, and other servers' that it has copies of.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse media show mxc://example.org/abc
  chatadm synapse media show abc def -o csv")]
pub(crate) struct Args {
    #[command(flatten)]
    media: MediaArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let uris = args.media.uris(synapse).await?;
    let media = synapse.client.media();
    if let [uri] = uris.as_slice() {
        let file = media.get(uri).await?;
        return context.printer.record(&FILES, serde_json::to_value(file)?);
    }
    let mut list = context.printer.list(&FILES);
    for uri in &uris {
        list.push(serde_json::to_value(media.get(uri).await?)?)?;
        list.flush()?;
    }
    list.finish()
}
