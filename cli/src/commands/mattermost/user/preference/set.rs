//! `chatadm mattermost user preference set`: another value for a preference.

use chatadm::{Method, mattermost::UserId};
use serde_json::{Value, json};

use super::{NameArgs, PATH};
use crate::{
    bulk::{self, Action, BulkArgs},
    commands::mattermost::user::select::{self, SelectArgs},
    context::Context,
    exit::Failure,
};

/// Sets a preference of users.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user preference set ada --category display_settings --name use_military_time --value true")]
pub(crate) struct Args {
    #[command(flatten)]
    name: NameArgs,

    /// The value
    #[arg(short = 'v', long, value_name = "VALUE")]
    value: String,

    /// Print the requests and send none
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    select: SelectArgs,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let mattermost = context.mattermost()?;
    let users = args.select.users(context, mattermost).await?;
    let client = &mattermost.client;
    let path = PATH;
    let method = Method::PUT;
    let body = |id: &UserId| json!([args.name.of(id, &args.value)]);
    let action = Action::new(
        "set the preference of",
        "user",
        client.request(method.clone(), path).operation(),
    )
    .request("PUT", path)
    .bodies(users.iter().map(|user| (user.id.clone(), body(&user.id))))
    .called(select::names(&users))
    .dry_run(args.dry_run);
    let verb = |id: UserId| {
        let request = client
            .request(method.clone(), path)
            .param("user_id", &id)
            .json(&body(&id));
        async move { request.send::<Value>().await.map(drop) }
    };
    let ids = select::ids(&users);
    bulk::run(
        context,
        &mattermost.connection,
        &args.bulk,
        action,
        ids,
        verb,
    )
    .await
}
