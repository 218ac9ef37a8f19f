//! Which users a command means: ids, names and addresses, a file, or what a list is narrowed to.

use std::collections::{BTreeMap, BTreeSet};

use chatadm::mattermost::{UserId, types::User};

use super::filter::FilterArgs;
use crate::{
    context::{Context, Mattermost},
    exit::Failure,
    selection::FileArgs,
};

/// How many users are asked for one by one; more are asked for at once.
const FEW: usize = 8;

/// How many users to ask for at once by their ids or names.
const MANY: usize = 100;

/// How many users to read at once, where all are wanted.
const PAGE: u32 = 200;

/// The columns of a file that can name users.
pub(crate) const COLUMNS: [&str; 4] = ["id", "user_id", "username", "email"];

/// The users that a change is for.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct SelectArgs {
    /// Names, e-mail addresses or ids of users
    #[arg(value_name = "USER")]
    pub(crate) users: Vec<String>,

    #[command(flatten)]
    pub(crate) file: FileArgs,

    #[command(flatten)]
    pub(crate) filter: FilterArgs,
}

impl SelectArgs {
    /// The users, complete before anything is changed, each once.
    pub(crate) async fn users(
        &self,
        context: &Context,
        mattermost: &Mattermost,
    ) -> Result<Vec<User>, Failure> {
        let mut named = self.users.clone();
        named.extend(self.file.read(&COLUMNS)?);
        let mut users = match (named.is_empty(), self.filter.is_empty()) {
            (true, true) => {
                return Err(Failure::Usage(
                    "no user is named; give names, `--from-file`, or a filter such as `--match`"
                        .to_owned(),
                ));
            }
            (false, false) => {
                return Err(Failure::Usage(
                    "give either users or filters, not both".to_owned(),
                ));
            }
            (false, true) => find(mattermost, &named).await?,
            (true, false) => {
                let mut users = Vec::new();
                let mut pages = self.filter.request(mattermost, PAGE).await?.pages();
                while let Some(page) = pages.try_next().await? {
                    users.extend(
                        self.filter
                            .keep(mattermost, page.items, context.printer.now())
                            .await?,
                    );
                }
                users
            }
        };
        let mut seen = BTreeSet::new();
        users.retain(|user| seen.insert(user.id.clone()));
        Ok(users)
    }
}

impl SelectArgs {
    /// The addresses of the users, each once; one that is named is taken as it is.
    pub(crate) async fn addresses(
        &self,
        context: &Context,
        mattermost: &Mattermost,
    ) -> Result<Vec<String>, Failure> {
        let mut texts = self.users.clone();
        texts.extend(self.file.read(&COLUMNS)?);
        let (mut addresses, names): (Vec<String>, _) =
            texts.into_iter().partition(|text| name(text).contains('@'));
        if addresses.is_empty() || !names.is_empty() || !self.filter.is_empty() {
            let others = Self {
                users: names,
                file: FileArgs::default(),
                filter: self.filter.clone(),
            };
            let users = others.users(context, mattermost).await?;
            addresses.extend(users.into_iter().map(|user| user.email));
        }
        let mut seen = BTreeSet::new();
        addresses.retain(|address| seen.insert(address.clone()));
        Ok(addresses)
    }
}

/// The users that are named, in this order; it is said who is missing, all at once.
pub(crate) async fn find(mattermost: &Mattermost, texts: &[String]) -> Result<Vec<User>, Failure> {
    let mut known = BTreeMap::new();
    if texts.len() > FEW {
        let users = mattermost.client.users();
        let ids: Vec<UserId> = texts.iter().filter_map(|text| text.parse().ok()).collect();
        for ids in ids.chunks(MANY) {
            let found = users.by_ids(ids).send().await?;
            known.extend(found.into_iter().map(|user| (user.id.to_string(), user)));
        }
        let names: Vec<&str> = texts.iter().map(|text| name(text)).collect();
        let is_name = |text: &&str| !text.contains('@') && !known.contains_key(*text);
        let names: Vec<&str> = names.into_iter().filter(is_name).collect();
        for names in names.chunks(MANY) {
            let found = users.by_usernames(names.iter().copied()).await?;
            known.extend(found.into_iter().map(|user| (user.username.clone(), user)));
        }
    }
    let (mut users, mut missing) = (Vec::new(), Vec::new());
    for text in texts {
        if let Some(user) = known.get(name(text)) {
            users.push(user.clone());
            continue;
        }
        match mattermost.user(text).await {
            Err(Failure::NotFound(_)) => missing.push(format!("`{text}`")),
            user => users.push(user?),
        }
    }
    if missing.is_empty() {
        Ok(users)
    } else {
        let missing = missing.join(", ");
        Err(Failure::NotFound(format!("there is no user {missing}")))
    }
}

/// A name as the server has it.
fn name(text: &str) -> &str {
    text.strip_prefix('@').unwrap_or(text)
}

/// Says that the service at which users log in has a say too.
pub(crate) fn warn_elsewhere(context: &Context, users: &[User], what: &str) {
    let mut services: BTreeMap<&str, usize> = BTreeMap::new();
    for user in users {
        match user.auth_service.as_str() {
            "" | "email" => {}
            service => *services.entry(service).or_default() += 1,
        }
    }
    for (service, count) in services {
        let who = match count {
            1 => "1 of them logs".to_owned(),
            count => format!("{count} of them log"),
        };
        context
            .printer
            .note(&format!("{who} in with {service}: {what}"));
    }
}
