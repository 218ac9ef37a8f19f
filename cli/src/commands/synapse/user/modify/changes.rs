//! What can be changed of an account that exists, besides what its creation can set.

use chatadm::synapse::types::User;
use serde_json::Value;

use crate::{
    commands::synapse::user::fields::{self, FieldArgs},
    exit::Failure,
};

/// The changes of an account.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct ModifyArgs {
    #[command(flatten)]
    pub(super) fields: FieldArgs,

    /// Take all addresses and phone numbers away
    #[arg(long, conflicts_with = "threepid")]
    clear_threepids: bool,

    /// One more address or phone number; may be repeated
    #[arg(long, num_args = 2, value_names = ["MEDIUM", "ADDRESS"], conflicts_with_all = ["threepid", "clear_threepids"])]
    add_threepid: Vec<String>,

    /// Take this address or phone number away; may be repeated
    #[arg(long, num_args = 2, value_names = ["MEDIUM", "ADDRESS"], conflicts_with_all = ["threepid", "clear_threepids"])]
    remove_threepid: Vec<String>,

    /// Take all identities away
    #[arg(long, conflicts_with = "external_id")]
    clear_external_ids: bool,

    /// One more identity; may be repeated
    #[arg(long, num_args = 2, value_names = ["PROVIDER", "ID"], conflicts_with_all = ["external_id", "clear_external_ids"])]
    add_external_id: Vec<String>,

    /// Take this identity away; may be repeated
    #[arg(long, num_args = 2, value_names = ["PROVIDER", "ID"], conflicts_with_all = ["external_id", "clear_external_ids"])]
    remove_external_id: Vec<String>,

    /// Take the right to administer the server
    #[arg(short = 'u', long, conflicts_with = "admin")]
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
}

impl ModifyArgs {
    /// Whether nothing is to be changed.
    pub(super) fn is_empty(&self) -> bool {
        self.fields.is_empty()
            && !self.has_lists()
            && !self.is_risky()
            && !self.activate
            && !self.unlock
    }

    /// Whether somebody can be locked out by it.
    pub(super) fn is_risky(&self) -> bool {
        self.no_admin || self.deactivate || self.lock
    }

    /// Whether something is named that only one account can have.
    pub(super) fn is_personal(&self) -> bool {
        self.fields.is_personal() || self.has_lists()
    }

    fn has_lists(&self) -> bool {
        let lists = [
            &self.add_threepid,
            &self.remove_threepid,
            &self.add_external_id,
            &self.remove_external_id,
        ];
        self.clear_threepids || self.clear_external_ids || lists.iter().any(|list| !list.is_empty())
    }

    /// Refuses what cannot be meant.
    pub(super) fn check(&self) -> Result<(), Failure> {
        fields::check_media("--add-threepid", &self.add_threepid)?;
        fields::check_media("--remove-threepid", &self.remove_threepid)?;
        self.fields.check()
    }

    /// What the server is to be told of an account that is like this now.
    pub(super) fn body(&self, before: Option<&User>) -> Value {
        let mut body = self.fields.body();
        let own = before.into_iter().flat_map(|before| &before.threepids);
        let own = own.map(|own| (own.medium.clone(), own.address.clone()));
        let (add, remove) = (&self.add_threepid, &self.remove_threepid);
        if let Some(pairs) = pairs(own, add, remove, self.clear_threepids) {
            body["threepids"] = fields::threepids(&pairs);
        }
        let own = before.into_iter().flat_map(|before| &before.external_ids);
        let own = own.map(|own| (own.auth_provider.clone(), own.external_id.clone()));
        let (add, remove) = (&self.add_external_id, &self.remove_external_id);
        if let Some(pairs) = pairs(own, add, remove, self.clear_external_ids) {
            body["external_ids"] = fields::external_ids(&pairs);
        }
        for (name, is_on, is_off) in [
            ("admin", self.fields.admin, self.no_admin),
            ("deactivated", self.deactivate, self.activate),
            ("locked", self.lock, self.unlock),
        ] {
            if is_on || is_off {
                body[name] = is_on.into();
            }
        }
        body
    }
}

/// The whole of a list of pairs after the change, or `None` where it stays as it is.
fn pairs(
    own: impl Iterator<Item = (String, String)>,
    add: &[String],
    remove: &[String],
    clear: bool,
) -> Option<Vec<(String, String)>> {
    if clear {
        return Some(Vec::new());
    }
    if add.is_empty() && remove.is_empty() {
        return None;
    }
    let remove = fields::pairs(remove);
    let mut pairs: Vec<_> = own.filter(|pair| !remove.contains(pair)).collect();
    for pair in fields::pairs(add) {
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
    fn pairs_are_added_removed_and_cleared() {
        let text = |pair: [&str; 2]| pair.map(str::to_owned).to_vec();
        let own = || [("email".to_owned(), "a@h".to_owned())].into_iter();
        let (a, b) = (text(["email", "a@h"]), text(["email", "b@h"]));
        let count = |pairs: Option<Vec<_>>| pairs.map(|pairs| pairs.len());
        assert_eq!(count(pairs(own(), &b, &[], false)), Some(2));
        assert_eq!(count(pairs(own(), &a, &[], false)), Some(1));
        assert_eq!(count(pairs(own(), &b, &a, false)), Some(1));
        assert_eq!(count(pairs(own(), &[], &[], true)), Some(0));
        assert_eq!(count(pairs(own(), &[], &[], false)), None);
    }
}
