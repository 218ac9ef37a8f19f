//! `chatadm synapse user search`: accounts by what one remembers of them.

use std::collections::BTreeSet;

use chatadm::{
    Error, Method,
    synapse::{Client, UserId, types::UserSummary},
};
use serde_json::Value;

use super::{
    list,
    select::{Deactivated, FilterArgs, Order},
};
use crate::{commands::synapse::listing::ListArgs, context::Context, exit::Failure};

/// Finds accounts by a part of their name, an e-mail address, a phone number or an identity.
///
/// The case of letters does not matter. Deactivated, locked and guest accounts are searched too. A term with
/// `@` in its middle is looked up as an e-mail address besides, one of digits as a phone number, and both as
/// an identity at each provider of single sign-on.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user search ada
  chatadm synapse user search ada@example.org
  chatadm synapse user search '@ada:'")]
pub(crate) struct Args {
    /// What to look for
    term: String,

    #[command(flatten)]
    list: ListArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let term = args.term.trim();
    if term.is_empty() {
        return Err(Failure::Usage(
            "there is nothing to look for; write a part of a name".to_owned(),
        ));
    }
    let client = &context.synapse()?.client;
    let order = Order {
        from: args.list.cursor(),
        ..Order::default()
    };
    let found = match medium(term) {
        // They lead the list, and it goes on without them.
        Some(medium) if order.from.is_none() => known(client, medium, term).await?,
        _ => Vec::new(),
    };
    let mut filter = FilterArgs {
        deactivated: Some(Deactivated::Yes),
        locked: Some(Deactivated::Yes),
        ..FilterArgs::default()
    };
    // Names are searched without what makes them ids.
    let part = if term.starts_with('@') {
        &mut filter.id
    } else {
        &mut filter.name
    };
    *part = Some(term.to_owned());
    list::show(context, &args.list, &filter, order, found).await
}

/// The accounts that have this address, or this identity.
async fn known(client: &Client, medium: &str, term: &str) -> Result<Vec<UserSummary>, Error> {
    let users = client.users();
    let mut ids: BTreeSet<UserId> = BTreeSet::new();
    let address = term.trim_start_matches('+');
    ids.extend(users.find_by_threepid_opt(medium, address).await?);
    for provider in providers(client).await? {
        ids.extend(users.find_by_external_id_opt(provider, term).await?);
    }
    let mut found = Vec::new();
    for id in ids {
        // As lists have it, which is not how a single account is told.
        let request = client.users().list_v3().guests(false).locked(true);
        let mut request = request.user_id(id.as_str()).stream();
        while let Some(user) = request.try_next().await? {
            if user.name == id {
                found.push(user);
            }
        }
    }
    Ok(found)
}

/// The providers of single sign-on that people can log in with.
async fn providers(client: &Client) -> Result<Vec<String>, Error> {
    let request = client.request(Method::GET, "/_matrix/client/v3/login");
    let answer = match request.send::<Value>().await {
        Ok(answer) => answer,
        // Where sessions are made elsewhere, so are identities.
        Err(error) if error.is_not_found() => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let flows = answer["flows"].as_array().into_iter().flatten();
    let providers = flows.filter_map(|flow| flow["identity_providers"].as_array());
    let names = providers
        .flatten()
        .filter_map(|provider| provider["id"].as_str());
    Ok(names.map(str::to_owned).collect())
}

/// What kind of address a term looks like.
fn medium(term: &str) -> Option<&'static str> {
    let is_mail = || term.find('@').is_some_and(|at| at > 0);
    let is_phone = || {
        let digits = term.trim_start_matches('+');
        digits.len() > 5 && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    match () {
        () if is_mail() => Some("email"),
        () if is_phone() => Some("msisdn"),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_names() {
        assert_eq!(medium("ada@example.org"), Some("email"));
        assert_eq!(medium("+4366012345"), Some("msisdn"));
        assert_eq!(medium("@ada:example.org"), None);
        assert_eq!(medium("ada2"), None);
    }
}
