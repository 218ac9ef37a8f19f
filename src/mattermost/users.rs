//! The users of a server, all of them and each alone.

use super::{Client, UserId};
use crate::{Bulk, Error, call::call};

mod activity;
mod bots;
mod create;
mod find;
mod image;
mod list;
mod patch;
mod search;
mod stats;
mod terms;
mod update;
mod user;

pub use activity::{ListAudits, ListChannelMembers};
pub use bots::ConvertBot;
pub use create::CreateUser;
pub use find::UsersByIds;
pub use image::{GetImage, ProfileImage};
pub use list::{ListInvalidEmails, ListUsers};
pub use patch::PatchUser;
pub use search::{AutocompleteUsers, SearchUsers};
pub use stats::CountUsers;
pub use user::User;

/// What a server says of a route that it does not have.
const NO_ROUTE: &str = "api.context.404.app_error";

impl Client {
    /// The users of the server.
    pub fn users(&self) -> Users<'_> {
        Users::new(self)
    }

    /// One user, by id; `me` is the user of the session.
    pub fn user(&self, id: impl Into<UserId>) -> User<'_> {
        User::new(self, id.into())
    }
}

/// The users of a server; see [`Client::users`].
#[derive(Debug, Clone, Copy)]
#[must_use = "a handle does nothing by itself"]
pub struct Users<'a> {
    client: &'a Client,
}

impl<'a> Users<'a> {
    pub(super) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Lists users, by user name.
    ///
    /// The list is read by page number, so users that appear or are renamed meanwhile can shift
    /// others past the reader or to it twice.
    ///
    /// Calls `GET /api/v4/users` (`get_users`).
    pub fn list(&self) -> ListUsers<'a> {
        ListUsers::new(self.client)
    }

    /// Creates an account. Anybody may on an open server; elsewhere it takes an invitation or an
    /// administrator. The first account of a server becomes its system administrator.
    ///
    /// ```no_run
    /// # async fn run(mattermost: chatadm::mattermost::Client, initial: chatadm::Secret) -> Result<(), chatadm::Error> {
    /// let ada = mattermost
    ///     .users()
    ///     .create("ada", "ada@example.org")
    ///     .first_name("Ada")
    ///     .password(initial)
    ///     .send()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Calls `POST /api/v4/users` (`create_user`).
    pub fn create(&self, username: impl Into<String>, email: impl Into<String>) -> CreateUser<'a> {
        let (username, email) = (username.into(), email.into());
        let request = CreateUser::new(self.client.raw().create_user());
        request.body(|body| body.username(username).email(email))
    }

    /// Searches users by part of a name or address; deactivated ones are left out unless asked for.
    ///
    /// Calls `POST /api/v4/users/search` (`search_users`).
    pub fn search(&self, term: impl Into<String>) -> SearchUsers<'a> {
        let term = term.into();
        SearchUsers::new(self.client.raw().search_users()).body(|body| body.term(term))
    }

    /// Suggests users whose names begin with this text, as a picker of people does; an empty text suggests
    /// anybody.
    ///
    /// Calls `GET /api/v4/users/autocomplete` (`autocomplete_users`).
    pub fn autocomplete(&self, name: impl Into<String>) -> AutocompleteUsers<'a> {
        AutocompleteUsers::new(self.client.raw().autocomplete_users().name(name.into()))
    }

    /// Counts the users of the server.
    ///
    /// # Errors
    ///
    /// `is_unauthorized` when the token is bad.
    ///
    /// Calls `GET /api/v4/users/stats` (`get_total_users_stats`).
    pub async fn stats(&self) -> Result<i64, Error> {
        let stats = call!(self.client, get_total_users_stats).await?;
        Ok(stats.total_users_count)
    }

    /// Counts the users whom conditions name.
    ///
    /// Calls `GET /api/v4/users/stats/filtered` (`get_total_users_stats_filtered`).
    pub fn stats_filtered(&self) -> CountUsers<'a> {
        CountUsers::new(self.client.raw().get_total_users_stats_filtered())
    }

    /// Lists users whose e-mail address the restrictions of the server forbid.
    ///
    /// A server that is open for sign-up answers 400, whoever asks. Version 5.37 does not have the call.
    ///
    /// Calls `GET /api/v4/users/invalid_emails` (`get_users_with_invalid_emails`).
    pub fn with_invalid_emails(&self) -> ListInvalidEmails<'a> {
        ListInvalidEmails::new(self.client.raw().get_users_with_invalid_emails())
    }

    /// Deletes every user of the server. Nothing brings them back.
    ///
    /// The server offers this on the socket of its local mode only
    /// ([`ClientBuilder::unix_socket`](crate::ClientBuilder::unix_socket)).
    ///
    /// # Errors
    ///
    /// `is_not_found` over HTTP, whoever calls.
    ///
    /// Calls `DELETE /api/v4/users` (`permanent_delete_all_users`).
    pub async fn delete_all_permanently(&self) -> Result<(), Error> {
        call!(self.client, permanent_delete_all_users).await?;
        Ok(())
    }

    /// Runs one verb for each of these users, several at once.
    ///
    /// ```no_run
    /// # async fn run(mattermost: chatadm::mattermost::Client, stale: Vec<chatadm::mattermost::UserId>) {
    /// let run = mattermost.users().each(stale, |user| async move { user.deactivate().await });
    /// let summary = run.concurrency(8).rate(20.0).finish().await;
    /// println!("{summary}");
    /// # }
    /// ```
    ///
    /// Calls what its arguments name.
    pub fn each<I, V, F>(
        &self,
        ids: I,
        verb: impl Fn(User<'a>) -> F + Send + 'a,
    ) -> Bulk<'a, UserId, V>
    where
        I: IntoIterator<Item = UserId>,
        I::IntoIter: Send + 'a,
        V: Send + 'a,
        F: Future<Output = Result<V, Error>> + Send + 'a,
    {
        let client = self.client;
        Bulk::new(ids, move |id| verb(client.user(id)))
    }
}

/// Makes "there is none" of an answer that says so; a server without the route does not.
fn found<T>(result: Result<T, Error>) -> Result<Option<T>, Error> {
    let no_route = |error: &Error| error.code().is_some_and(|code| code.as_str() == NO_ROUTE);
    match result {
        Err(error) if no_route(&error) => Err(error),
        other => crate::call::found(other),
    }
}
