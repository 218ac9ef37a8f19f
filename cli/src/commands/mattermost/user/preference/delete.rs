//! `chatadm mattermost user preference delete`: a preference that the server chooses again.

use chatadm::{Method, mattermost::UserId};
use serde_json::{Value, json};

use super::{NameArgs, PATH};
use crate::{
    bulk::{self, Action, BulkArgs},
    commands::mattermost::user::select::{self, SelectArgs},
    context::Context,
    exit::Failure,
};

/// Removes a preference of users; what the server chooses by itself is in effect again.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user preference delete ada --category display_settings --name use_military_time")]
pub(crate) struct Args {
    #[command(flatten)]
    name: NameArgs,

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
    let path = format!("{PATH}/delete");
    let method = Method::POST;
    let body = |id: &UserId| json!([args.name.of(id, "")]);
    let action = Action::new(
        "remove the preference of",
        "user",
        client.request(method.clone(), path.as_str()).operation(),
    )
    .request("POST", path.as_str())
    .bodies(users.iter().map(|user| (user.id.clone(), body(&user.id))))
    .called(select::names(&users))
    .dry_run(args.dry_run);
    let verb = |id: UserId| {
        let request = client
            .request(method.clone(), path.as_str())
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
