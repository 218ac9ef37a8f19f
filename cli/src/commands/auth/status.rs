//! `chatadm auth status`: who one is, where, and by which token.

use serde_json::{Value, json};

use crate::{
    config::{Api, Connection},
    context::Context,
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
pub(crate) struct Args {
    /// One API only
    #[arg(value_enum)]
    api: Option<Api>,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let apis = args
        .api
        .map_or(vec![Api::Synapse, Api::Mattermost], |api| vec![api]);
    let mut list = context.printer.list(&STATUS);
    let mut first_failure = None;
    for api in apis {
        let connection = match context.connect.resolve(api) {
            Ok(connection) => connection,
            // Few have both kinds of servers.
            Err(_) if args.api.is_none() && context.connect.profile.is_none() => continue,
            Err(failure) => return Err(failure),
        };
        let user = user(context, api).await;
        list.push(describe(api, &connection, &user))?;
        if let Err(failure) = user {
            first_failure.get_or_insert(failure);
        }
    }
    if list.count() == 0 {
        return Err(Failure::Config(
            "there are no credentials; log in with `chatadm auth login`".to_owned(),
        ));
    }
    list.finish()?;
    first_failure.map_or(Ok(()), Err)
}

async fn user(context: &Context, api: Api) -> Result<String, Failure> {
    Ok(match api {
        Api::Synapse => context.synapse()?.me().await?.to_string(),
        Api::Mattermost => context.mattermost()?.client.me().await?.username,
    })
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
