//! `chatadm mattermost user create`: new accounts, from options or a file.

use std::path::PathBuf;

use chatadm::Secret;

use super::{USERS, document, secret};
use crate::{
    bulk::{self, BulkArgs},
    commands::synapse::user::password::PasswordArgs,
    context::Context,
    exit::Failure,
};

mod account;
mod many;

pub(crate) use account::Account;

/// Creates a user, or with `--from-file` many.
///
/// A file is CSV with a header, or JSON lines: `username` and `email`, and where wanted `nickname`, `first_name`,
/// `last_name`, `position`, `locale`, `roles`, `auth_service`, `auth_data` and `password`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user create --username ada --email ada@example.org --generate
  pass chat/ada | chatadm mattermost user create --username ada --email ada@example.org --password-stdin
  chatadm mattermost user create --from-file users.csv --generate --passwords-to first.csv")]
pub(crate) struct Args {
    /// The name
    #[arg(long, value_name = "NAME", required_unless_present = "from_file")]
    username: Option<String>,

    /// The e-mail address
    #[arg(long, value_name = "ADDRESS", required_unless_present = "from_file")]
    email: Option<String>,

    #[command(flatten)]
    details: account::DetailArgs,

    /// Make the user a system admin
    #[arg(long)]
    system_admin: bool,

    /// Make the user a guest
    #[arg(long, conflicts_with = "system_admin")]
    guest: bool,

    /// Count the address as verified
    #[arg(long)]
    email_verified: bool,

    /// Send no e-mail that says welcome
    #[arg(long)]
    disable_welcome_email: bool,

    /// Create the users in this file; `-` is standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["username", "email", "DetailArgs", "PasswordArgs"])]
    from_file: Option<PathBuf>,

    /// Make a password: it is printed, or for many written to `--passwords-to`
    #[arg(long, conflicts_with = "PasswordArgs")]
    generate: bool,

    /// Write the passwords that are made to this new file, as CSV that only you can read
    #[arg(long, value_name = "FILE", requires = "generate")]
    passwords_to: Option<PathBuf>,

    #[command(flatten)]
    password: PasswordArgs,

    /// Change users who exist already, and go on
    #[arg(long)]
    upsert: bool,

    /// Print the requests and send none
    #[arg(short = 'n', long)]
    dry_run: bool,

    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    if let Some(path) = &args.from_file {
        return many::run(context, &args, path).await;
    }
    secret::warn(context, &args.password);
    let mut account = args
        .details
        .account(args.username.clone(), args.email.clone());
    args.complete(&mut account);
    let operation = bulk::mattermost_operation("create_user");
    if args.dry_run {
        return bulk::show_request(context, operation, "", &account.shown());
    }
    let mattermost = context.mattermost()?;
    context.allow(operation, &mattermost.connection)?;
    let mut made: Option<Secret> = None;
    if args.generate {
        made = Some(secret::generate()?);
        account.password.clone_from(&made);
    } else if args.password.is_given() || !account.is_elsewhere() {
        account.password = Some(args.password.given_or_asked()?);
    }
    if let (Some(path), Some(password)) = (&args.passwords_to, &made) {
        many::keep(path, &[(account.username.clone(), password.clone())])?;
        made = None;
    }
    let user = account.create(&mattermost.client, args.upsert).await?;
    let mut document = document(&user)?;
    if let Some(password) = made {
        document["password"] = password.expose().into();
    }
    context.printer.record(&USERS, document)
}

impl Args {
    /// Adds what the options say of every account.
    fn complete(&self, account: &mut Account) {
        account.is_guest |= self.guest;
        account.is_verified |= self.email_verified;
        account.is_quiet |= self.disable_welcome_email;
        if self.system_admin {
            account.roles = Some("system_user system_admin".to_owned());
        }
    }
}
