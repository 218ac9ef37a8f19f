//! `chatadm mattermost user image set`: another picture.

use std::{fs, path::PathBuf};

use chatadm::mattermost::UserId;
use serde_json::json;

use crate::{
    bulk::{self, Action, BulkArgs},
    context::Context,
    exit::Failure,
};

/// Sets the profile picture of a user; the server cuts it to 128 by 128 pixels.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user image set ada ada.png")]
pub(crate) struct Args {
    /// A name, an e-mail address or an id of a user
    user: String,

    /// The picture, a file
    file: PathBuf,

    /// Print the request and send none
    #[arg(short = 'n', long)]
    dry_run: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let image = fs::read(&args.file);
    let image =
        image.map_err(|error| Failure::Usage(format!("{}: {error}", args.file.display())))?;
    let name = args
        .file
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let mattermost = context.mattermost()?;
    let user = mattermost.user(&args.user).await?;
    let action = Action::mattermost("set the picture of", "user", "set_profile_image")
        .body(json!({"image": name}))
        .consequence(format!(
            "That is {}. The present picture is lost",
            user.username
        ))
        .dry_run(args.dry_run);
    let verb = |id: UserId| {
        let (user, name, image) = (mattermost.client.user(id), name.clone(), image.clone());
        async move { user.set_image(name, image).await }
    };
    let bulk = BulkArgs::default();
    bulk::run(
        context,
        &mattermost.connection,
        &bulk,
        action,
        vec![user.id],
        verb,
    )
    .await
}
