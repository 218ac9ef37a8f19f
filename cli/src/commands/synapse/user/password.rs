//! `chatadm synapse user password`: a new password.

use std::collections::BTreeMap;

use chatadm::{Secret, synapse::User};
use serde_json::{Value, json};

use super::{
    new_password::{KeepArgs, NewPasswordArgs},
    select::ChangeArgs,
};
use crate::{bulk::Action, context::Context, exit::Failure, printer::Shape};

const PASSWORDS: Shape = Shape {
    id: "id",
    columns: &["id", "outcome", "result.password", "message"],
};

/// Sets a new password.
///
/// The user is logged out everywhere, unless `--no-logout` is given. Without an option for the password it
/// is asked for twice. Several accounts get one each with `--generate`.
#[derive(Debug, clap::Args)]
#[command(
    mut_arg("password", |password| password.short('p')),
    mut_arg("dry_run", |dry_run| dry_run.short(None)),
    after_help = "Examples:
  chatadm synapse user password ada
  chatadm synapse user password ada --generate
  pwgen 20 1 | chatadm synapse user password ada --password-stdin --no-logout
  chatadm synapse user password --from-file leaked.txt --generate --passwords-file new.csv"
)]
pub(crate) struct Args {
    /// Leave the user logged in
    #[arg(short, long)]
    no_logout: bool,

    #[command(flatten)]
    password: NewPasswordArgs,
    #[command(flatten)]
    keep: KeepArgs,
    #[command(flatten)]
    change: ChangeArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    args.password.check()?;
    let ids = args.change.ids(context).await?;
    let logout = !args.no_logout;
    let work = &args.change.work;
    let mut action = Action::synapse("set the password of", "user", "reset_user_password")
        .body(json!({"new_password": "..", "logout_devices": logout}));
    if logout {
        action = action.consequence("They are logged out everywhere");
    }
    if !args.password.generate {
        if ids.len() > 1 {
            return Err(Failure::Usage(
                "several accounts do not get the same password; `--generate` makes one for each"
                    .to_owned(),
            ));
        }
        let password = if work.dry_run.dry_run {
            Secret::default()
        } else {
            args.password.read_or_ask()?
        };
        let verb = async |user: User<'_>| {
            let request = user.reset_password(password.clone());
            request.logout_devices(logout).send().await
        };
        return work.run_for(context, action, ids, verb).await;
    }
    let is_resumed = work.bulk.resume.is_some();
    let is_printed = args.keep.passwords_file.is_none();
    if is_printed {
        action = action.shape(&PASSWORDS);
    }
    let passwords = if work.dry_run.dry_run {
        BTreeMap::default()
    } else {
        args.keep.generate(&ids, is_resumed)?
    };
    let verb = async |user: User<'_>| {
        let password = passwords.get(user.id()).cloned().unwrap_or_default();
        let request = user.reset_password(password.clone());
        request.logout_devices(logout).send().await?;
        Ok(if is_printed {
            json!({"password": password.expose()})
        } else {
            Value::Null
        })
    };
    let outcome = work.run_for(context, action, ids, verb).await;
    args.keep.tidy(is_resumed, &outcome);
    outcome
}
