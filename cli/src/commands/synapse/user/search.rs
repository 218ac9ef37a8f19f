//! `chatadm synapse user search`: accounts by what one remembers of them.

use std::collections::BTreeMap;

use chatadm::Error;

use super::USERS;
use crate::{context::Context, exit::Failure};

/// Finds accounts by a part of their name, an e-mail address or a phone number.
///
/// The case of letters does not matter. Guests and deactivated accounts are searched too. A term with `@`
/// in its middle is looked up as an e-mail address besides, and one of digits as a phone number.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user search ada
  chatadm synapse user search ada@example.org")]
pub(crate) struct Args {
    /// What to look for
    term: String,

    /// List so many accounts at most
    #[arg(short, long, value_name = "N", default_value_t = 100)]
    limit: usize,

    /// Go on where an earlier list ended
    #[arg(short, long, value_name = "TOKEN")]
    from: Option<String>,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let client = &context.synapse()?.client;
    let term = args.term.trim();
    if term.is_empty() {
        return Err(Failure::Usage(
            "there is nothing to look for; write a part of a name".to_owned(),
        ));
    }
    let mut found = BTreeMap::new();
    if let Some(medium) = medium(term) {
        let address = term.trim_start_matches('+');
        if let Some(id) = client.users().find_by_threepid_opt(medium, address).await? {
            let mut request = client.users().list_v3().user_id(id.to_string()).stream();
            while let Some(user) = request.try_next().await? {
                if user.name == id {
                    found.insert(user.name.clone(), user);
                }
            }
        }
    }
    // A term that begins as an id does not stand in names; full ids are another filter.
    let mut request = client.users().list_v3();
    request = if term.starts_with('@') {
        request.user_id(term)
    } else {
        request.name(term)
    };
    if let Some(cursor) = &args.from {
        request = request.start_at(cursor.as_str().into());
    }
    let mut users = match request.clone().send().await {
        // Where authentication is delegated, to ask for guests is a mistake.
        Err(error) if error.is_bad_request() => request.guests(false).stream(),
        Err(error) => return Err(Error::into(error)),
        Ok(_) => request.stream(),
    };
    while found.len() < args.limit
        && let Some(user) = users.try_next().await?
    {
        found.insert(user.name.clone(), user);
    }
    let mut list = context.printer.list(&USERS);
    for user in found.into_values().take(args.limit) {
        list.push(serde_json::to_value(user)?)?;
    }
    list.finish()
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
