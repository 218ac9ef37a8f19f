//! `chatadm mattermost user create`: new accounts, from options or a file.

use std::path::PathBuf;

use chatadm::Secret;

use super::{USERS, document};
use crate::{
    bulk::{self, BulkArgs},
    context::Context,
    exit::Failure,
    guards::GuardArgs,
    secret::{self, PasswordArgs},
};

mod account;
mod many;
mod passwords;
mod steps;

use account::Account;
use passwords::Passwords;
use steps::Existing;

/// Creates a user, or with `--from-file` many.
///
/// A file is CSV with a header, or JSON lines: `username` and `email`, and where wanted `nickname`, `first_name`,
/// `last_name`, `position`, `locale`, `roles`, `auth_service`, `auth_data` and `password`. Without an option for
/// the password of a single user it is asked for twice.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user create --username ada --email ada@example.org --generate
  pass chat/ada | chatadm mattermost user create --username ada --email ada@example.org --password-stdin
  chatadm mattermost user create --from-file users.csv --generate --passwords-to first.csv
  chatadm mattermost user create --from-file users.csv --upsert --dry-run")]
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

    /// Change users who exist already, by their names; their passwords stay
    #[arg(long)]
    upsert: bool,

    /// Print the requests and send none
    #[arg(short = 'n', long)]
    dry_run: bool,

    #[command(flatten)]
    guards: GuardArgs,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    args.password.check()?;
    if let Some(path) = &args.from_file {
        return many::run(context, &args, path).await;
    }
    let mut account = args
        .details
        .account(args.username.clone(), args.email.clone());
    args.complete(&mut account);
    let mattermost = context.mattermost()?;
    let existing = Existing::find(mattermost, &args, std::slice::from_ref(&account)).await?;
    let before = existing.get(&account);
    if args.dry_run {
        return bulk::show_all(context, account.requests(before));
    }
    let operation = bulk::mattermost_operation("create_user");
    context.allow(operation, &mattermost.connection)?;
    let mut made: Option<Secret> = None;
    if before.is_none() {
        if args.generate {
            made = Some(secret::generate()?);
            account.password.clone_from(&made);
        } else if args.password.is_given() || !account.is_elsewhere() {
            account.password = Some(args.password.given_or_asked()?);
        }
    }
    if let (Some(path), Some(password)) = (&args.passwords_to, made.take()) {
        let mut passwords = Passwords::open(path, false)?;
        passwords.keep(&account.username, &password)?;
    }
    let done = account.create(&mattermost.client, before).await?;
    let mut document = document(&done.user)?;
    if let (true, Some(password)) = (args.passwords_to.is_none(), &account.password)
        && args.generate
    {
        document["password"] = password.expose().into();
    }
    // Printed first, because the account exists now, whatever else failed.
    context.printer.record(&USERS, document)?;
    for text in done.unfinished() {
        context.printer.note(&text);
    }
    match done.into_failure() {
        Some(error) => Err(error.into()),
        None => Ok(()),
    }
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
