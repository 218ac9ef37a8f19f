//! `chatadm mattermost user preference get`: one preference.

use chatadm::Method;

use super::{NameArgs, PATH, PREFERENCES, Preference};
use crate::{
    commands::mattermost::user::select::{self, COLUMNS},
    context::Context,
    exit::Failure,
    selection::FileArgs,
};

/// Shows a preference of users.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user preference get ada --category display_settings --name use_military_time")]
pub(crate) struct Args {
    /// Names, e-mail addresses or ids of users
    #[arg(value_name = "USER", required_unless_present = "from_file")]
    users: Vec<String>,

    #[command(flatten)]
    name: NameArgs,
    #[command(flatten)]
    file: FileArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let mattermost = context.mattermost()?;
    let mut texts = args.users;
    texts.extend(args.file.read(&COLUMNS)?);
    let path = format!("{PATH}/{{category}}/name/{{name}}");
    let mut found = Vec::new();
    for user in select::find(mattermost, &texts).await? {
        let request = mattermost
            .client
            .request(Method::GET, path.as_str())
            .param("user_id", &user.id);
        let request = request
            .param("category", &args.name.category)
            .param("name", &args.name.name);
        let preference: Preference = match request.send().await {
            // Who never chose has none, and that is an answer where many are asked for.
            Err(error) if error.is_not_found() && texts.len() > 1 => continue,
            preference => preference?,
        };
        found.push(serde_json::to_value(preference)?);
    }
    if texts.len() == 1
        && let Some(preference) = found.pop()
    {
        return context.printer.record(&PREFERENCES, preference);
    }
    let mut list = context.printer.list(&PREFERENCES);
    for preference in found {
        list.push(preference)?;
    }
    list.finish()
}
