//! Who would move to another service, which the server does not tell beforehand.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{Args, MOVES};
use crate::{context::Context, exit::Failure};

/// Lists who would move: by this field of theirs, or by the pairs of addresses and names.
pub(super) async fn show(
    context: &Context,
    args: &Args,
    field: &str,
    pairs: Option<&BTreeMap<String, String>>,
) -> Result<(), Failure> {
    let mattermost = context.mattermost()?;
    let service = if args.from == "email" {
        ""
    } else {
        args.from.as_str()
    };
    let mut left: BTreeSet<&str> = pairs
        .into_iter()
        .flat_map(BTreeMap::keys)
        .map(String::as_str)
        .collect();
    let (mut stay, mut taken) = (0_usize, BTreeMap::<String, String>::new());
    let mut list = context.printer.list(&MOVES);
    let mut users = mattermost.client.users().list().page_size(200).stream();
    while let Some(user) = users.try_next().await? {
        if user.auth_service.as_str() != service || user.is_bot == Some(true) {
            continue;
        }
        let user = serde_json::to_value(user)?;
        let email = user["email"].as_str().unwrap_or_default();
        left.remove(email);
        let becomes = match pairs {
            None => user[field].as_str(),
            Some(pairs) => pairs.get(email).map(String::as_str),
        };
        let Some(becomes) = becomes.filter(|text| !text.is_empty()) else {
            stay += 1;
            continue;
        };
        let name = user["username"].as_str().unwrap_or_default();
        if let Some(other) = taken.insert(becomes.to_owned(), name.to_owned()) {
            let note = format!("{other} and {name} would both become `{becomes}`");
            context.printer.note(&note);
        }
        list.push(json!({
            "id": user["id"], "username": name, "email": email,
            "from": args.from, "to": args.to.name(), "becomes": Value::from(becomes),
        }))?;
    }
    if stay > 0 {
        let note = format!(
            "{stay} users of {} would stay: nothing names them",
            args.from
        );
        context.printer.note(&note);
    }
    if !left.is_empty() {
        let left: Vec<&str> = left.into_iter().collect();
        let note = format!(
            "nobody of {} has the address {}",
            args.from,
            left.join(", ")
        );
        context.printer.note(&note);
    }
    list.finish()
}
