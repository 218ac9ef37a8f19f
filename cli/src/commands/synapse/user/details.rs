//! `chatadm synapse user details`: everything that is known of accounts.

use chatadm::{
    Error,
    synapse::{User, types},
};
use serde_json::{Value, json};

use super::USERS;
use crate::{context::Context, exit::Failure, selection::FileArgs};

/// Shows everything that is known of accounts.
///
/// Moments are in milliseconds everywhere, although the server sends the creation in seconds here.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user show ada
  chatadm synapse user show ada --full -o yaml
  chatadm synapse user show --from-file ids.txt -o csv --columns name,threepids")]
pub(crate) struct Args {
    /// User ids; without a server name (`alice`) they are those of this server
    #[arg(value_name = "USER", required_unless_present = "from_file")]
    users: Vec<String>,

    #[command(flatten)]
    file: FileArgs,

    /// Rooms, devices, connections, pushers, rate limit and features too
    #[arg(long)]
    full: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let mut texts = args.users;
    texts.extend(args.file.read(&["user_id", "name", "id", "mxid"])?);
    let ids = synapse.user_ids(&texts).await?;
    if let [id] = ids.as_slice() {
        let user = look(&synapse.client.user(id), args.full).await?;
        return context.printer.record(&USERS, user);
    }
    let mut list = context.printer.list(&USERS);
    for id in ids {
        list.push(look(&synapse.client.user(id), args.full).await?)?;
        list.flush()?;
    }
    list.finish()
}

async fn look(user: &User<'_>, is_full: bool) -> Result<Value, Failure> {
    let mut details = document(&user.get().await?)?;
    if !is_full {
        return Ok(details);
    }
    details["rooms"] = serde_json::to_value(user.memberships().await?)?;
    details["devices"] = serde_json::to_value(user.devices().list().await?)?;
    details["connections"] = serde_json::to_value(user.whois().await?)?;
    details["pushers"] = serde_json::to_value(user.pushers().await?)?;
    details["features"] = serde_json::to_value(user.experimental_features().await?)?;
    details["ratelimit"] = user.ratelimit().await?.map_or(Value::Null, |limit| {
        json!({"messages_per_second": limit.messages_per_second, "burst_count": limit.burst_count})
    });
    let files = user.media().list().page_size(1).send().await;
    details["media_count"] = none_if_missing(files.map(|page| page.total.into()))?;
    Ok(details)
}

/// Workers have a part of the routes; what they lack is not known.
fn none_if_missing(answer: Result<Value, Error>) -> Result<Value, Error> {
    match answer {
        Err(error) if error.is_not_found() => Ok(Value::Null),
        other => other,
    }
}

/// An account as a document, with its creation in milliseconds as in lists.
pub(super) fn document(user: &types::User) -> Result<Value, Failure> {
    let mut document = serde_json::to_value(user)?;
    if let Some(created) = user.creation_ts {
        document["creation_ts"] = created.as_millis().into();
    }
    Ok(document)
}
