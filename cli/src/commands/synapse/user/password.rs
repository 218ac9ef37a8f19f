//! `chatadm synapse user password`: a new password.

use std::path::PathBuf;

use chatadm::Secret;
use serde_json::json;

use crate::{
    bulk::{self, Action, BulkArgs},
    context::Context,
    exit::Failure,
    guards::GuardArgs,
    prompt::Prompter,
};

/// Sets a new password.
///
/// The user is logged out everywhere, unless `--no-logout` is given. Without an option for the password it
/// is asked for twice.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user password ada
  pwgen 20 1 | chatadm synapse user password ada --password-stdin --no-logout")]
pub(crate) struct Args {
    /// A user id; without a server name (`alice`) it is one of this server
    user: String,

    /// Leave the user logged in
    #[arg(short, long)]
    no_logout: bool,

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
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    guards: GuardArgs,
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
        path.map(|path| crate::prompt::secret_from(&path))
            .transpose()
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

pub(crate) async fn run(context: &Context, mut args: Args) -> Result<(), Failure> {
    args.password.password = args.password.password.or(args.p);
    let synapse = context.synapse()?;
    let id = synapse.user_id(&args.user).await?;
    args.guards
        .check(synapse, std::slice::from_ref(&id))
        .await?;
    let password = if args.dry_run {
        Secret::default()
    } else {
        args.password.given_or_asked()?
    };

    let logout = !args.no_logout;
    let action = Action::synapse("set the password of", "user", "reset_user_password")
        .body(json!({"new_password": "..", "logout_devices": logout}))
        .dry_run(args.dry_run);
    let bulk = BulkArgs::default();
    let verb = |id| {
        synapse
            .client
            .user(id)
            .reset_password(password.clone())
            .logout_devices(logout)
            .send()
    };
    bulk::run(context, &synapse.connection, &bulk, action, vec![id], verb).await
}
