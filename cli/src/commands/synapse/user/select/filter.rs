//! What narrows a list of accounts, by the server as far as it can, and by us for the rest.

use std::str::FromStr as _;

use chatadm::{
    Cursor, Error, Page, Pages, Timestamp,
    synapse::{Client, Direction, ListUsersV3, UserId, UserOrder, types::UserSummary},
};
use regex::Regex;
use serde_json::Value;

use crate::{
    context::{Context, Synapse},
    exit::Failure,
    moment::When,
    reading,
};

/// Whether accounts in some state are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Deactivated {
    /// With the others
    Yes,
    /// Left out
    No,
    /// And no others
    Only,
}

/// What narrows a list of accounts.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Which accounts")]
pub(crate) struct FilterArgs {
    /// Keep accounts whose name or display name contains this text
    #[arg(long, value_name = "TEXT", conflicts_with = "id")]
    pub(crate) name: Option<String>,

    /// Keep accounts whose full id contains this text
    #[arg(short, long, visible_alias = "user-id", value_name = "TEXT")]
    pub(crate) id: Option<String>,

    /// Keep accounts whose full id matches this regular expression, from its beginning
    #[arg(long = "match", value_name = "REGEX")]
    pub(crate) matching: Option<Regex>,

    /// Leave out accounts whose full id matches this regular expression, from its beginning
    #[arg(long, value_name = "REGEX")]
    pub(crate) exclude: Option<Regex>,

    /// Whether deactivated accounts are meant (`no` unless told, `yes` without a value)
    #[arg(short, long, value_name = "WHICH", num_args = 0..=1, default_missing_value = "yes")]
    pub(crate) deactivated: Option<Deactivated>,

    /// Keep server admins only
    #[arg(short, long, conflicts_with = "non_admins")]
    pub(crate) admins: bool,

    /// Leave out server admins
    #[arg(short = 'A', long)]
    pub(crate) non_admins: bool,

    /// With guests, which is how it is unless told
    #[arg(short, long, conflicts_with = "no_guests")]
    pub(crate) guests: bool,

    /// Leave out guests
    #[arg(short = 'G', long)]
    pub(crate) no_guests: bool,

    /// Whether locked accounts are meant (`no` unless told, `yes` without a value)
    #[arg(short = 'L', long, value_name = "WHICH", num_args = 0..=1, default_missing_value = "yes")]
    pub(crate) locked: Option<Deactivated>,

    /// Keep suspended accounts only
    #[arg(long)]
    pub(crate) suspended: bool,

    /// Keep shadow-banned accounts only
    #[arg(long)]
    pub(crate) shadow_banned: bool,

    /// Keep accounts that are approved, or those that wait for it
    #[arg(long, value_name = "BOOL")]
    pub(crate) approved: Option<bool>,

    /// Keep accounts of this type (`bot`, `support`; empty for ordinary ones)
    #[arg(long = "type", value_name = "TYPE")]
    pub(crate) kind: Option<String>,

    /// Leave out accounts of this type; may be repeated
    #[arg(long, value_name = "TYPE")]
    pub(crate) exclude_user_type: Vec<String>,

    /// Keep accounts that were created since
    #[arg(long, value_name = "WHEN")]
    pub(crate) created_after: Option<When>,

    /// Keep accounts that were created before
    #[arg(long, value_name = "WHEN")]
    pub(crate) created_before: Option<When>,

    /// Keep accounts that were not seen for so long, those that never were among them
    #[arg(long, value_name = "TIME")]
    pub(crate) inactive_for: Option<When>,

    /// Keep accounts that were never seen
    #[arg(long)]
    pub(crate) never_seen: bool,
}

/// Pages of accounts. The first is there already.
pub(crate) struct UserPages<'a> {
    first: Option<Page<UserSummary>>,
    rest: Pages<'a, UserSummary>,
}

impl UserPages<'_> {
    pub(crate) async fn next(&mut self) -> Result<Option<Page<UserSummary>>, Error> {
        match self.first.take() {
            Some(page) => Ok(Some(page)),
            None => self.rest.try_next().await,
        }
    }
}

/// The order of a list, and where it begins.
#[derive(Debug, Clone, Default)]
pub(crate) struct Order {
    pub(crate) by: Option<String>,
    pub(crate) is_reverse: bool,
    pub(crate) from: Option<Cursor>,
}

impl FilterArgs {
    /// Whether nothing narrows the list.
    pub(crate) fn is_empty(&self) -> bool {
        let Self {
            name,
            id,
            matching,
            exclude,
            deactivated,
            admins,
            non_admins,
            guests,
            no_guests,
            locked,
            suspended,
            shadow_banned,
            approved,
            kind,
            exclude_user_type,
            created_after,
            created_before,
            inactive_for,
            never_seen,
        } = self;
        let texts = [name, id, kind].into_iter().all(Option::is_none);
        let patterns = [matching, exclude].into_iter().all(Option::is_none);
        let moments = [created_after, created_before, inactive_for]
            .into_iter()
            .all(Option::is_none);
        let flags = [
            admins,
            non_admins,
            guests,
            no_guests,
            suspended,
            shadow_banned,
            never_seen,
        ];
        texts
            && patterns
            && moments
            && flags.into_iter().all(|flag| !flag)
            && deactivated.is_none()
            && locked.is_none()
            && approved.is_none()
            && exclude_user_type.is_empty()
    }

    /// Reads the accounts that the server's own filters leave.
    pub(crate) async fn pages<'a>(
        &self,
        client: &'a Client,
        size: u32,
        order: Option<&Order>,
    ) -> Result<UserPages<'a>, Failure> {
        let request = self.request(client, size, order)?;
        let mut rest = request.clone().pages();
        let first = match rest.try_next().await {
            // Where authentication is delegated there are no guests, and to ask for them is a mistake.
            Err(error) if error.is_bad_request() && !self.guests && !self.no_guests => {
                rest = request.guests(false).pages();
                match rest.try_next().await {
                    Ok(page) => page,
                    Err(_) => return Err(error.into()),
                }
            }
            first => first?,
        };
        Ok(UserPages { first, rest })
    }

    fn request<'a>(
        &self,
        client: &'a Client,
        size: u32,
        order: Option<&Order>,
    ) -> Result<ListUsersV3<'a>, Failure> {
        let mut request = client.users().list_v3().page_size(size);
        request = match self.deactivated {
            None | Some(Deactivated::No) => request.deactivated(false),
            Some(Deactivated::Only) => request.deactivated(true),
            Some(Deactivated::Yes) => request,
        };
        if let Some(text) = &self.name {
            request = request.name(text);
        }
        if let Some(text) = &self.id {
            request = request.user_id(text);
        }
        if self.admins || self.non_admins {
            request = request.admins(self.admins);
        }
        if self.guests || self.no_guests {
            request = request.guests(self.guests);
        }
        if matches!(self.locked, Some(Deactivated::Yes | Deactivated::Only)) {
            request = request.locked(true);
        }
        if let Some(approved) = self.approved {
            request = request.approved(approved);
        }
        if !self.exclude_user_type.is_empty() {
            request = request.not_user_type(self.exclude_user_type.clone());
        }
        let Some(order) = order else {
            return Ok(request);
        };
        if let Some(field) = &order.by {
            let field = UserOrder::from_str(field)
                .map_err(|_| Failure::Usage(format!("cannot sort by `{field}`")))?;
            request = request.order_by(field);
        }
        if order.is_reverse {
            request = request.direction(Direction::B);
        }
        if let Some(cursor) = &order.from {
            request = request.start_at(cursor.clone());
        }
        Ok(request)
    }

    /// Whether the server leaves more accounts than are meant.
    pub(crate) fn is_own(&self) -> bool {
        let texts = [&self.matching, &self.exclude];
        let moments = [self.created_after, self.created_before, self.inactive_for];
        texts.into_iter().any(Option::is_some)
            || moments.into_iter().any(|moment| moment.is_some())
            || self.kind.is_some()
            || self.locked == Some(Deactivated::Only)
            || self.suspended
            || self.shadow_banned
            || self.never_seen
    }

    /// Keeps what our own filters leave of a page, each account with its place on the page.
    pub(crate) async fn keep(
        &self,
        context: &Context,
        synapse: &Synapse,
        users: Vec<UserSummary>,
    ) -> Result<Vec<(usize, UserSummary)>, Failure> {
        let past = |when: Option<When>| {
            when.map(|when| when.past(context.printer.now()))
                .transpose()
                .map_err(Failure::Usage)
        };
        let moments = Moments {
            after: past(self.created_after)?,
            before: past(self.created_before)?,
            idle: past(self.inactive_for)?,
        };
        let users = users.into_iter().enumerate();
        let mut kept: Vec<_> = users
            .filter(|(_, user)| self.is_kept(user, &moments))
            .collect();
        if self.suspended {
            // Lists tell it since some version; before that, each account has to be asked.
            let told = |user: &UserSummary| user.extra.get("suspended").and_then(Value::as_bool);
            let untold = kept.iter().filter(|(_, user)| told(user).is_none());
            let untold: Vec<UserId> = untold.map(|(_, user)| user.name.clone()).collect();
            let ask = |id: UserId| {
                let user = synapse.client.user(id);
                async move { Ok(user.get().await?.suspended.unwrap_or_default()) }
            };
            let what = "look for suspended accounts";
            let asked = reading::each(context, &synapse.connection, what, untold, ask).await?;
            kept.retain(|(_, user)| {
                told(user).unwrap_or_else(|| asked.get(&user.name) == Some(&true))
            });
        }
        Ok(kept)
    }

    fn is_kept(&self, user: &UserSummary, moments: &Moments) -> bool {
        let id = user.name.as_str();
        let matches = |regex: &Regex| regex.find(id).is_some_and(|found| found.start() == 0);
        let kind = user.user_type.as_deref().unwrap_or_default();
        let seen = user.last_seen_ts.filter(|seen| seen.as_millis() > 0);
        let Moments {
            after,
            before,
            idle,
        } = moments;
        let made = user.creation_ts;
        self.matching.as_ref().is_none_or(matches)
            && !self.exclude.as_ref().is_some_and(matches)
            && (self.locked != Some(Deactivated::Only) || user.locked)
            && (!self.shadow_banned || user.shadow_banned)
            && (!self.never_seen || seen.is_none())
            && self.kind.as_deref().is_none_or(|wanted| wanted == kind)
            && after.is_none_or(|after| made.is_some_and(|made| made >= after))
            && before.is_none_or(|before| made.is_some_and(|made| made < before))
            && idle.is_none_or(|idle| seen.is_none_or(|seen| seen < idle))
            // An account that is younger than the time of inactivity had no chance to be seen.
            && idle.is_none_or(|idle| made.is_none_or(|made| made < idle))
    }
}

/// What the moments of the filters mean now.
struct Moments {
    after: Option<Timestamp>,
    before: Option<Timestamp>,
    idle: Option<Timestamp>,
}
