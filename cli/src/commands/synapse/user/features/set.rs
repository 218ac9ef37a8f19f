//! `chatadm synapse user features set`: features on and off.

use std::collections::BTreeMap;

use chatadm::synapse::User;
use serde_json::json;

use crate::{
    bulk::Action, commands::synapse::user::select::WorkArgs, context::Context, exit::Failure,
};

/// Switches experimental features of accounts on and off; the others stay.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user features set ada --enable msc3881
  chatadm synapse user features set --match '@test-' --disable msc4222")]
pub(crate) struct Args {
    /// Switch this on; may be repeated
    #[arg(long, value_name = "FEATURE", required_unless_present = "disable")]
    enable: Vec<String>,

    /// Switch this off; may be repeated
    #[arg(long, value_name = "FEATURE")]
    disable: Vec<String>,

    #[command(flatten)]
    work: WorkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    if let Some(name) = args.enable.iter().find(|name| args.disable.contains(name)) {
        return Err(Failure::Usage(format!(
            "`{name}` cannot be both on and off"
        )));
    }
    let on = args.enable.into_iter().map(|name| (name, true));
    let off = args.disable.into_iter().map(|name| (name, false));
    let features: BTreeMap<String, bool> = on.chain(off).collect();
    let action = Action::synapse("set features of", "user", "set_user_experimental_features")
        .body(json!({"features": features}));
    let verb = async |user: User<'_>| user.set_experimental_features(features.clone()).await;
    args.work.run(context, action, verb).await
}
