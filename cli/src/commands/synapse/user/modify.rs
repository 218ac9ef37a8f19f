//! `chatadm synapse user modify`: changes of accounts. What they make of one is in `modify::changes`.

use chatadm::synapse::{User, UserId, types};
use serde_json::Value;

use super::{
    USERS, delegated, details, fields::Expect, new_password::NewPasswordArgs, select::WorkArgs,
};
use crate::{
    bulk::{self, Action},
    context::{Context, Synapse},
    exit::Failure,
    guards::GuardArgs,
};

mod changes;
mod diff;

use changes::ModifyArgs;

/// The operation that creates and changes accounts.
pub(super) const OPERATION: &str = "create_or_modify_user";

/// Changes accounts: what is named and nothing else.
///
/// What changes of one account is shown before it is asked whether to go on. An empty display name or
/// picture takes it away. Names, pictures, addresses, identities and passwords are changed of one account at
/// a time; the rest of as many as are named.
#[derive(Debug, clap::Args)]
#[command(
    mut_arg("password", |password| password.short('P')),
    mut_arg("password_prompt", |prompt| prompt.short('p')),
    // These letters mean changes here.
    mut_arg("dry_run", |dry_run| dry_run.short(None)),
    mut_arg("admins", |admins| admins.short(None)),
    mut_arg("locked", |locked| locked.short(None)),
    after_help = "Examples:
  chatadm synapse user modify ada --display-name 'Ada Lovelace'
  chatadm synapse user modify ada --add-threepid email ada@example.org --avatar ada.png
  chatadm synapse user modify ada --password-prompt --no-logout
  chatadm synapse user modify --match '@bridge-.*' --user-type bot --dry-run"
)]
pub(crate) struct Args {
    #[command(flatten)]
    changes: ModifyArgs,

    /// What the account has to be before; `created` and `any` let this create it
    #[arg(long, value_name = "WHAT", default_value = "updated")]
    expect: Expect,

    #[command(flatten)]
    password: NewPasswordArgs,

    /// Leave the user logged in although the password changes
    #[arg(long, conflicts_with = "logout_devices")]
    no_logout: bool,

    /// Log the user out everywhere when the password changes, which is how it is unless told
    #[arg(long)]
    logout_devices: bool,

    #[command(flatten)]
    work: WorkArgs,
    #[command(flatten)]
    guards: GuardArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    args.check()?;
    let synapse = context.synapse()?;
    let ids = args.work.select.ids(context, synapse).await?;
    let is_risky = args.changes.is_risky();
    let guards = GuardArgs {
        allow_self: args.guards.allow_self || !is_risky,
        allow_last_admin: args.guards.allow_last_admin || !is_risky,
        ..args.guards
    };
    guards.check(synapse, &ids).await?;
    let bulk = &args.work.bulk;
    if let ([id], None, None) = (ids.as_slice(), &bulk.report, &bulk.resume) {
        return one(context, synapse, &args, id).await;
    }
    if args.changes.is_personal() || args.password.is_given() || args.expect != Expect::Updated {
        return Err(Failure::Usage(
            "names, pictures, addresses, identities and passwords are those of one account; name one, and \
             no `--report`"
                .to_owned(),
        ));
    }
    let body = args.changes.body(None);
    let action = Action::synapse("modify", "user", OPERATION).body(body.clone());
    let verb = async |user: User<'_>| {
        // Without this an account that does not exist would be created.
        user.get().await?;
        put(synapse, user.id(), &body).await.map(drop)
    };
    args.work.run_for(context, action, ids, verb).await
}

/// Changes one account: shows what changes, asks, and prints what it is then.
async fn one(
    context: &Context,
    synapse: &Synapse,
    args: &Args,
    id: &UserId,
) -> Result<(), Failure> {
    let operation = bulk::synapse_operation(OPERATION);
    let before = synapse.client.user(id).get_opt().await?;
    args.expect.check(id, before.as_ref())?;
    let mut body = args.changes.body(before.as_ref());
    if args.password.is_given() {
        body["password"] = "..".into();
        if args.no_logout || args.logout_devices {
            body["logout_devices"] = args.logout_devices.into();
        }
    }
    if args.work.dry_run.dry_run {
        return bulk::show_request(context, operation, id.as_str(), &body);
    }
    context.allow(operation, &synapse.connection)?;
    let known = before.as_ref().map(details::document).transpose()?;
    for line in diff::lines(known.as_ref().unwrap_or(&Value::Null), &body) {
        context.printer.note(&line);
    }
    context.prompter.confirm(&format!("change {id}?"))?;
    let password = args.password.read()?;
    if let Some(password) = &password {
        body["password"] = password.expose().into();
    }
    args.changes
        .fields
        .upload(&synapse.client, &mut body)
        .await?;
    let after = put(synapse, id, &body).await.map_err(Failure::from);
    let after = delegated::explained(synapse, after).await?;
    let mut document = details::document(&after)?;
    document["created"] = before.is_none().into();
    if let Some(password) = password.filter(|_| args.password.generate) {
        document["password"] = password.expose().into();
    }
    context.printer.record(&USERS, document)
}

/// Tells the server what an account is to be, and gets what it is.
pub(super) async fn put(
    synapse: &Synapse,
    id: &UserId,
    body: &Value,
) -> Result<types::User, chatadm::Error> {
    let request = synapse.client.call(OPERATION).param("user_id", id);
    request.json(body).send().await
}

impl Args {
    fn check(&self) -> Result<(), Failure> {
        self.password.check()?;
        self.changes.check()?;
        let has_password = self.password.is_given();
        if self.changes.is_empty() && !has_password {
            return Err(Failure::Usage(
                "nothing is to be changed; name what, for example `--display-name`".to_owned(),
            ));
        }
        if (self.no_logout || self.logout_devices) && !has_password {
            return Err(Failure::Usage(
                "`--no-logout` and `--logout-devices` go with a new password only".to_owned(),
            ));
        }
        Ok(())
    }
}
