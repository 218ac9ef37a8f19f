//! `chatadm synapse user`: local accounts. Which accounts a command means is in `select`.

use crate::{
    commands::verbs,
    printer::{Format, Printer, Shape},
};

pub(crate) mod account_data;
pub(crate) mod activity;
pub(crate) mod admin;
pub(crate) mod allow_cross_signing_reset;
pub(crate) mod auth_provider;
pub(crate) mod available;
pub(crate) mod create;
pub(crate) mod deactivate;
pub(crate) mod deactivate_regex;
mod delegated;
pub(crate) mod details;
pub(crate) mod devices;
pub(crate) mod features;
mod fields;
pub(crate) mod find;
pub(crate) mod list;
pub(crate) mod lock;
pub(crate) mod login;
pub(crate) mod logout;
pub(crate) mod media;
pub(crate) mod modify;
mod new_password;
pub(crate) mod password;
pub(crate) mod prune_devices;
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
pub(crate) mod threepid;
pub(crate) mod unlock;
pub(crate) mod unsuspend;
pub(crate) mod whois;

/// The columns of a list of accounts that fit a terminal.
const SEEN: Shape = Shape {
    id: "name",
    columns: &[
        "name",
        "displayname",
        "admin",
        "deactivated",
        "last_seen_ts",
    ],
};

/// The columns of a list of accounts.
fn users(printer: &Printer) -> &'static Shape {
    match printer.format() {
        Format::Table => &SEEN,
        _ => &USERS,
    }
}

/// All columns of a list of accounts.
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
    /// Creates accounts
    Create(create),
    /// Changes accounts
    #[command(visible_alias = "edit")]
    Modify(modify),
    /// Sets new passwords
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
    /// Deletes the devices that were not seen lately
    #[command(hide = true)]
    PruneDevices(prune_devices),
    /// Makes a token that acts as an account
    Login(login),
    /// Logs accounts out
    Logout(logout),
    /// Finds the accounts behind an address or an identity
    Find(find),
    /// Finds the account behind an identity at a provider
    #[command(hide = true)]
    AuthProvider(auth_provider),
    /// Finds the account behind an e-mail address or a phone number
    #[command(name = "3pid", hide = true)]
    Threepid(threepid),
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
