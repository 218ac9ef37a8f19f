//! `chatadm synapse regtok new`: tokens that people can register with.

use chatadm::Timestamp;
use serde_json::json;

use super::TOKENS;
use crate::{
    bulk,
    context::Context,
    exit::Failure,
    moment::{self, When},
};

/// Makes a token: unless told a random one of 16 characters, without limits.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse regtok new --uses-allowed 1 --expire 30d
  chatadm synapse regtok new --count 20 --uses-allowed 1 -o ids")]
pub(crate) struct Args {
    /// The text of the token
    #[arg(short = 'n', long, value_name = "TOKEN", value_parser = super::token)]
    token: Option<String>,

    /// How many characters a random token has
    #[arg(short, long, value_name = "N", conflicts_with = "token", value_parser = clap::value_parser!(u32).range(1..=64))]
    length: Option<u32>,

    /// How many registrations it is good for
    #[arg(short, long, visible_alias = "uses", value_name = "N", value_parser = clap::value_parser!(i64).range(0..))]
    uses_allowed: Option<i64>,

    /// When it stops working
    #[arg(
        short = 'e',
        long,
        visible_alias = "expire-at",
        value_name = "WHEN",
        conflicts_with = "expiry_ts"
    )]
    expire: Option<When>,

    /// When it stops working, in milliseconds
    #[arg(short = 't', long, hide = true, value_name = "MS", value_parser = moment::milliseconds)]
    expiry_ts: Option<Timestamp>,

    /// How many random tokens to make
    #[arg(long, value_name = "N", default_value_t = 1, conflicts_with = "token", value_parser = clap::value_parser!(u32).range(1..))]
    count: u32,

    /// Print the request and send none
    #[arg(long)]
    dry_run: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let now = context.printer.now();
    let end = args
        .expire
        .map(|when| when.future(now))
        .transpose()
        .map_err(Failure::Usage)?;
    let end = end.or(args.expiry_ts);
    let synapse = context.synapse()?;
    let operation = bulk::synapse_operation("create_registration_token");
    if args.dry_run {
        let body = json!({
            "token": args.token, "length": args.length, "uses_allowed": args.uses_allowed,
            "expiry_time": end.map(Timestamp::as_millis),
        });
        return bulk::show_request(context, operation, "", &body);
    }
    context.allow(operation, &synapse.connection)?;
    let mut request = synapse.client.registration_tokens().create();
    if let Some(token) = args.token {
        request = request.token(token);
    }
    if let Some(length) = args.length {
        request = request.length(length);
    }
    if let Some(uses) = args.uses_allowed {
        request = request.uses_allowed(uses);
    }
    if let Some(end) = end {
        request = request.expiry_time(end);
    }
    if args.count == 1 {
        let token = request.send().await?;
        return context
            .printer
            .record(&TOKENS, serde_json::to_value(token)?);
    }
    let mut list = context.printer.list(&TOKENS);
    for _ in 0..args.count {
        let token = request.clone().send().await?;
        list.push(serde_json::to_value(token)?)?;
        list.flush()?;
    }
    list.finish()
}
