//! `chatadm synapse matrix login`: a token for a password.

use chatadm::synapse::{self, Login};
use serde_json::json;

use crate::{config::Api, context::Context, exit::Failure, printer::Shape, secret::PasswordArgs};

const SESSION: Shape = Shape {
    id: "access_token",
    columns: &["user_id", "device_id", "access_token"],
};

/// Logs in with a password and prints the token, which nothing stores.
///
/// `chatadm auth login` keeps it in a profile. No token is needed before.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse matrix login ada --server https://matrix.example.org
  pass matrix | chatadm synapse matrix login ada --password-stdin -o ids")]
pub(crate) struct Args {
    /// A user id, or its local part
    user: String,

    #[command(flatten)]
    password: PasswordArgs,

    /// What the new device is called
    #[arg(long, value_name = "NAME", default_value = "chatadm")]
    device_name: String,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let connection = context.connect.resolve(Api::Synapse)?;
    context.allow_changes("a login", &connection)?;
    let password = match args.password.given()? {
        Some(password) => password,
        None => crate::prompt::Prompter::secret(
            "password: ",
            "`--password-stdin` or `--password-file`",
        )?,
    };
    let builder = synapse::Client::builder(connection.address.clone());
    let builder = connection.configure(&context.connect, builder)?;
    let login = Login::new(args.user, password).device_name(args.device_name);
    let session = builder.login(login).await?;
    let document = json!({
        "user_id": session.user_id,
        "device_id": session.device_id,
        "access_token": session.access_token.expose(),
    });
    context.printer.record(&SESSION, document)
}
