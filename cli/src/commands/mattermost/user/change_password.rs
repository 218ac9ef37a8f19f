//! `chatadm mattermost user change-password`: a new password.

use std::path::PathBuf;

use chatadm::{Secret, mattermost::UserId};
use serde_json::json;

use super::secret;
use crate::{
    bulk::{self, Action, BulkArgs},
    commands::synapse::user::password::PasswordArgs,
    context::Context,
    exit::Failure,
    guards::GuardArgs,
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

    /// The present password itself, which everybody on this machine can then see in the list of processes
    #[arg(short, long, hide = true, value_name = "PASSWORD", conflicts_with_all = ["current_file", "hashed"])]
    current: Option<String>,

    /// The password is a hash, out of the database of a server
    #[arg(long)]
    hashed: bool,

    #[command(flatten)]
    password: PasswordArgs,

    /// Old short form of `--password`
    #[arg(
        short,
        hide = true,
        value_name = "PASSWORD",
        conflicts_with = "PasswordArgs"
    )]
    p: Option<String>,

    /// Print the request and send none
    #[arg(short = 'n', long)]
    dry_run: bool,

    /// Allow accounts that the profile protects (`protected_users`)
    #[arg(long)]
    allow_protected: bool,
}

pub(crate) async fn run(context: &Context, mut args: Args) -> Result<(), Failure> {
    args.password.password = args.password.password.or(args.p);
    secret::warn(context, &args.password);
    let mattermost = context.mattermost()?;
    let user = mattermost.user(&args.user).await?;
    let guards = GuardArgs {
        allow_self: true,
        allow_last_admin: true,
        allow_protected: args.allow_protected,
    };
    guards
        .check_users(mattermost, std::slice::from_ref(&user))
        .await?;

    let is_local = mattermost.connection.is_local;
    let is_own =
        !args.hashed && !args.dry_run && !is_local && mattermost.client.me().await?.id == user.id;
    let mut current = None;
    let mut new = Secret::default();
    if !args.dry_run {
        current = match (&args.current, &args.current_file) {
            (Some(text), _) => Some(Secret::from(text.as_str())),
            (None, Some(path)) => Some(prompt::secret_from(path)?),
            (None, None) if is_own => Some(prompt::Prompter::secret(
                "present password: ",
                "`--current-file`",
            )?),
            (None, None) => None,
        };
        new = args.password.given_or_asked()?;
    }
    let mut body = json!({"new_password": ".."});
    if args.current.is_some() || args.current_file.is_some() {
        body["current_password"] = "..".into();
    }
    if args.hashed {
        body["already_hashed"] = "true".into();
    }
    let hashed = args.hashed;
    let action = Action::mattermost("set the password of", "user", "update_user_password")
        .body(body)
        .consequence(super::select::names(std::slice::from_ref(&user)))
        .dry_run(args.dry_run);
    let verb = |id: UserId| {
        let (user, current, new) = (mattermost.client.user(id), current.clone(), new.clone());
        async move {
            match current {
                Some(current) => user.change_password(current, new).await,
                None if hashed => user.set_password_hash(new).await,
                None => user.set_password(new).await,
            }
        }
    };
    let bulk = BulkArgs::default();
    bulk::run(
        context,
        &mattermost.connection,
        &bulk,
        action,
        vec![user.id.clone()],
        verb,
    )
    .await
}
