//! `chatadm mattermost user change-password`: a new password.

use std::path::PathBuf;

use chatadm::{Secret, mattermost::User};
use serde_json::json;

use super::work;
use crate::secret::{self, PasswordArgs, Told};
use crate::{
    bulk::{self, Action, BulkArgs},
    context::Context,
    exit::Failure,
    guards::mattermost::ProtectArgs,
    prompt,
};

/// Sets a new password.
///
/// Without an option for the password it is asked for twice. Your own needs the present one too, which is
/// asked for as well. The sessions of the user go on: end them with `session revoke-all`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user change-password ada
  pwgen 20 1 | chatadm mattermost user change-password ada --password-stdin
  chatadm mattermost user change-password ada --password-file hash.txt --hashed")]
pub(crate) struct Args {
    /// A name, an e-mail address or an id
    user: String,

    /// Read the present password, which your own change needs, from this file
    #[arg(long, value_name = "FILE", conflicts_with = "hashed")]
    current_file: Option<PathBuf>,

    /// The present password itself, which is refused
    #[arg(short, long, hide = true, value_name = "PASSWORD", value_parser = secret::forgotten)]
    current: Option<Told>,

    /// The password is a hash, out of the database of a server
    #[arg(long)]
    hashed: bool,

    #[command(flatten)]
    password: PasswordArgs,

    /// Print the request and send none
    #[arg(short = 'n', long)]
    dry_run: bool,

    #[command(flatten)]
    protect: ProtectArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    args.password.check()?;
    if args.current.is_some() {
        return Err(secret::refusal("`--current-file -`", "`--current-file`"));
    }
    let mattermost = context.mattermost()?;
    let user = mattermost.user(&args.user).await?;
    args.protect
        .check(mattermost, std::slice::from_ref(&user))?;

    let is_known = mattermost.connection.token.is_some();
    let is_own = is_known && !args.hashed && mattermost.client.me().await?.id == user.id;
    let mut body = json!({"new_password": ".."});
    if args.current_file.is_some() || is_own {
        body["current_password"] = "..".into();
    }
    if args.hashed {
        body["already_hashed"] = "true".into();
    }
    let mut current = None;
    let mut new = Secret::default();
    if !args.dry_run {
        let operation = bulk::mattermost_operation("update_user_password");
        context.allow(operation, &mattermost.connection)?;
        current = match &args.current_file {
            Some(path) => Some(prompt::secret_from(path)?),
            None if is_own => Some(prompt::Prompter::secret(
                "present password: ",
                "`--current-file`",
            )?),
            None => None,
        };
        new = args.password.given_or_asked()?;
    }
    let hashed = args.hashed;
    let action = Action::mattermost("set the password of", "user", "update_user_password")
        .body(body)
        .dry_run(args.dry_run);
    let verb = async |user: User<'_>| match current.clone() {
        Some(current) => user.change_password(current, new.clone()).await,
        None if hashed => user.set_password_hash(new.clone()).await,
        None => user.set_password(new.clone()).await,
    };
    work::run_for(context, &BulkArgs::default(), action, &[user], verb).await
}
