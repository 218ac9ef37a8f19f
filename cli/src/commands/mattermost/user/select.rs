//! Which users a command means: ids, names and addresses, a file, or what a list is narrowed to.

use chatadm::mattermost::{UserId, types::User};

use super::filter::FilterArgs;
use crate::{
    context::{Context, Mattermost},
    exit::Failure,
    selection::FileArgs,
};

/// How many users to read at once, where all are wanted.
const PAGE: u32 = 200;

/// How many names a question holds.
const SHOWN: usize = 5;

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
            (false, true) => {
                let mut users = Vec::new();
                for text in &named {
                    users.push(mattermost.user(text).await?);
                }
                users
            }
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
        let mut seen = std::collections::BTreeSet::new();
        users.retain(|user| seen.insert(user.id.clone()));
        Ok(users)
    }
}

/// The ids of users.
pub(crate) fn ids(users: &[User]) -> Vec<UserId> {
    users.iter().map(|user| user.id.clone()).collect()
}

/// Who is meant, for a question that has only ids.
pub(crate) fn names(users: &[User]) -> String {
    let names: Vec<&str> = users
        .iter()
        .take(SHOWN)
        .map(|user| user.username.as_str())
        .collect();
    let more = match users.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("That is {}{more}", names.join(", "))
}
