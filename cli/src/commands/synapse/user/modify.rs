//! `chatadm synapse user modify`: changes of an account. What they make of it is in `modify::changes`.

use super::{USERS, details, password};
use crate::{bulk, context::Context, exit::Failure, guards::GuardArgs};

mod changes;

use changes::ChangeArgs;

/// Changes an account: what is named and nothing else.
///
/// What changes is shown before it is asked whether to go on. An empty display name or picture takes it away.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user modify ada --display-name 'Ada Lovelace'
  chatadm synapse user modify ada --add-threepid email ada@example.org
  chatadm synapse user modify ada --password-prompt --no-logout
  chatadm synapse user modify bridge --user-type bot --yes")]
pub(crate) struct Args {
    /// A user id; without a server name (`alice`) it is one of this server
    user: String,

    #[command(flatten)]
    changes: ChangeArgs,

    #[command(flatten)]
    password: password::PasswordArgs,

    /// Ask for a new password
    #[arg(short, long, conflicts_with = "PasswordArgs")]
    password_prompt: bool,

    /// Old short form of `--password`
    #[arg(short = 'P', hide = true, value_name = "PASSWORD", conflicts_with_all = ["PasswordArgs", "password_prompt"])]
    old_password: Option<String>,

    /// Leave the user logged in although the password changes
    #[arg(long, conflicts_with = "logout_devices")]
    no_logout: bool,

    /// Log the user out everywhere when the password changes, which is how it is unless told
    #[arg(long)]
    logout_devices: bool,

    /// Print the request and send none
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    guards: GuardArgs,
}

pub(crate) async fn run(context: &Context, mut args: Args) -> Result<(), Failure> {
    args.password.password = args.password.password.or(args.old_password);
    let has_password = args.password_prompt || args.password.is_given();
    if args.changes.is_empty() && !has_password {
        return Err(Failure::Usage(
            "nothing is to be changed; name what, for example `--display-name`".to_owned(),
        ));
    }
    if (args.no_logout || args.logout_devices) && !has_password {
        return Err(Failure::Usage(
            "`--no-logout` and `--logout-devices` go with a new password only".to_owned(),
        ));
    }
    let synapse = context.synapse()?;
    let operation = bulk::synapse_operation("create_or_modify_user");
    let id = synapse.user_id(&args.user).await?;
    if args.changes.is_risky() {
        args.guards
            .check(synapse, std::slice::from_ref(&id))
            .await?;
    } else {
        let guards = GuardArgs {
            allow_self: true,
            allow_last_admin: true,
            ..args.guards
        };
        guards.check(synapse, std::slice::from_ref(&id)).await?;
    }
    let user = synapse.client.user(&id);
    let before = user.get().await?;
    // It was just asked whether the account exists.
    let (mut request, mut body) = args
        .changes
        .apply(user.modify().check_exists(false), &before)?;
    if has_password {
        body["password"] = "..".into();
        if args.no_logout || args.logout_devices {
            body["logout_devices"] = args.logout_devices.into();
            request = request.logout_devices(args.logout_devices);
        }
    }
    if args.dry_run {
        return bulk::show_request(context, operation, id.as_str(), &body);
    }
    context.allow(operation, &synapse.connection)?;
    let before = details::document(&before)?;
    for (field, value) in body.as_object().into_iter().flatten() {
        let earlier = before
            .get(field)
            .map(ToString::to_string)
            .unwrap_or_default();
        context
            .printer
            .note(&format!("{field}: {earlier} -> {value}"));
    }
    context.prompter.confirm(&format!("change {id}?"))?;
    if has_password {
        request = request.password(args.password.given_or_asked()?);
    }
    let after = request.send().await?;
    context.printer.record(&USERS, details::document(&after)?)
}
