//! `chatadm mattermost user preference get`: one preference.

use chatadm::Method;

use super::{NameArgs, PATH, PREFERENCES, Preference};
use crate::{context::Context, exit::Failure};

/// Shows a preference of a user.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user preference get ada --category display_settings --name use_military_time")]
pub(crate) struct Args {
    /// A name, an e-mail address or an id of a user
    user: String,

    #[command(flatten)]
    name: NameArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let mattermost = context.mattermost()?;
    let user = mattermost.user(&args.user).await?;
    let path = format!("{PATH}/{{category}}/name/{{name}}");
    let request = mattermost
        .client
        .request(Method::GET, path)
        .param("user_id", &user.id);
    let request = request
        .param("category", &args.name.category)
        .param("name", &args.name.name);
    let preference: Preference = request.send().await?;
    context
        .printer
        .record(&PREFERENCES, serde_json::to_value(preference)?)
}
