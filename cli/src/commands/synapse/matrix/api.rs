//! `chatadm synapse matrix api`: any path of the client API, as any user.

use std::path::PathBuf;

use chatadm::{Secret, Timestamp, synapse};

use crate::{
    commands::{
        api::{answer, call::Call},
        raw::RequestArgs,
    },
    config::{Api, Connection},
    context::{Context, Synapse},
    env_vars,
    exit::Failure,
    moment::When,
    prompt,
};

/// How long the token of `--as` lives, should the logout fail.
const LIFE: &str = "5m";

/// Calls any path of the client API.
///
/// The token is the first of: the one of `--as`, of `--prompt`, of `--matrix-token-file`, of `--token`, of
/// `MTOKEN`, and the admin's own.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse matrix api client/v3/account/whoami
  chatadm synapse matrix api client/v3/joined_rooms --as ada
  chatadm synapse matrix api -m put client/v3/profile/@ada:example.org/displayname -d '{\"displayname\": \"Ada\"}'")]
pub(crate) struct Args {
    /// The path, below `/_matrix` unless it begins with that
    path: String,

    #[command(flatten)]
    request: RequestArgs,

    #[command(flatten)]
    token: TokenArgs,
}

/// Whose token to use.
#[derive(Debug, clap::Args)]
struct TokenArgs {
    /// Act as this user, with a token that is made for it and revoked afterwards
    #[arg(
        long = "as",
        value_name = "USER",
        conflicts_with_all = ["token", "matrix_token_file", "prompt"]
    )]
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
    let path = match args.path.trim_start_matches('/') {
        path if path.starts_with("_matrix/") => format!("/{path}"),
        path => format!("/_matrix/{path}"),
    };
    let mut call = Call::to_path(Api::Synapse, args.request.method()?, path);
    call.body = args.request.body()?;
    if args.request.dry_run {
        return call.show(context, &call.request(context)?);
    }
    if let Some(user) = &args.token.user {
        let admin = context.synapse()?;
        context.allow_changes("a token for a user", &admin.connection)?;
        return as_user(context, admin, user, &call, args.request.include).await;
    }
    let Some(token) = args.token.given()? else {
        call.allow(context, false)?;
        return answer::show(context, call.request(context)?, args.request.include).await;
    };
    let connection = context.connect.resolve(Api::Synapse)?;
    call.allow_for(context, &connection)?;
    let client = client(context, &connection, token)?;
    answer::show(context, call.to_client(&client)?, args.request.include).await
}

/// Makes a token for the user, calls with it, and revokes it whatever came of the call.
async fn as_user(
    context: &Context,
    admin: &Synapse,
    user: &str,
    call: &Call,
    include: bool,
) -> Result<(), Failure> {
    let end = end(context)?;
    let id = admin.user_id(user).await?;
    let login = admin.client.user(id).login_as().valid_until(end);
    let token = login.send().await?.access_token;
    let client = client(context, &admin.connection, token)?;
    let outcome = match call.to_client(&client) {
        Ok(request) => answer::show(context, request, include).await,
        Err(failure) => Err(failure),
    };
    if let Err(error) = client.logout().await {
        context.printer.note(&format!(
            "the token lives for {LIFE}, it could not be revoked: {error}"
        ));
    }
    outcome
}

fn client(
    context: &Context,
    connection: &Connection,
    token: Secret,
) -> Result<synapse::Client, Failure> {
    let builder = synapse::Client::builder(connection.address.clone());
    let builder = connection.configure(&context.connect, builder)?;
    Ok(builder.access_token(token).build()?)
}

fn end(context: &Context) -> Result<Timestamp, Failure> {
    let when = LIFE
        .parse::<When>()
        .and_then(|when| when.future(context.printer.now()));
    when.map_err(Failure::Usage)
}

impl TokenArgs {
    /// The token that an option or the environment names.
    fn given(&self) -> Result<Option<Secret>, Failure> {
        if self.prompt {
            return prompt::Prompter::secret("token: ", "`--matrix-token-file` or `MTOKEN`")
                .map(Some);
        }
        if let Some(path) = &self.matrix_token_file {
            return prompt::secret_from(path).map(Some);
        }
        let token = self.token.as_deref().map(Secret::from);
        Ok(token.or_else(|| env_vars::MTOKEN.secret()))
    }
}
