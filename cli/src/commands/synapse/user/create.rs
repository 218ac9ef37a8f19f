//! `chatadm synapse user create`: a new account.

use serde_json::json;

use super::{USERS, details, password::PasswordArgs};
use crate::{bulk, context::Context, exit::Failure};

/// Creates an account, and never changes one that exists.
///
/// Without a password nobody can log in with one. `--password-prompt` asks for it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user create ada --display-name 'Ada Lovelace' --password-prompt
  chatadm synapse user create bridge --user-type bot
  chatadm synapse user create ada --threepid email ada@example.org --password-file first.txt")]
pub(crate) struct Args {
    /// A user id; without a server name (`alice`) it is one of this server
    user: String,

    /// The display name; the server takes the local part unless told
    #[arg(short = 'n', long, value_name = "NAME")]
    display_name: Option<String>,

    /// The picture, as an `mxc` URI
    #[arg(long, value_name = "MXC")]
    avatar_url: Option<String>,

    /// An e-mail address (`email`) or phone number (`msisdn`); may be repeated
    #[arg(short, long, num_args = 2, value_names = ["MEDIUM", "ADDRESS"])]
    threepid: Vec<String>,

    /// An identity at a single sign-on provider; may be repeated
    #[arg(long, num_args = 2, value_names = ["PROVIDER", "ID"])]
    external_id: Vec<String>,

    /// Make the user a server admin
    #[arg(short, long)]
    admin: bool,

    /// The type of the account: `bot`, `support`, or another that the server knows
    #[arg(long, value_name = "TYPE")]
    user_type: Option<String>,

    #[command(flatten)]
    password: PasswordArgs,

    /// Ask for the password
    #[arg(short, long, conflicts_with = "PasswordArgs")]
    password_prompt: bool,

    #[command(flatten)]
    dry_run: DryRun,
}

/// `-n` is the display name here.
#[derive(Debug, Clone, Copy, clap::Args)]
struct DryRun {
    /// Print the request and send none
    #[arg(long)]
    dry_run: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let operation = bulk::synapse_operation("create_or_modify_user");
    let id = synapse.user_id(&args.user).await?;
    let user = synapse.client.user(&id);
    let mut request = user.create().admin(args.admin);
    let mut body = json!({"admin": args.admin});
    if let Some(name) = args.display_name {
        body["displayname"] = name.as_str().into();
        request = request.displayname(name);
    }
    if let Some(uri) = args.avatar_url {
        body["avatar_url"] = uri.as_str().into();
        request = request.avatar_url(uri);
    }
    if let Some(kind) = args.user_type {
        body["user_type"] = kind.as_str().into();
        request = request.user_type(kind);
    }
    let pairs = |texts: &[String]| -> Vec<(String, String)> {
        texts
            .chunks_exact(2)
            .map(|pair| (pair[0].clone(), pair[1].clone()))
            .collect()
    };
    if !args.threepid.is_empty() {
        body["threepids"] = serde_json::to_value(pairs(&args.threepid))?;
        request = request.threepids(pairs(&args.threepid));
    }
    if !args.external_id.is_empty() {
        body["external_ids"] = serde_json::to_value(pairs(&args.external_id))?;
        request = request.external_ids(pairs(&args.external_id));
    }
    if args.dry_run.dry_run {
        return bulk::show_request(context, operation, id.as_str(), &body);
    }
    context.allow(operation, &synapse.connection)?;
    if args.password_prompt || args.password.is_given() {
        request = request.password(args.password.given_or_asked()?);
    }
    if user.get_opt().await?.is_some() {
        return Err(Failure::Conflict(format!(
            "{id} exists already; change it with `chatadm synapse user modify`"
        )));
    }
    let created = request.send().await?;
    context.printer.record(&USERS, details::document(&created)?)
}
