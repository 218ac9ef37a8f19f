//! `chatadm synapse user`: local accounts. Which accounts a command means is in `select`.

use crate::{commands::verbs, printer::Shape};

pub(crate) mod account_data;
pub(crate) mod activity;
pub(crate) mod admin;
pub(crate) mod allow_cross_signing_reset;
pub(crate) mod available;
pub(crate) mod create;
pub(crate) mod deactivate;
pub(crate) mod deactivate_regex;
pub(crate) mod details;
pub(crate) mod devices;
pub(crate) mod features;
pub(crate) mod find;
pub(crate) mod list;
pub(crate) mod lock;
pub(crate) mod login;
pub(crate) mod media;
pub(crate) mod modify;
pub(crate) mod password;
pub(crate) mod pushers;
pub(crate) mod ratelimit;
pub(crate) mod redact;
pub(crate) mod redact_status;
pub(crate) mod register;
pub(crate) mod renew;
pub(crate) mod rooms;
pub(crate) mod search;
pub(crate) mod select;
pub(crate) mod shadow_ban;
pub(crate) mod shadow_unban;
pub(crate) mod suspend;
pub(crate) mod unlock;
pub(crate) mod unsuspend;
pub(crate) mod whois;

/// The columns of a list of accounts.
pub(crate) const USERS: Shape = Shape {
    id: "name",
    columns: &[
        "name",
        "displayname",
        "admin",
        "last_seen_ts",
        "deactivated",
        "locked",
        "user_type",
        "creation_ts",
    ],
};

verbs! {
    /// Lists accounts
    List(list),
    /// Finds accounts by a part of their name, an e-mail address or a phone number
    Search(search),
    /// Shows everything that is known of accounts
    #[command(visible_alias = "show")]
    Details(details),
    /// Creates an account
    Create(create),
    /// Changes an account
    #[command(visible_alias = "edit")]
    Modify(modify),
    /// Sets a new password
    Password(password),
    /// Deactivates accounts
    Deactivate(deactivate),
    /// Deactivates accounts whose id matches a pattern
    #[command(hide = true)]
    DeactivateRegex(deactivate_regex),
    /// Suspends accounts: they can read, and do nothing else
    Suspend(suspend),
    /// Ends the suspension of accounts
    Unsuspend(unsuspend),
    /// Locks accounts: every request of theirs is refused
    Lock(lock),
    /// Unlocks accounts
    Unlock(unlock),
    /// Shadow-bans accounts: what they send reaches nobody, and they are not told
    ShadowBan(shadow_ban),
    /// Ends the shadow-ban of accounts
    ShadowUnban(shadow_unban),
    /// The right to administer the server
    Admin(admin),
    /// Devices, which are the sessions of an account
    Devices(devices),
    /// Makes a token that acts as an account
    Login(login),
    /// Finds the account behind an address or an identity
    Find(find),
    /// Shows the connections of an account
    Whois(whois),
    /// Lists the rooms of an account
    #[command(visible_alias = "membership")]
    Rooms(rooms),
    /// Lists the files that an account has uploaded
    Media(media),
    /// Creates an account with the shared secret of the server, without a token
    Register(register),
    /// Redacts what accounts have sent
    Redact(redact),
    /// Tells how far a redaction is
    RedactStatus(redact_status),
    /// Renews accounts, where they expire
    Renew(renew),
    /// Experimental features of accounts
    Features(features),
    /// How fast accounts may send messages
    Ratelimit(ratelimit),
    /// Counts what an account has done
    Activity(activity),
    /// Tells whether names are free
    Available(available),
    /// Lets accounts replace their cross-signing keys without a password
    AllowCrossSigningReset(allow_cross_signing_reset),
    /// Shows what clients have stored for an account
    AccountData(account_data),
    /// Lists where an account is told of new messages
    Pushers(pushers),
}
