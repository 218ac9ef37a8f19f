//! `chatadm synapse user admin`: who may administer the server.

use chatadm::synapse::User;
use serde_json::json;

use super::select::ChangeArgs;
use crate::{bulk::Action, commands::verbs, context::Context, exit::Failure};

pub(crate) mod get;
pub(crate) mod grant;
pub(crate) mod revoke;

verbs! {
    /// Tells whether users are server admins
    Get(get),
    /// Makes users server admins
    Grant(grant),
    /// Takes the right from users
    Revoke(revoke),
}

/// Gives or takes the right to administer the server.
async fn set(context: &Context, change: &ChangeArgs, admin: bool) -> Result<(), Failure> {
    let verb = if admin {
        "make admin"
    } else {
        "revoke admin of"
    };
    let action = Action::synapse(verb, "user", "set_user_admin").body(json!({"admin": admin}));
    let verb = async |user: User<'_>| user.set_admin(admin).await;
    change.run(context, action, verb).await
}
