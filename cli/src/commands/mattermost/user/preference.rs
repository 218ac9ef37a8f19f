//! `chatadm mattermost user preference`: preferences, which are outside the typed client.

use chatadm::{Method, mattermost::UserId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{select::SelectArgs, work};
use crate::{
    bulk::{Action, BulkArgs},
    commands::verbs,
    context::Context,
    exit::Failure,
    printer::Shape,
};

pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod set;

/// The columns of a list of preferences.
pub(crate) const PREFERENCES: Shape = Shape {
    id: "name",
    columns: &["user_id", "category", "name", "value"],
};

/// The path of all preferences of a user.
pub(crate) const PATH: &str = "/api/v4/users/{user_id}/preferences";

verbs! {
    /// Lists preferences of users
    List(list),
    /// Shows a preference of a user
    Get(get),
    /// Sets a preference of users
    #[command(visible_alias = "update")]
    Set(set),
    /// Removes a preference of users
    Delete(delete),
}

/// A preference as the server has it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Preference {
    pub(crate) user_id: String,
    pub(crate) category: String,
    pub(crate) name: String,
    pub(crate) value: String,
}

/// Which preference is meant.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct NameArgs {
    /// The category, as `display_settings`
    #[arg(short, long, value_name = "CATEGORY")]
    pub(crate) category: String,

    /// The name within the category
    #[arg(
        short = 'n',
        short_alias = 'p',
        long,
        visible_alias = "preference",
        value_name = "NAME"
    )]
    pub(crate) name: String,
}

/// Whose preference is changed. `-n` is that of `NameArgs`, so this has a `--dry-run` of its own.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct ChangeArgs {
    /// Print the requests and send none
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    select: SelectArgs,
    #[command(flatten)]
    bulk: BulkArgs,
}

impl ChangeArgs {
    /// Sends the preference of each user.
    async fn run(
        &self,
        context: &Context,
        verb: &'static str,
        (method, path): (Method, &str),
        of: impl Fn(&UserId) -> Preference + Send + Sync,
    ) -> Result<(), Failure> {
        let mattermost = context.mattermost()?;
        let users = self.select.users(context, mattermost).await?;
        let request = |id: &UserId| {
            let request = mattermost.client.request(method.clone(), path);
            request.param("user_id", id).json(&json!([of(id)]))
        };
        let bodies = users
            .iter()
            .map(|user| (user.id.clone(), json!([of(&user.id)])));
        let operation = mattermost.client.request(method.clone(), path).operation();
        let action = Action::new(verb, "user", operation)
            .request(method.clone(), path)
            .bodies(bodies)
            .dry_run(self.dry_run);
        let verb = |user: chatadm::mattermost::User<'_>| {
            let request = request(user.id());
            async move { request.send::<Value>().await.map(drop) }
        };
        work::run_for(context, &self.bulk, action, &users, verb).await
    }
}

impl NameArgs {
    /// The preference of a user, with a value.
    pub(crate) fn of(&self, user: &impl ToString, value: &str) -> Preference {
        Preference {
            user_id: user.to_string(),
            category: self.category.clone(),
            name: self.name.clone(),
            value: value.to_owned(),
        }
    }
}
