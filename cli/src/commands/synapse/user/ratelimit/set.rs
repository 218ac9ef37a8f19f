//! `chatadm synapse user ratelimit set`: limits of their own.

use chatadm::synapse::User;
use serde_json::json;

use super::document;
use crate::{
    bulk::Action, commands::synapse::user::select::WorkArgs, context::Context, exit::Failure,
};

/// Sets how fast accounts may send messages.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user ratelimit set bridge --unlimited
  chatadm synapse user ratelimit set ada --messages-per-second 2 --burst-count 20")]
pub(crate) struct Args {
    /// How many messages in a second, at least 1
    #[arg(long, value_name = "N", requires = "burst_count", required_unless_present = "unlimited",
        value_parser = clap::value_parser!(u32).range(1..))]
    messages_per_second: Option<u32>,

    /// How many messages at once
    #[arg(long, value_name = "N", requires = "messages_per_second")]
    burst_count: Option<u32>,

    /// No limit at all
    #[arg(long, conflicts_with_all = ["messages_per_second", "burst_count"])]
    unlimited: bool,

    #[command(flatten)]
    work: WorkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let limits = args.messages_per_second.zip(args.burst_count);
    let (rate, burst) = limits.unwrap_or_default();
    let action = Action::synapse("set the limit of", "user", "set_user_ratelimit_override")
        .body(json!({"messages_per_second": rate, "burst_count": burst}));
    let verb = async |user: User<'_>| {
        let request = user.set_ratelimit();
        let request = match limits {
            Some((rate, burst)) => request.messages_per_second(rate).burst_count(burst),
            None => request.unlimited(),
        };
        Ok(document(Some(request.send().await?)))
    };
    args.work.run(context, action, verb).await
}
