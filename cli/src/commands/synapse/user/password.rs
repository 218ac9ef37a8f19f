//! `chatadm synapse user password`: a new password.

use std::{collections::BTreeMap, path::PathBuf};

use chatadm::{Secret, synapse::User};
use serde_json::{Value, json};

use super::{
    new_password::{KeepArgs, NewPasswordArgs},
    select::ChangeArgs,
};
use crate::{
    bulk::Action,
    context::Context,
    exit::Failure,
    printer::Shape,
    prompt::{self, Prompter},
};

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

/// Where a password comes from.
#[derive(Debug, Clone, Default, clap::Args)]
#[group(multiple = false)]
pub(crate) struct PasswordArgs {
    /// Read it from standard input
    #[arg(long)]
    pub(crate) password_stdin: bool,

    /// Read it from this file
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,

    /// The password itself, which everybody on this machine can then see in the list of processes
    #[arg(long, value_name = "PASSWORD", hide = true)]
    pub(crate) password: Option<String>,
}

impl PasswordArgs {
    /// The password, if one of the options says where it is.
    pub(crate) fn given(&self) -> Result<Option<Secret>, Failure> {
        if let Some(password) = &self.password {
            return Ok(Some(Secret::from(password.as_str())));
        }
        let stdin = self.password_stdin.then(|| PathBuf::from("-"));
        let path = self.password_file.clone().or(stdin);
        path.map(|path| prompt::secret_from(&path)).transpose()
    }

    /// Whether one of the options says where it is.
    pub(crate) fn is_given(&self) -> bool {
        self.password_stdin || self.password_file.is_some() || self.password.is_some()
    }

    /// The password; it is asked for twice where no option names one.
    pub(crate) fn given_or_asked(&self) -> Result<Secret, Failure> {
        match self.given()? {
            Some(password) => Ok(password),
            None => asked(),
        }
    }
}

/// Asks for a password twice.
pub(crate) fn asked() -> Result<Secret, Failure> {
    let instead = "`--password-stdin` or `--password-file`";
    let password = Prompter::secret("new password: ", instead)?;
    if password.expose().is_empty() {
        return Err(Failure::Usage("the password is empty".to_owned()));
    }
    let again = Prompter::secret("the same again: ", instead)?;
    if password == again {
        Ok(password)
    } else {
        Err(Failure::Usage("the two passwords differ".to_owned()))
    }
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
