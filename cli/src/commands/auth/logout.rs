//! `chatadm auth logout`: tokens that end on the server and are then forgotten.

use chatadm::{Error, mattermost, synapse};
use serde_json::json;

use crate::{
    config::{Api, Config, ConnectArgs},
    context::Context,
    exit::Failure,
    printer::Shape,
};

const LOGOUT: Shape = Shape {
    id: "profile",
    columns: &["profile", "api", "server", "revoked"],
};

/// Logs out on the server, then forgets the token.
///
/// A token that the server does not know any more is forgotten as well. Other settings of the profile stay.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The names of the profiles
    #[arg(value_name = "PROFILE", required_unless_present = "all")]
    names: Vec<String>,

    /// All profiles
    #[arg(long, conflicts_with = "names")]
    all: bool,

    /// Forget the token although the server cannot be reached
    #[arg(long)]
    forget: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let path = context.connect.config_path()?;
    let mut config = Config::read(&path)?;
    let names = if args.all {
        config.profiles.keys().cloned().collect()
    } else {
        args.names
    };
    for name in &names {
        config.profile(name)?;
    }
    let mut list = context.printer.list(&LOGOUT);
    for name in names {
        let profile = config.profile(&name)?.clone();
        let Some(api) = profile.api else { continue };
        let revoked = match revoke(context, api, &name).await {
            Ok(()) => true,
            Err(Failure::Api(error)) if error.is_unauthorized() => false,
            // A profile without a token has nothing to revoke.
            Err(Failure::Config(_)) if profile.token.is_none() => false,
            Err(_) if args.forget => false,
            Err(failure) => return Err(failure),
        };
        if let Some(profile) = config.profiles.get_mut(&name) {
            profile.token = None;
        }
        // After each, so that a failure of the next one loses nothing.
        config.write(&path)?;
        list.push(
            json!({"profile": name, "api": api, "server": profile.server, "revoked": revoked}),
        )?;
    }
    list.finish()
}

async fn revoke(context: &Context, api: Api, name: &str) -> Result<(), Failure> {
    let args = ConnectArgs {
        profile: Some(name.to_owned()),
        token_file: None,
        ..context.connect.clone()
    };
    let connection = args.resolve(api)?;
    let token = connection.token.as_ref().map(|token| token.secret.clone());
    let token =
        token.ok_or_else(|| Failure::Config(format!("the profile `{name}` has no token")))?;
    let ended: Result<(), Error> = match api {
        Api::Synapse => {
            let builder = synapse::Client::builder(connection.address.clone());
            let client = connection
                .configure(&args, builder)?
                .access_token(token)
                .build()?;
            client.logout().await
        }
        Api::Mattermost => {
            let builder = mattermost::Client::builder(connection.address.clone());
            let client = connection
                .configure(&args, builder)?
                .access_token(token)
                .build()?;
            client.logout().await
        }
    };
    Ok(ended?)
}
