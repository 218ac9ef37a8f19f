//! `chatadm mattermost user preference list`: all preferences, or those of a category.

use chatadm::Method;

use super::{PATH, PREFERENCES, Preference};
use crate::{
    commands::mattermost::user::select::SelectArgs, context::Context, exit::Failure,
    listing::WholeArgs,
};

/// Lists preferences of users.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user preference list ada
  chatadm mattermost user preference list ada bob --category display_settings")]
pub(crate) struct Args {
    /// Those of this category only
    #[arg(short, long, value_name = "CATEGORY")]
    category: Option<String>,

    #[command(flatten)]
    select: SelectArgs,
    #[command(flatten)]
    whole: WholeArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let mattermost = context.mattermost()?;
    let users = args.select.users(context, mattermost).await?;
    let mut preferences = Vec::new();
    for user in &users {
        let path = match &args.category {
            Some(_) => format!("{PATH}/{{category}}"),
            None => PATH.to_owned(),
        };
        let mut request = mattermost
            .client
            .request(Method::GET, path)
            .param("user_id", &user.id);
        if let Some(category) = &args.category {
            request = request.param("category", category);
        }
        let found: Vec<Preference> = match request.send().await {
            // Nothing of that category is an answer too.
            Err(error) if error.is_not_found() && args.category.is_some() => Vec::new(),
            found => found?,
        };
        preferences.extend(found);
    }
    args.whole.show(context, &PREFERENCES, preferences)
}
