//! `chatadm mattermost user convert`: users that become bots, and a bot that becomes a user.

use chatadm::mattermost::User;
use serde_json::{Value, json};

use super::{
    USERS, document,
    select::{self, COLUMNS},
    work,
};
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
    guards::GuardArgs,
    secret::PasswordArgs,
    selection::FileArgs,
};

/// Makes users bots (`--bot`), or a bot a user (`--user`), who needs a password.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user convert bridge --bot
  chatadm mattermost user convert bridge --user --email bridge@example.org --password-file bridge.txt")]
#[command(group = clap::ArgGroup::new("direction").required(true).args(["bot", "user"]))]
pub(crate) struct Args {
    /// Names, e-mail addresses or ids of users
    #[arg(value_name = "USER", required_unless_present = "from_file")]
    users: Vec<String>,

    /// Make them bots
    #[arg(long, conflicts_with_all = ["PasswordArgs", "ProfileArgs"])]
    bot: bool,

    /// Make the bot a user
    #[arg(long, conflicts_with = "FileArgs")]
    user: bool,

    #[command(flatten)]
    profile: ProfileArgs,
    #[command(flatten)]
    password: PasswordArgs,
    #[command(flatten)]
    file: FileArgs,
    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    guards: GuardArgs,
    #[command(flatten)]
    bulk: BulkArgs,
}

/// What the user that was a bot is called.
#[derive(Debug, Clone, clap::Args)]
struct ProfileArgs {
    /// Another name
    #[arg(long, value_name = "NAME")]
    username: Option<String>,
    /// The e-mail address
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// The nickname
    #[arg(long, value_name = "NAME")]
    nickname: Option<String>,
    /// The first name
    #[arg(long, visible_alias = "firstname", value_name = "NAME")]
    first_name: Option<String>,
    /// The last name
    #[arg(long, visible_alias = "lastname", value_name = "NAME")]
    last_name: Option<String>,
    /// The language, as `en`
    #[arg(long, value_name = "LANGUAGE")]
    locale: Option<String>,
    /// Make the user a system admin
    #[arg(long)]
    system_admin: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    args.password.check()?;
    let mattermost = context.mattermost()?;
    let mut texts = args.users.clone();
    texts.extend(args.file.read(&COLUMNS)?);
    let users = select::find(mattermost, &texts).await?;
    if args.bot {
        args.guards.check_users(mattermost, &users).await?;
        let action = Action::mattermost("make a bot of", "user", "convert_user_to_bot")
            .dry_run(args.dry_run.dry_run);
        let verb = async |user: User<'_>| user.convert_to_bot().await;
        return work::run_for(context, &args.bulk, action, &users, verb).await;
    }
    let [bot] = users.as_slice() else {
        return Err(Failure::Usage(
            "one bot at a time becomes a user, because each needs a password".to_owned(),
        ));
    };
    let operation = bulk::mattermost_operation("convert_bot_to_user");
    let mut body = args.profile.body();
    let admin = args.profile.system_admin;
    if args.dry_run.dry_run {
        body["password"] = "..".into();
        let path = operation.path.replace("{bot_user_id}", bot.id.as_str());
        let query = if admin { "?set_system_admin=true" } else { "" };
        let request = json!({"method": "POST", "path": path + query, "body": body});
        return bulk::show_all(context, [request]);
    }
    context.allow(operation, &mattermost.connection)?;
    body["password"] = args.password.given_or_asked()?.expose().into();
    let mut request = mattermost
        .client
        .call("convert_bot_to_user")
        .param("bot_user_id", &bot.id);
    if admin {
        request = request.param("set_system_admin", true);
    }
    let user = request.json(&body).send().await?;
    context.printer.record(&USERS, document(&user)?)
}

impl ProfileArgs {
    fn body(&self) -> Value {
        let texts = [
            ("username", &self.username),
            ("email", &self.email),
            ("nickname", &self.nickname),
            ("first_name", &self.first_name),
            ("last_name", &self.last_name),
            ("locale", &self.locale),
        ];
        let mut body = json!({});
        for (name, text) in texts {
            if let Some(text) = text {
                body[name] = text.as_str().into();
            }
        }
        body
    }
}
