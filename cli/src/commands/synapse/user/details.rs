//! `chatadm synapse user details`: everything that is known of accounts.

use chatadm::{
    Error,
    synapse::{User, UserId, types},
};
use serde::Serialize;
use serde_json::{Value, json};

use super::{USERS, select::NamedArgs, users};
use crate::{
    context::{Context, Synapse},
    exit::Failure,
    reading,
};

/// Shows everything that is known of accounts.
///
/// Moments are in milliseconds everywhere, although the server sends the creation in seconds here. Accounts
/// that are not there are told after the others.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user show ada
  chatadm synapse user show ada --full -o yaml
  chatadm synapse user show --from-file ids.txt -o csv --columns name,threepids")]
pub(crate) struct Args {
    #[command(flatten)]
    named: NamedArgs,

    /// Rooms, devices, connections, pushers, files, rate limit and features too
    #[arg(long)]
    full: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let ids = args.named.ids(synapse).await?;
    if let [id] = ids.as_slice() {
        let user = synapse.client.user(id);
        let account = user.get().await?;
        let mut details = document(&account)?;
        if args.full {
            extend(&mut details, Box::pin(full(synapse, &user)).await?);
        }
        return context.printer.record(&USERS, details);
    }
    let ask = |id: UserId| {
        let user = synapse.client.user(id);
        async move {
            let Some(account) = user.get_opt().await? else {
                return Ok(None);
            };
            let more = if args.full {
                Box::pin(full(synapse, &user)).await?
            } else {
                Value::Null
            };
            Ok(Some((account, more)))
        }
    };
    let mut told = reading::each(context, &synapse.connection, "look", ids.clone(), ask).await?;
    let mut list = context.printer.list(users(&context.printer));
    let mut missing = Vec::new();
    for id in ids {
        match told.remove(&id).flatten() {
            Some((account, more)) => {
                let mut details = document(&account)?;
                extend(&mut details, more);
                list.push(details)?;
            }
            None => missing.push(id.to_string()),
        }
    }
    list.finish()?;
    if missing.is_empty() {
        return Ok(());
    }
    let missing = missing.join(", ");
    Err(Failure::NotFound(format!("there is no account {missing}")))
}

/// What else is known of an account.
async fn full(synapse: &Synapse, user: &User<'_>) -> Result<Value, Error> {
    // Side by side, because each takes the server a while.
    let (rooms, devices, connections, pushers, features, limit, files) = tokio::join!(
        user.memberships(),
        async { user.devices().list().await },
        user.whois(),
        user.pushers(),
        user.experimental_features(),
        user.ratelimit(),
        files(synapse, user.id()),
    );
    let limit = limit.map(|limit| {
        limit.map(|limit| {
            json!({"messages_per_second": limit.messages_per_second, "burst_count": limit.burst_count})
        })
    });
    Ok(json!({
        "rooms": known(rooms)?,
        "devices": known(devices)?,
        "connections": known(connections)?,
        "pushers": known(pushers)?,
        "features": known(features)?,
        "ratelimit": known(limit)?,
        "media": known(files)?,
    }))
}

/// How many files an account has uploaded, and how large they are together.
async fn files(synapse: &Synapse, id: &UserId) -> Result<Value, Error> {
    let localpart = id.as_str().trim_start_matches('@').split(':').next();
    let request = synapse.client.statistics().user_media();
    let mut found = request.search(localpart.unwrap_or_default()).stream();
    while let Some(of) = found.try_next().await? {
        if of.user_id.as_ref() == Some(id) {
            return Ok(json!({"count": of.media_count, "bytes": of.media_length}));
        }
    }
    Ok(json!({"count": 0, "bytes": 0}))
}

/// An answer; `null` where the server lacks the operation, as some workers do.
fn known<T: Serialize>(answer: Result<T, Error>) -> Result<Value, Error> {
    match answer {
        Ok(value) => Ok(serde_json::to_value(value).unwrap_or_default()),
        Err(error) if error.is_not_found() => Ok(Value::Null),
        Err(error) => Err(error),
    }
}

fn extend(details: &mut Value, more: Value) {
    if let (Some(details), Value::Object(more)) = (details.as_object_mut(), more) {
        details.extend(more);
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
