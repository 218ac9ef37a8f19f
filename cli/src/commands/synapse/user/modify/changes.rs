//! What can be changed of an account, and what the server is to be told for it.

use chatadm::synapse::{ModifyUser, types::User};
use serde_json::{Value, json};

use crate::exit::Failure;

/// The fields of an account.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct ChangeArgs {
    /// The display name; an empty one takes it away
    #[arg(short = 'n', long, value_name = "NAME")]
    display_name: Option<String>,

    /// The picture, as an `mxc` URI; an empty one takes it away
    #[arg(short = 'v', long, value_name = "MXC")]
    avatar_url: Option<String>,

    /// An e-mail address (`email`) or phone number (`msisdn`) in place of all others; may be repeated
    #[arg(short, long, num_args = 2, value_names = ["MEDIUM", "ADDRESS"], conflicts_with_all = ["clear_threepids", "add_threepid", "remove_threepid"])]
    threepid: Vec<String>,

    /// Take all addresses and phone numbers away
    #[arg(long, conflicts_with_all = ["add_threepid", "remove_threepid"])]
    clear_threepids: bool,

    /// One more address or phone number; may be repeated
    #[arg(long, num_args = 2, value_names = ["MEDIUM", "ADDRESS"])]
    add_threepid: Vec<String>,

    /// Take this address or phone number away; may be repeated
    #[arg(long, num_args = 2, value_names = ["MEDIUM", "ADDRESS"])]
    remove_threepid: Vec<String>,

    /// An identity at a single sign-on provider in place of all others; may be repeated
    #[arg(long, num_args = 2, value_names = ["PROVIDER", "ID"], conflicts_with_all = ["clear_external_ids", "add_external_id", "remove_external_id"])]
    external_id: Vec<String>,

    /// Take all identities away
    #[arg(long, conflicts_with_all = ["add_external_id", "remove_external_id"])]
    clear_external_ids: bool,

    /// One more identity; may be repeated
    #[arg(long, num_args = 2, value_names = ["PROVIDER", "ID"])]
    add_external_id: Vec<String>,

    /// Take this identity away; may be repeated
    #[arg(long, num_args = 2, value_names = ["PROVIDER", "ID"])]
    remove_external_id: Vec<String>,

    /// Make the user a server admin
    #[arg(short, long, conflicts_with = "no_admin")]
    admin: bool,

    /// Take the right to administer the server
    #[arg(short = 'u', long)]
    no_admin: bool,

    /// Make a deactivated account active again
    #[arg(long, conflicts_with = "deactivate")]
    activate: bool,

    /// Deactivate the account
    #[arg(long)]
    deactivate: bool,

    /// Lock the account: every request of the user is refused
    #[arg(short, long, conflicts_with = "unlock")]
    lock: bool,

    /// Unlock the account
    #[arg(short = 'L', long)]
    unlock: bool,

    /// The type of the account: `bot`, `support`, another that the server knows, or `regular` for none
    #[arg(long, value_name = "TYPE")]
    user_type: Option<String>,

    /// Approve the account, or with `false` take that back
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    approve: Option<bool>,
}

impl ChangeArgs {
    /// Whether nothing is to be changed.
    pub(super) fn is_empty(&self) -> bool {
        let texts = [&self.display_name, &self.avatar_url, &self.user_type];
        let lists = [
            &self.threepid,
            &self.add_threepid,
            &self.remove_threepid,
            &self.external_id,
            &self.add_external_id,
            &self.remove_external_id,
        ];
        let flags = [
            self.clear_threepids,
            self.clear_external_ids,
            self.admin,
            self.activate,
            self.unlock,
            self.approve.is_some(),
        ];
        texts.iter().all(|text| text.is_none())
            && lists.iter().all(|list| list.is_empty())
            && !flags.contains(&true)
            && !self.is_risky()
    }

    /// Whether somebody can be locked out by it.
    pub(super) fn is_risky(&self) -> bool {
        self.no_admin || self.deactivate || self.lock
    }

    /// Puts the changes into a request, and into words.
    pub(super) fn apply<'a>(
        &self,
        mut request: ModifyUser<'a>,
        before: &User,
    ) -> Result<(ModifyUser<'a>, Value), Failure> {
        let mut body = json!({});
        if let Some(name) = &self.display_name {
            body["displayname"] = name.as_str().into();
            request = request.displayname(name);
        }
        if let Some(uri) = &self.avatar_url {
            body["avatar_url"] = uri.as_str().into();
            request = request.avatar_url(uri);
        }
        let own = before
            .threepids
            .iter()
            .map(|own| (own.medium.clone(), own.address.clone()));
        let [set, add, remove] = [&self.threepid, &self.add_threepid, &self.remove_threepid];
        if let Some(pairs) = pairs(own, set, add, remove, self.clear_threepids) {
            body["threepids"] = serde_json::to_value(&pairs)?;
            request = request.threepids(pairs);
        }
        let own = before.external_ids.iter();
        let own = own.map(|own| (own.auth_provider.clone(), own.external_id.clone()));
        let [set, add, remove] = [
            &self.external_id,
            &self.add_external_id,
            &self.remove_external_id,
        ];
        if let Some(pairs) = pairs(own, set, add, remove, self.clear_external_ids) {
            body["external_ids"] = serde_json::to_value(&pairs)?;
            request = request.external_ids(pairs);
        }
        if self.admin || self.no_admin {
            body["admin"] = self.admin.into();
            request = request.admin(self.admin);
        }
        if self.activate {
            body["deactivated"] = false.into();
            request = request.reactivate_without_password();
        }
        if self.deactivate {
            body["deactivated"] = true.into();
            request = request.deactivate();
        }
        if self.lock || self.unlock {
            body["locked"] = self.lock.into();
            request = request.locked(self.lock);
        }
        match self.user_type.as_deref() {
            None => {}
            Some("regular" | "") => {
                body["user_type"] = Value::Null;
                request = request.clear_user_type();
            }
            Some(kind) => {
                body["user_type"] = kind.into();
                request = request.user_type(kind);
            }
        }
        if let Some(approved) = self.approve {
            body["approved"] = approved.into();
            request = request.approved(approved);
        }
        Ok((request, body))
    }
}

/// The whole of a list of pairs after the change, or `None` where it stays as it is.
fn pairs(
    own: impl Iterator<Item = (String, String)>,
    set: &[String],
    add: &[String],
    remove: &[String],
    clear: bool,
) -> Option<Vec<(String, String)>> {
    let split = |texts: &[String]| -> Vec<(String, String)> {
        texts
            .chunks_exact(2)
            .map(|pair| (pair[0].clone(), pair[1].clone()))
            .collect()
    };
    if clear {
        return Some(Vec::new());
    }
    if !set.is_empty() {
        return Some(split(set));
    }
    if add.is_empty() && remove.is_empty() {
        return None;
    }
    let remove = split(remove);
    let mut pairs: Vec<_> = own.filter(|pair| !remove.contains(pair)).collect();
    for pair in split(add) {
        if !pairs.contains(&pair) {
            pairs.push(pair);
        }
    }
    Some(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_added_removed_and_replaced() {
        let text = |pair: [&str; 2]| pair.map(str::to_owned).to_vec();
        let own = || [("email".to_owned(), "a@h".to_owned())].into_iter();
        let (a, b) = (text(["email", "a@h"]), text(["email", "b@h"]));
        let count = |pairs: Option<Vec<_>>| pairs.map(|pairs| pairs.len());
        assert_eq!(count(pairs(own(), &[], &b, &[], false)), Some(2));
        assert_eq!(count(pairs(own(), &[], &a, &[], false)), Some(1));
        assert_eq!(count(pairs(own(), &[], &b, &a, false)), Some(1));
        assert_eq!(count(pairs(own(), &b, &[], &[], false)), Some(1));
        assert_eq!(count(pairs(own(), &[], &[], &[], true)), Some(0));
        assert_eq!(count(pairs(own(), &[], &[], &[], false)), None);
    }
}
