//! `chatadm auth status`: who one is, where, and by which token.

use serde_json::{Value, json};

use super::login;
use crate::{
    config::{Api, Config, Connection},
    context::{self, Context},
    exit::Failure,
    printer::Shape,
};

const STATUS: Shape = Shape {
    id: "profile",
    columns: &[
        "api",
        "profile",
        "server",
        "server_from",
        "token_from",
        "user",
        "error",
    ],
};

/// Tells who one is, where, and by which token. The token itself is not shown.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm auth status
  chatadm auth status --all
  chatadm auth status synapse -o json --jq '.[0].token_from'")]
pub(crate) struct Args {
    /// One API only
    #[arg(value_enum)]
    api: Option<Api>,

    /// Every profile, and not what the next command would use
    #[arg(long, conflicts_with = "api")]
    all: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let connections = if args.all {
        of_profiles(context)?
    } else {
        of_next_command(context, args.api)?
    };
    if connections.is_empty() {
        return Err(Failure::Config(
            "there are no credentials; log in with `chatadm auth login`".to_owned(),
        ));
    }
    let mut list = context.printer.list(&STATUS);
    let mut first_failure = None;
    for (api, connection) in connections {
        let failure = match connection {
            Ok(connection) => {
                let user = login::owner(context, &connection, api).await;
                list.push(describe(api, &connection, &user))?;
                user.err()
            }
            Err((name, failure)) => {
                list.push(json!({"api": api, "profile": name, "error": failure.to_string()}))?;
                Some(failure)
            }
        };
        first_failure = first_failure.or(failure);
    }
    list.finish()?;
    first_failure.map_or(Ok(()), Err)
}

/// What is known of a profile that cannot be used.
type Found = (Api, Result<Connection, (String, Failure)>);

fn of_profiles(context: &Context) -> Result<Vec<Found>, Failure> {
    let config = Config::read(&context.connect.config_path()?)?;
    let found = config.profiles.iter().filter_map(|(name, profile)| {
        let api = profile.api?;
        let args = context::only_profile(&context.connect, name);
        let connection = args.resolve(api);
        Some((api, connection.map_err(|failure| (name.clone(), failure))))
    });
    Ok(found.collect())
}

fn of_next_command(context: &Context, api: Option<Api>) -> Result<Vec<Found>, Failure> {
    if let Some(api) = api {
        return Ok(vec![(api, Ok(context.connect.resolve(api)?))]);
    }
    let config = Config::read(&context.connect.config_path()?)?;
    let named = context.connect.named_profile();
    if let Some(name) = &named {
        config.profile(name)?;
    }
    let mut found = Vec::new();
    for api in [Api::Synapse, Api::Mattermost] {
        let name = named.as_deref().or_else(|| config.usual(api));
        match context.connect.resolve(api) {
            Ok(connection) => found.push((api, Ok(connection))),
            // Few have both kinds of servers.
            Err(failure) => {
                let own = name.filter(|name| {
                    let profile = config.profiles.get(*name);
                    profile.is_none_or(|profile| profile.api == Some(api))
                });
                if let Some(name) = own {
                    found.push((api, Err((name.to_owned(), failure))));
                }
            }
        }
    }
    Ok(found)
}

fn describe(api: Api, connection: &Connection, user: &Result<String, Failure>) -> Value {
    let token_from = connection.token.as_ref().map(|token| token.from.as_str());
    json!({
        "api": api,
        "profile": connection.profile_name,
        "server": connection.address,
        "server_from": connection.address_from,
        "token_from": token_from,
        "user": user.as_ref().ok(),
        "error": user.as_ref().err().map(ToString::to_string),
    })
}
