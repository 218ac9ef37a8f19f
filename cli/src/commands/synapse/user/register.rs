//! `chatadm synapse user register`: an account without a token, such as the first admin of a server.

use std::path::PathBuf;

use chatadm::synapse;
use serde_json::json;

use super::new_password::NewPasswordArgs;
use crate::{bulk, config::Api, context::Context, exit::Failure, printer::Shape, prompt};

const REGISTERED: Shape = Shape {
    id: "user_id",
    columns: &["user_id", "device_id", "access_token"],
};

/// Creates an account with the `registration_shared_secret` of the server's configuration.
///
/// This needs no token, so it is the way to the first admin of a new server. The secret itself is not sent.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user register root --admin --shared-secret-file secret --server http://localhost:8008")]
pub(crate) struct Args {
    /// The local part of the new account's id
    username: String,

    /// The file that holds the shared secret; `-` is standard input
    #[arg(long, value_name = "FILE")]
    shared_secret_file: PathBuf,

    /// Make it a server admin
    #[arg(short, long)]
    admin: bool,

    /// What it is called
    #[arg(long, value_name = "NAME")]
    display_name: Option<String>,

    /// Its type (`bot`, `support`)
    #[arg(long, value_name = "TYPE")]
    user_type: Option<String>,

    /// Log it in, and print the token
    #[arg(long)]
    log_in: bool,

    /// Print the request and send none
    #[arg(short = 'n', long)]
    dry_run: bool,

    #[command(flatten)]
    password: NewPasswordArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    args.password.check()?;
    let operation = bulk::synapse_operation("register_user_with_shared_secret");
    if args.dry_run {
        let body = json!({
            "username": args.username, "password": "..", "admin": args.admin, "user_type": args.user_type,
            "displayname": args.display_name, "inhibit_login": !args.log_in, "nonce": "..", "mac": "..",
        });
        return bulk::show_request(context, operation, "", &body);
    }
    let connection = context.connect.resolve(Api::Synapse)?;
    context.allow(operation, &connection)?;
    let secret = prompt::secret_from(&args.shared_secret_file)?;
    let password = args.password.read_or_ask()?;
    let builder = synapse::Client::builder(connection.address.clone());
    let client = connection.configure(&context.connect, builder)?.build()?;
    let registration = client.registration(secret);
    let mut request = registration
        .register(args.username, password.clone())
        .admin(args.admin)
        .log_in(args.log_in);
    if let Some(name) = args.display_name {
        request = request.displayname(name);
    }
    if let Some(kind) = args.user_type {
        request = request.user_type(kind);
    }
    let user = request.send().await?;
    let mut document = json!({"user_id": user.user_id});
    if let Some(token) = user.access_token {
        document["device_id"] = json!(user.device_id);
        document["access_token"] = token.expose().into();
    }
    if args.password.generate {
        document["password"] = password.expose().into();
    }
    context.printer.record(&REGISTERED, document)
}
