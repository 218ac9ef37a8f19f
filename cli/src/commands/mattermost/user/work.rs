//! What every change of users takes, and how it is made of each of them.

use chatadm::{
    Error,
    mattermost::{User, UserId, types},
};
use serde::Serialize;

use super::select::SelectArgs;
use crate::{
    bulk::{self, Action, BulkArgs},
    context::Context,
    exit::Failure,
};

/// What a harmless change of users takes.
pub(crate) type WorkArgs = bulk::WorkArgs<SelectArgs>;

/// What a change of users takes that nobody makes of themselves, the last admin or protected users by
/// mistake.
pub(crate) type ChangeArgs = bulk::ChangeArgs<SelectArgs>;

impl WorkArgs {
    /// The users, complete before anything is changed.
    pub(crate) async fn users(&self, context: &Context) -> Result<Vec<types::User>, Failure> {
        self.select.users(context, context.mattermost()?).await
    }

    /// Makes a change of each of these users.
    pub(crate) async fn run_for<'a, V, F>(
        &self,
        context: &'a Context,
        action: Action,
        users: &[types::User],
        verb: impl Fn(User<'a>) -> F + Send + Sync,
    ) -> Result<(), Failure>
    where
        V: Serialize + Send,
        F: Future<Output = Result<V, Error>> + Send,
    {
        let action = action.dry_run(self.dry_run.dry_run);
        run_for(context, &self.bulk, action, users, verb).await
    }

    /// Has an e-mail sent to each address.
    pub(crate) async fn mail<V, F>(
        &self,
        context: &Context,
        action: Action,
        verb: impl Fn(String) -> F + Send + Sync,
    ) -> Result<(), Failure>
    where
        V: Serialize + Send,
        F: Future<Output = Result<V, Error>> + Send,
    {
        let mattermost = context.mattermost()?;
        let addresses = self.select.addresses(context, mattermost).await?;
        let action = action.key_field("email").dry_run(self.dry_run.dry_run);
        let connection = &mattermost.connection;
        bulk::run(context, connection, &self.bulk, action, addresses, verb).await
    }
}

impl ChangeArgs {
    /// The users, none of whom is guarded.
    pub(crate) async fn users(&self, context: &Context) -> Result<Vec<types::User>, Failure> {
        let users = self.work.users(context).await?;
        self.guards
            .check_users(context.mattermost()?, &users)
            .await?;
        Ok(users)
    }
}

/// Makes a change of each of these users, who are called by their names.
pub(crate) async fn run_for<'a, V, F>(
    context: &'a Context,
    args: &BulkArgs,
    action: Action,
    users: &[types::User],
    verb: impl Fn(User<'a>) -> F + Send + Sync,
) -> Result<(), Failure>
where
    V: Serialize + Send,
    F: Future<Output = Result<V, Error>> + Send,
{
    let mattermost = context.mattermost()?;
    let names = users
        .iter()
        .map(|user| (user.id.clone(), user.username.clone()));
    let action = action.called(names);
    let ids = users.iter().map(|user| user.id.clone()).collect();
    let verb = |id: UserId| verb(mattermost.client.user(id));
    bulk::run(context, &mattermost.connection, args, action, ids, verb).await
}
