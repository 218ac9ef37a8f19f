//! `chatadm synapse matrix api`: any path of the client API, as any user.

use std::path::PathBuf;

use chatadm::{Method, Secret, Timestamp, synapse};
use serde_json::Value;

use crate::{
    config::Api, context::Context, env_vars, exit::Failure, moment::When, printer::Shape, prompt,
};

const ANSWER: Shape = Shape {
    id: "id",
    columns: &[],
};

/// How long the token of `--as` lives, should the logout fail.
const LIFE: &str = "5m";

/// Calls any path of the client API.
///
/// The token is the one of `--prompt`, `--matrix-token-file`, `--token`, `MTOKEN`, or the admin's own.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse matrix api client/v3/account/whoami
  chatadm synapse matrix api client/v3/joined_rooms --as ada
  chatadm synapse matrix api -m put client/v3/profile/@ada:example.org/displayname -d '{\"displayname\": \"Ada\"}'")]
pub(crate) struct Args {
    /// The path, below `/_matrix` unless it begins with that
    path: String,

    /// The method
    #[arg(
        short,
        long,
        short_alias = 'X',
        value_name = "METHOD",
        default_value = "get"
    )]
    method: String,

    /// The body: JSON
    #[arg(short, long, visible_alias = "body", value_name = "JSON")]
    data: Option<String>,

    /// A file with the body; `-` is standard input
    #[arg(short = 'f', long, value_name = "FILE", conflicts_with = "data")]
    data_file: Option<PathBuf>,

    #[command(flatten)]
    token: TokenArgs,
}

/// Whose token to use.
#[derive(Debug, clap::Args)]
#[group(multiple = false)]
struct TokenArgs {
    /// Act as this user, with a token that is made for it and revoked afterwards
    #[arg(long = "as", value_name = "USER")]
    user: Option<String>,

    /// The token itself, which everybody on this machine can then see in the list of processes
    #[arg(short, long, hide = true, value_name = "TOKEN")]
    token: Option<String>,

    /// Read the token from this file; `-` is standard input
    #[arg(long, value_name = "FILE")]
    matrix_token_file: Option<PathBuf>,

    /// Ask for the token
    #[arg(short, long)]
    prompt: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let method = Method::from_bytes(args.method.to_ascii_uppercase().as_bytes())
        .map_err(|_| Failure::Usage(format!("`{}` is no method", args.method)))?;
    let path = match args.path.trim_start_matches('/') {
        path if path.starts_with("_matrix/") => format!("/{path}"),
        path => format!("/_matrix/{path}"),
    };
    let body = args.read_body()?;
    let token = args.token.given()?;
    let connection = context.connect.resolve(Api::Synapse)?;
    if !method.is_safe() {
        context.allow_changes(&format!("{method} to a path"), &connection)?;
    }
    let builder = || {
        let builder = synapse::Client::builder(connection.address.clone());
        connection.configure(&context.connect, builder)
    };
    let call = async |client: &synapse::Client| -> Result<Value, Failure> {
        let request = client.request(method.clone(), path.clone());
        let request = match &body {
            Some(body) => request.json(body),
            None => request,
        };
        Ok(request.send().await?)
    };
    let answer = match (&args.token.user, token) {
        (Some(user), _) => {
            let admin = context.synapse()?;
            context.allow_changes("a token for a user", &connection)?;
            let id = admin.user_id(user).await?;
            let end = end(context)?;
            let login = admin
                .client
                .user(id)
                .login_as()
                .valid_until(end)
                .send()
                .await?;
            let client = builder()?.access_token(login.access_token).build()?;
            let answer = call(&client).await;
            if let Err(error) = client.logout().await {
                context.printer.note(&format!(
                    "the token lives for {LIFE}, it could not be revoked: {error}"
                ));
            }
            answer?
        }
        (None, Some(token)) => call(&builder()?.access_token(token).build()?).await?,
        (None, None) => call(&context.synapse()?.client).await?,
    };
    context.printer.record(&ANSWER, answer)
}

fn end(context: &Context) -> Result<Timestamp, Failure> {
    let when = LIFE
        .parse::<When>()
        .and_then(|when| when.future(context.printer.now()));
    when.map_err(Failure::Usage)
}

impl TokenArgs {
    /// The token that an option or the environment names, unless a user is.
    fn given(&self) -> Result<Option<Secret>, Failure> {
        if self.prompt {
            return prompt::Prompter::secret("token: ", "`--matrix-token-file` or `MTOKEN`")
                .map(Some);
        }
        if let Some(path) = &self.matrix_token_file {
            return prompt::secret_from(path).map(Some);
        }
        let token = self.token.as_deref().map(Secret::from);
        Ok(token.or_else(|| env_vars::MTOKEN.secret().filter(|_| self.user.is_none())))
    }
}

impl Args {
    fn read_body(&self) -> Result<Option<Value>, Failure> {
        let text = match (&self.data, &self.data_file) {
            (Some(data), _) => data.clone(),
            (None, Some(path)) if path.as_os_str() == "-" => {
                std::io::read_to_string(std::io::stdin())?
            }
            (None, Some(path)) => std::fs::read_to_string(path)
                .map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))?,
            (None, None) => return Ok(None),
        };
        let body = serde_json::from_str(&text);
        body.map(Some)
            .map_err(|error| Failure::Usage(format!("the body is no JSON: {error}")))
    }
}
