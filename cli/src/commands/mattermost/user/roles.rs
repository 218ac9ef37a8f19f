//! `chatadm mattermost user roles`: what users may do.

use std::collections::BTreeMap;

use chatadm::mattermost::{UserId, types::User};
use serde_json::json;

use super::select::{self, SelectArgs};
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
    guards::GuardArgs,
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
    /// Give them this role; may be repeated
    #[arg(long, value_name = "ROLE", value_delimiter = ',')]
    add: Vec<String>,

    /// Take this role from them; may be repeated
    #[arg(long, value_name = "ROLE", value_delimiter = ',')]
    remove: Vec<String>,

    /// Give them these roles and no others
    #[arg(long, value_name = "ROLES", value_delimiter = ',', conflicts_with_all = ["add", "remove"])]
    set: Vec<String>,

    #[command(flatten)]
    select: SelectArgs,
    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    guards: GuardArgs,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let mattermost = context.mattermost()?;
    let users = args.select.users(context, mattermost).await?;
    if args.add.is_empty() && args.remove.is_empty() && args.set.is_empty() {
        let mut list = context.printer.list(&ROLES);
        for user in &users {
            let roles: Vec<&str> = user.roles.split_whitespace().collect();
            list.push(json!({"id": user.id, "username": user.username, "roles": roles}))?;
        }
        return list.finish();
    }
    let changed: Vec<&User> = users
        .iter()
        .filter(|user| args.after(user) != before(user))
        .collect();
    let changed: Vec<User> = changed.into_iter().cloned().collect();
    let losers = changed
        .iter()
        .filter(|user| is_admin(&before(user)) && !is_admin(&args.after(user)));
    let losers: Vec<User> = losers.cloned().collect();
    args.guards.check_users(mattermost, &losers).await?;

    let roles: BTreeMap<UserId, Vec<String>> = changed
        .iter()
        .map(|user| (user.id.clone(), args.after(user)))
        .collect();
    let bodies = roles
        .iter()
        .map(|(id, roles)| (id.clone(), json!({"roles": roles.join(" ")})));
    let action = Action::mattermost("change the roles of", "user", "update_user_roles")
        .bodies(bodies)
        .consequence(select::names(&changed))
        .dry_run(args.dry_run.dry_run);
    let verb = |id: UserId| {
        let roles = roles.get(&id).cloned().unwrap_or_default();
        let user = mattermost.client.user(id);
        async move {
            user.set_roles(roles.clone())
                .await
                .map(|()| json!({"roles": roles}))
        }
    };
    let ids = select::ids(&changed);
    bulk::run(
        context,
        &mattermost.connection,
        &args.bulk,
        action,
        ids,
        verb,
    )
    .await
}

fn before(user: &User) -> Vec<String> {
    user.roles.split_whitespace().map(str::to_owned).collect()
}

fn is_admin(roles: &[String]) -> bool {
    roles.iter().any(|role| role == "system_admin")
}

impl Args {
    /// The roles that a user has afterward.
    fn after(&self, user: &User) -> Vec<String> {
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
