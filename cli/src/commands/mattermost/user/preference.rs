//! `chatadm mattermost user preference`: preferences, which are outside the typed client.

use serde::{Deserialize, Serialize};

use crate::{commands::verbs, printer::Shape};

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
