//! `chatadm mattermost user edit`: another name, address or setting.

use chatadm::mattermost::types::User;
use serde_json::{Value, json};

use super::{USERS, document};
use crate::{bulk, context::Context, exit::Failure, guards::GuardArgs};

mod changes;

/// Changes a user, and leaves alone what is not named.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user edit ada --email ada@example.org --position Countess
  chatadm mattermost user edit ada --timezone Europe/London --notify-prop email=false
  chatadm mattermost user edit ada --auth-service ldap --auth-data ada.lovelace")]
pub(crate) struct Args {
    /// A name, an e-mail address or an id; as in mmctl, `username`, `email` or `authdata`, the user, and the value
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

    /// The service that the user logs in with from now on, as `ldap`
    #[arg(long, value_name = "SERVICE")]
    auth_service: Option<String>,

    /// Who the user is at that service
    #[arg(long, value_name = "ID")]
    auth_data: Option<String>,

    /// Print the requests and send none
    #[arg(short = 'n', long)]
    dry_run: bool,

    /// Allow accounts that the profile protects (`protected_users`)
    #[arg(long)]
    allow_protected: bool,
}

pub(crate) async fn run(context: &Context, mut args: Args) -> Result<(), Failure> {
    let text = args.target()?;
    let mattermost = context.mattermost()?;
    let before = mattermost.user(&text).await?;
    let body = args.body(&before)?;
    let auth = args.auth(&before)?;
    let id = before.id.as_str();
    let (operation, shown) = match &auth {
        Some((service, data)) if body.is_empty() => (
            "update_user_auth",
            json!({"auth_service": service, "auth_data": data}),
        ),
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
    let guards = GuardArgs {
        allow_self: true,
        allow_last_admin: true,
        allow_protected: args.allow_protected,
    };
    guards
        .check_users(mattermost, std::slice::from_ref(&before))
        .await?;
    let earlier = document(&before)?;
    for (field, value) in shown.as_object().into_iter().flatten() {
        let earlier = earlier
            .get(field)
            .map(ToString::to_string)
            .unwrap_or_default();
        context
            .printer
            .note(&format!("{field}: {earlier} -> {value}"));
    }
    context
        .prompter
        .confirm(&format!("change {}?", before.username))?;
    let user = mattermost.client.user(&before.id);
    let after: User = match auth {
        Some((service, data)) => {
            user.set_auth(service, data).await?;
            user.get().await?
        }
        None => {
            mattermost
                .client
                .call("patch_user")
                .param("user_id", id)
                .json(&body)
                .send()
                .await?
        }
    };
    context.printer.record(&USERS, document(&after)?)
}
