//! `chatadm mattermost user roles`: what users may do.

use std::collections::BTreeMap;

use chatadm::mattermost::{User, UserId, types};
use serde_json::json;

use super::work::WorkArgs;
use crate::{
    bulk::Action,
    context::Context,
    exit::Failure,
    guards::{GuardArgs, mattermost::ADMIN},
    printer::Shape,
};

const ROLES: Shape = Shape {
    id: "id",
    columns: &["id", "username", "roles"],
};

/// Shows the roles of users, or changes them.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm mattermost user roles ada bob
  chatadm mattermost user roles ada --add system_manager
  chatadm mattermost user roles --role system_admin --remove system_admin --dry-run")]
pub(crate) struct Args {
    #[command(flatten)]
    change: ChangeArgs,
    #[command(flatten)]
    who: WhoArgs,
}

/// Which roles users have afterward.
#[derive(Debug, Clone, Default, clap::Args)]
struct ChangeArgs {
    /// Give them this role; may be repeated
    #[arg(long, value_name = "ROLE", value_delimiter = ',')]
    add: Vec<String>,

    /// Take this role from them; may be repeated
    #[arg(long, value_name = "ROLE", value_delimiter = ',')]
    remove: Vec<String>,

    /// Give them these roles and no others
    #[arg(long, value_name = "ROLES", value_delimiter = ',', conflicts_with_all = ["add", "remove"])]
    set: Vec<String>,
}

/// Whose roles are meant, and how they are changed.
#[derive(Debug, clap::Args)]
pub(crate) struct WhoArgs {
    #[command(flatten)]
    work: WorkArgs,
    #[command(flatten)]
    guards: GuardArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let ChangeArgs { add, remove, set } = &args.change;
    if !add.is_empty() || !remove.is_empty() || !set.is_empty() {
        return change(context, &args.who, &args.change).await;
    }
    let users = args.who.work.users(context).await?;
    let mut list = context.printer.list(&ROLES);
    for user in &users {
        list.push(json!({"id": user.id, "username": user.username, "roles": before(user)}))?;
    }
    list.finish()
}

/// Gives users this role.
pub(crate) async fn add(context: &Context, who: &WhoArgs, role: &str) -> Result<(), Failure> {
    let change_args = ChangeArgs {
        add: vec![role.to_owned()],
        ..ChangeArgs::default()
    };
    change(context, who, &change_args).await
}

/// Takes this role from users.
pub(crate) async fn remove(context: &Context, who: &WhoArgs, role: &str) -> Result<(), Failure> {
    let change_args = ChangeArgs {
        remove: vec![role.to_owned()],
        ..ChangeArgs::default()
    };
    change(context, who, &change_args).await
}

async fn change(context: &Context, who: &WhoArgs, change: &ChangeArgs) -> Result<(), Failure> {
    let mattermost = context.mattermost()?;
    let mut users = who.work.users(context).await?;
    users.retain(|user| change.after(user) != before(user));
    who.guards.check_protected_users(mattermost, &users)?;
    let is_admin = |roles: &[String]| roles.iter().any(|role| role == ADMIN);
    let losers = users
        .iter()
        .filter(|user| is_admin(&before(user)) && !is_admin(&change.after(user)));
    let losers: Vec<types::User> = losers.cloned().collect();
    who.guards.check_users(mattermost, &losers).await?;

    let roles: BTreeMap<UserId, Vec<String>> = users
        .iter()
        .map(|user| (user.id.clone(), change.after(user)))
        .collect();
    let bodies = roles
        .iter()
        .map(|(id, roles)| (id.clone(), json!({"roles": roles.join(" ")})));
    let action =
        Action::mattermost("change the roles of", "user", "update_user_roles").bodies(bodies);
    let verb = async |user: User<'_>| {
        let roles = roles.get(user.id()).cloned().unwrap_or_default();
        user.set_roles(roles.clone()).await?;
        Ok(json!({"roles": roles}))
    };
    who.work.run_for(context, action, &users, verb).await
}

fn before(user: &types::User) -> Vec<String> {
    user.roles.split_whitespace().map(str::to_owned).collect()
}

impl ChangeArgs {
    /// The roles that a user has afterward.
    fn after(&self, user: &types::User) -> Vec<String> {
        if !self.set.is_empty() {
            return self.set.clone();
        }
        let mut roles = before(user);
        roles.retain(|role| !self.remove.contains(role));
        for role in &self.add {
            if !roles.contains(role) {
                roles.push(role.clone());
            }
        }
        roles
    }
}
