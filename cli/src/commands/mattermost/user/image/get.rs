//! `chatadm mattermost user image get`: a picture as a file.

use std::{fs, path::PathBuf};

use crate::{context::Context, exit::Failure};

/// More than any profile picture has.
const LIMIT: usize = 16 << 20;

/// Saves the profile picture of a user, a PNG.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user image get ada --output-file ada.png
  chatadm mattermost user image get ada > ada.png")]
pub(crate) struct Args {
    /// A name, an e-mail address or an id of a user
    user: String,

    /// The file to write; standard output unless told
    #[arg(long, value_name = "FILE")]
    output_file: Option<PathBuf>,

    /// The picture that the server draws for users who have none
    #[arg(long)]
    default: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    if args.output_file.is_none() && context.printer.is_terminal() {
        return Err(Failure::Usage(
            "a terminal shows no pictures; name an `--output-file`".to_owned(),
        ));
    }
    let mattermost = context.mattermost()?;
    let user = mattermost.user(&args.user).await?;
    let handle = mattermost.client.user(user.id);
    let image = if args.default {
        handle.default_image().await?
    } else {
        handle.image().send().await?
    };
    let bytes = image.bytes(LIMIT).await?;
    match &args.output_file {
        Some(path) => fs::write(path, &bytes).map_err(|error| Failure::file(path, &error)),
        None => context.printer.text(&bytes),
    }
}
