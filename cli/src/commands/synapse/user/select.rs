//! Which accounts a command means: ids, a file, or what a list is narrowed to; and what every change of
//! accounts takes besides. What narrows a list is in `select::filter`.

use chatadm::{
    Error,
    synapse::{User, UserId},
};
use serde::Serialize;

use super::delegated;
use crate::{
    bulk::{self, Action},
    context::{Context, Synapse},
    exit::Failure,
    selection::FileArgs,
};

mod filter;

pub(crate) use filter::{Deactivated, FilterArgs, Order};

/// How many accounts to read at once, where all are wanted.
pub(crate) const PAGE: u32 = 500;

/// The columns of files that hold ids of users.
pub(crate) const COLUMNS: [&str; 4] = ["user_id", "name", "id", "mxid"];

/// Accounts that are named, for commands that only read.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct NamedArgs {
    /// User ids; without a server name (`alice`) they are those of this server
    #[arg(value_name = "USER", help_heading = None::<&'static str>, required_unless_present = "from_file")]
    users: Vec<String>,

    #[command(flatten)]
    file: FileArgs,
}

/// The accounts that a change is for.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct SelectArgs {
    /// User ids; without a server name (`alice`) they are those of this server
    #[arg(value_name = "USER", help_heading = None::<&'static str>)]
    pub(crate) users: Vec<String>,

    #[command(flatten)]
    pub(crate) file: FileArgs,

    #[command(flatten)]
    pub(crate) filter: FilterArgs,
}

/// What a harmless change of accounts takes.
pub(crate) type WorkArgs = bulk::WorkArgs<SelectArgs>;

/// What a change of accounts takes that nobody makes of themselves, the last admin or protected users by
/// mistake.
pub(crate) type ChangeArgs = bulk::ChangeArgs<SelectArgs>;

impl NamedArgs {
    /// The ids, each once.
    pub(crate) async fn ids(&self, synapse: &Synapse) -> Result<Vec<UserId>, Failure> {
        let mut named = self.users.clone();
        named.extend(self.file.read(&COLUMNS)?);
        named_ids(synapse, &named).await
    }
}

impl SelectArgs {
    /// The ids, complete before anything is changed.
    pub(crate) async fn ids(
        &self,
        context: &Context,
        synapse: &Synapse,
    ) -> Result<Vec<UserId>, Failure> {
        let mut named = self.users.clone();
        named.extend(self.file.read(&COLUMNS)?);
        match (named.is_empty(), self.filter.is_empty()) {
            (true, true) => Err(Failure::Usage(
                "no account is named; give user ids, `--from-file`, or a filter such as `--match`"
                    .to_owned(),
            )),
            (false, false) => Err(Failure::Usage(
                "give either the ids of accounts or filters, not both".to_owned(),
            )),
            (false, true) => named_ids(synapse, &named).await,
            (true, false) => {
                let mut ids = Vec::new();
                let mut pages = self.filter.pages(&synapse.client, PAGE, None).await?;
                while let Some(page) = pages.next().await? {
                    let kept = self.filter.keep(context, synapse, page.items).await?;
                    ids.extend(kept.into_iter().map(|(_, user)| user.name));
                }
                Ok(ids)
            }
        }
    }
}

impl WorkArgs {
    /// Makes a change of each account.
    pub(super) async fn run<'a, V, F>(
        &self,
        context: &'a Context,
        action: Action,
        verb: impl Fn(User<'a>) -> F + Send + Sync,
    ) -> Result<(), Failure>
    where
        V: Serialize + Send,
        F: Future<Output = Result<V, Error>> + Send,
    {
        let ids = self.select.ids(context, context.synapse()?).await?;
        self.run_for(context, action, ids, verb).await
    }

    /// Makes a change of accounts that were found before.
    pub(super) async fn run_for<'a, V, F>(
        &self,
        context: &'a Context,
        action: Action,
        mut ids: Vec<UserId>,
        verb: impl Fn(User<'a>) -> F + Send + Sync,
    ) -> Result<(), Failure>
    where
        V: Serialize + Send,
        F: Future<Output = Result<V, Error>> + Send,
    {
        let synapse = context.synapse()?;
        let unsettled = self.bulk.unsettled()?.into_iter();
        for id in unsettled.filter_map(|id| UserId::try_from(id).ok()) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        let action = action.dry_run(self.dry_run.dry_run);
        let verb = |id: UserId| verb(synapse.client.user(id));
        let done = bulk::run(context, &synapse.connection, &self.bulk, action, ids, verb).await;
        delegated::explained(synapse, done).await
    }
}

impl ChangeArgs {
    /// The ids, none of which is guarded.
    pub(super) async fn ids(&self, context: &Context) -> Result<Vec<UserId>, Failure> {
        let synapse = context.synapse()?;
        let ids = self.work.select.ids(context, synapse).await?;
        self.guards.check(synapse, &ids).await?;
        Ok(ids)
    }

    /// Makes a change of each account, if none is guarded.
    pub(super) async fn run<'a, V, F>(
        &self,
        context: &'a Context,
        action: Action,
        verb: impl Fn(User<'a>) -> F + Send + Sync,
    ) -> Result<(), Failure>
    where
        V: Serialize + Send,
        F: Future<Output = Result<V, Error>> + Send,
    {
        let ids = self.ids(context).await?;
        self.work.run_for(context, action, ids, verb).await
    }
}

async fn named_ids(synapse: &Synapse, named: &[String]) -> Result<Vec<UserId>, Failure> {
    // All of them are read before any is looked up, so that a bad one costs nothing.
    for text in named.iter().filter(|text| text.contains(':')) {
        let checked = UserId::try_from(text.as_str());
        checked.map_err(|error| Failure::Usage(error.to_string()))?;
    }
    let mut ids = synapse.user_ids(named).await?;
    let mut seen = std::collections::BTreeSet::new();
    ids.retain(|id| seen.insert(id.clone()));
    Ok(ids)
}
