//! `chatadm mattermost user edit`: another name, address or setting.

use chatadm::mattermost::types::User;
use serde_json::Value;

use super::{USERS, document};
use crate::{
    bulk, context::Context, exit::Failure, guards::GuardArgs, guards::mattermost::ProtectArgs,
};

mod changes;

/// Changes a user, and leaves alone what is not named.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user edit ada --email ada@example.org --position Countess
  chatadm mattermost user edit ada --timezone Europe/London --notify-prop email=false
  chatadm mattermost user edit auth ada --auth-service ldap --auth-data ada.lovelace
  chatadm mattermost user edit auth ada --auth-service email")]
pub(crate) struct Args {
    /// A name, an e-mail address or an id; `auth` may stand before it, and as in mmctl `username`, `email` or
    /// `authdata`, with the value behind it
    #[arg(required = true, num_args = 1..=3, value_name = "USER")]
    target: Vec<String>,

    /// Another name
    #[arg(long, value_name = "NAME")]
    username: Option<String>,

    /// Another e-mail address
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,

    /// Another nickname; an empty one removes it, as with all of the texts below
    #[arg(long, value_name = "NAME")]
    nickname: Option<String>,

    /// Another first name
    #[arg(long, visible_alias = "firstname", value_name = "NAME")]
    first_name: Option<String>,

    /// Another last name
    #[arg(long, visible_alias = "lastname", value_name = "NAME")]
    last_name: Option<String>,

    /// Another job title
    #[arg(long, value_name = "TITLE")]
    position: Option<String>,

    /// Another language, as `en`
    #[arg(long, value_name = "LANGUAGE")]
    locale: Option<String>,

    /// Another time zone, as `Europe/London`; `auto` is that of the device
    #[arg(long, value_name = "ZONE")]
    timezone: Option<String>,

    /// A custom property; no value removes it (may be repeated)
    #[arg(long, visible_alias = "props", value_name = "NAME=VALUE")]
    prop: Vec<String>,

    /// A notification setting (may be repeated)
    #[arg(long, visible_alias = "notify-props", value_name = "NAME=VALUE")]
    notify_prop: Vec<String>,

    /// Send the properties and settings that are given and no others; the rest of them is lost
    #[arg(long)]
    replace: bool,

    /// The service that the user logs in with from now on, as `ldap`; `email` is a password of this server
    #[arg(long, visible_alias = "service", value_name = "SERVICE")]
    auth_service: Option<String>,

    /// Who the user is at that service; an empty one takes the user back to a password of this server
    #[arg(long, visible_alias = "authdata", value_name = "ID")]
    auth_data: Option<String>,

    /// Print the requests and send none
    #[arg(short = 'n', long)]
    dry_run: bool,

    /// Allow another way to log in for the account that the token belongs to
    #[arg(long, help_heading = "Guards")]
    allow_self: bool,

    #[command(flatten)]
    protect: ProtectArgs,
}

pub(crate) async fn run(context: &Context, mut args: Args) -> Result<(), Failure> {
    let text = args.target()?;
    let mattermost = context.mattermost()?;
    let before = mattermost.user(&text).await?;
    let body = args.body(&before)?;
    let auth = args.auth(&before)?;
    let id = before.id.as_str();
    let (operation, shown) = match &auth {
        Some(auth) if body.is_empty() => ("update_user_auth", auth.clone()),
        None if !body.is_empty() => ("patch_user", Value::Object(body.clone())),
        None => {
            return Err(Failure::Usage(
                "nothing is to be changed; say what, as `--email`".to_owned(),
            ));
        }
        Some(_) => {
            let message = "change how the user logs in with a command of its own";
            return Err(Failure::Usage(message.to_owned()));
        }
    };
    let operation = bulk::mattermost_operation(operation);
    if args.dry_run {
        return bulk::show_request(context, operation, id, &shown);
    }
    context.allow(operation, &mattermost.connection)?;
    let user = std::slice::from_ref(&before);
    args.protect.check(mattermost, user)?;
    if auth.is_some() {
        let guards = GuardArgs {
            allow_self: args.allow_self,
            allow_last_admin: true,
            allow_protected: true,
        };
        guards.check_users(mattermost, user).await?;
    }
    let earlier = document(&before)?;
    for (field, value) in shown.as_object().into_iter().flatten() {
        let earlier = &earlier[field];
        context
            .printer
            .note(&format!("{field}: {earlier} -> {value}"));
    }
    context
        .prompter
        .confirm(&format!("change {}?", before.username))?;
    let request = mattermost
        .client
        .call(operation.id)
        .param("user_id", id)
        .json(&shown);
    let after: User = if auth.is_some() {
        let sent = request.send::<Value>().await;
        if let (Err(error), None) = (&sent, shown["auth_data"].as_str())
            && error.is_bad_request()
        {
            context.printer.note(
                "servers up to 11.6 take nobody back to a password of this server that way; users can switch \
                 themselves, in the settings of their account",
            );
        }
        sent?;
        mattermost.client.user(&before.id).get().await?
    } else {
        request.send().await?
    };
    context.printer.record(&USERS, document(&after)?)
}
