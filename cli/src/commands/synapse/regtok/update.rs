//! `chatadm synapse regtok update`: other limits.

use chatadm::Patch;
use serde_json::{Value, json};

use super::TokenArgs;
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
    moment::When,
};

/// Changes the limits of tokens. A limit that is not named stays.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse regtok update abc --uses 5 --expire 30d
  chatadm synapse regtok update abc --uses unlimited --expire never")]
pub(crate) struct Args {
    #[command(flatten)]
    tokens: TokenArgs,

    /// How many registrations they are good for, or `unlimited` (also -1)
    #[arg(short = 'u', long, visible_alias = "uses-allowed", value_name = "N", allow_hyphen_values = true, value_parser = super::uses)]
    uses: Option<Patch<i64>>,

    /// When they stop working, or `never`
    #[arg(short = 'e', long, visible_alias = "expire-at", value_name = "WHEN", conflicts_with = "expiry_ts", value_parser = super::end)]
    expire: Option<Patch<When>>,

    /// When they stop working, in milliseconds, or -1 for never
    #[arg(short = 't', long, hide = true, value_name = "MS", allow_hyphen_values = true, value_parser = super::end_ms)]
    expiry_ts: Option<Patch<When>>,

    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let uses = args.uses.unwrap_or_default();
    let end = args.expire.or(args.expiry_ts).unwrap_or_default();
    let end = super::moment(end, context)?;
    if uses.is_keep() && end.is_keep() {
        return Err(Failure::Usage(
            "there is nothing to change; give `--uses` or `--expire`".to_owned(),
        ));
    }
    let mut body = json!({});
    if !uses.is_keep() {
        body["uses_allowed"] = uses.as_set().map_or(Value::Null, |uses| (*uses).into());
    }
    if !end.is_keep() {
        body["expiry_time"] = end
            .as_set()
            .map_or(Value::Null, |end| end.as_millis().into());
    }
    let tokens = args.tokens.read()?;
    let synapse = context.synapse()?;
    let action = Action::synapse("update", "token", "update_registration_token")
        .body(body)
        .dry_run(args.dry_run.dry_run);
    let verb = |token: String| {
        let request = synapse.client.registration_token(token).update();
        request.uses_allowed(uses).expiry_time(end).send()
    };
    bulk::run(
        context,
        &synapse.connection,
        &args.bulk,
        action,
        tokens,
        verb,
    )
    .await
}
