//! `chatadm synapse user create`: new accounts. How a file tells of many is in `create::rows`.

use std::{collections::BTreeMap, path::PathBuf};

use chatadm::synapse::{User, UserId};
use serde_json::{Value, json};

use super::{
    USERS, delegated, details,
    fields::{Expect, FieldArgs},
    modify::{OPERATION, put},
    new_password::{KeepArgs, NewPasswordArgs},
};
use crate::{
    bulk::{self, Action, BulkArgs},
    context::Context,
    exit::Failure,
};

mod rows;

/// Creates accounts, and never changes one that exists unless `--expect` says so.
///
/// Without a password nobody can log in with one. `--password-prompt` asks for it, `--generate` makes one.
///
/// A file has one account on each line: CSV with a header, or JSON lines. Its columns are `user_id` (or
/// `name`), `displayname`, `avatar_url`, `admin`, `user_type`, `email`, `phone`, `auth_provider` with
/// `external_id`, `approved` and `password`; all but the first may be missing.
#[derive(Debug, clap::Args)]
#[command(
    mut_arg("password", |password| password.short('P')),
    mut_arg("password_prompt", |prompt| prompt.short('p')),
    after_help = "Examples:
  chatadm synapse user create ada --display-name 'Ada Lovelace' --password-prompt
  chatadm synapse user create bridge --user-type bot
  chatadm synapse user create ada --threepid email ada@example.org --generate
  chatadm synapse user create --from-file users.csv --generate --passwords-file new.csv"
)]
pub(crate) struct Args {
    /// A user id; without a server name (`alice`) it is one of this server
    #[arg(required_unless_present = "from_file")]
    user: Option<String>,

    #[command(flatten)]
    fields: FieldArgs,

    /// What the account has to be before; `updated` and `any` let this change one that exists
    #[arg(long, value_name = "WHAT", default_value = "created")]
    expect: Expect,

    #[command(flatten)]
    password: NewPasswordArgs,
    #[command(flatten)]
    keep: KeepArgs,

    /// Create the accounts of this file; `-` is standard input
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "user",
        help_heading = "Many at once"
    )]
    from_file: Option<PathBuf>,

    /// Print the requests and send none
    #[arg(long, help_heading = "Many at once")]
    dry_run: bool,

    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    args.password.check()?;
    args.fields.check()?;
    match (&args.user, &args.from_file) {
        (Some(user), None) if args.keep.passwords_file.is_none() => one(context, &args, user).await,
        (None, Some(path)) => {
            if !args.fields.is_empty() {
                return Err(Failure::Usage(
                    "what the accounts of a file are stands in the file; leave the other options out"
                        .to_owned(),
                ));
            }
            many(context, &args, rows::read(path)?).await
        }
        _ => Err(Failure::Usage(
            "`--passwords-file` goes with `--from-file`".to_owned(),
        )),
    }
}

async fn one(context: &Context, args: &Args, user: &str) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let operation = bulk::synapse_operation(OPERATION);
    let id = synapse.user_id(user).await?;
    let mut body = args.fields.body();
    if args.dry_run {
        if args.password.is_given() {
            body["password"] = "..".into();
        }
        return bulk::show_request(context, operation, id.as_str(), &body);
    }
    context.allow(operation, &synapse.connection)?;
    let before = synapse.client.user(&id).get_opt().await?;
    args.expect.check(&id, before.as_ref())?;
    let password = args.password.read()?;
    if let Some(password) = &password {
        body["password"] = password.expose().into();
    }
    args.fields.upload(&synapse.client, &mut body).await?;
    let made = put(synapse, &id, &body).await.map_err(Failure::from);
    let made = delegated::explained(synapse, made).await?;
    let mut document = details::document(&made)?;
    document["created"] = before.is_none().into();
    if let Some(password) = password.filter(|_| args.password.generate) {
        document["password"] = password.expose().into();
    }
    context.printer.record(&USERS, document)
}

async fn many(context: &Context, args: &Args, rows: Vec<rows::Row>) -> Result<(), Failure> {
    if args.password.is_given() && !args.password.generate {
        return Err(Failure::Usage(
            "several accounts do not get the same password; `--generate` makes one for each, or give the file \
             a column `password`"
                .to_owned(),
        ));
    }
    if args.password.generate && args.keep.passwords_file.is_none() {
        return Err(Failure::Usage(
            "say with `--passwords-file` where to write the passwords".to_owned(),
        ));
    }
    let synapse = context.synapse()?;
    let rows = rows::by_id(synapse, rows).await?;
    let ids: Vec<UserId> = rows.keys().cloned().collect();
    let is_resumed = args.bulk.resume.is_some();
    let passwords = if args.password.generate && !args.dry_run {
        args.keep.generate(&ids, is_resumed)?
    } else {
        BTreeMap::default()
    };
    let told = rows.iter().map(|(id, row)| {
        let mut body = row.body.clone();
        if row.password.is_some() || args.password.generate {
            body["password"] = "..".into();
        }
        (id, body)
    });
    let action = Action::synapse("create", "user", OPERATION)
        .bodies(told)
        .dry_run(args.dry_run);
    let verb = async |user: User<'_>| {
        match args.expect {
            // It refuses, because there is one.
            Expect::Created if user.get_opt().await?.is_some() => {
                return user.create().send().await.map(|_| Value::Null);
            }
            Expect::Updated => drop(user.get().await?),
            Expect::Created | Expect::Any => {}
        }
        let row = rows.get(user.id());
        let mut body = row.map_or_else(|| json!({}), |row| row.body.clone());
        let own = row.and_then(|row| row.password.as_ref());
        if let Some(password) = own.or(passwords.get(user.id())) {
            body["password"] = password.expose().into();
        }
        put(synapse, user.id(), &body).await?;
        Ok(Value::Null)
    };
    let verb = |id: UserId| verb(synapse.client.user(id));
    let done = bulk::run(context, &synapse.connection, &args.bulk, action, ids, verb).await;
    args.keep.tidy(is_resumed, &done);
    delegated::explained(synapse, done).await
}
