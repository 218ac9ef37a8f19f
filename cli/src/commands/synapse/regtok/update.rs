//! `chatadm synapse regtok update`: other limits.

use std::str::FromStr;

use chatadm::{Patch, Timestamp};
use serde_json::{Value, json};

use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
    moment::{self, When},
};

/// Changes the limits of tokens. A limit that is not named stays.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse regtok update abc --uses 5 --expire 30d
  chatadm synapse regtok update abc --uses unlimited --expire never")]
pub(crate) struct Args {
    /// The tokens
    #[arg(required = true, value_name = "TOKEN", value_parser = super::token)]
    tokens: Vec<String>,

    /// How many registrations they are good for, or `unlimited` (also -1)
    #[arg(short = 'u', long, visible_alias = "uses-allowed", value_name = "N", allow_hyphen_values = true, value_parser = uses)]
    uses: Option<Patch<i64>>,

    /// When they stop working, or `never`
    #[arg(short = 'e', long, visible_alias = "expire-at", value_name = "WHEN", conflicts_with = "expiry_ts", value_parser = end)]
    expire: Option<Patch<When>>,

    /// When they stop working, in milliseconds, or -1 for never
    #[arg(short = 't', long, hide = true, value_name = "MS", allow_hyphen_values = true, value_parser = end_ms)]
    expiry_ts: Option<Patch<When>>,

    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    bulk: BulkArgs,
}

fn uses(text: &str) -> Result<Patch<i64>, String> {
    match text.parse::<i64>() {
        Ok(-1) => Ok(Patch::Clear),
        Ok(number) if number >= 0 => Ok(Patch::Set(number)),
        _ if text == "unlimited" => Ok(Patch::Clear),
        _ => Err("write a number of uses, or `unlimited`".to_owned()),
    }
}

fn end(text: &str) -> Result<Patch<When>, String> {
    if text == "never" {
        return Ok(Patch::Clear);
    }
    When::from_str(text).map(Patch::Set)
}

fn end_ms(text: &str) -> Result<Patch<When>, String> {
    if text == "-1" {
        return Ok(Patch::Clear);
    }
    moment::milliseconds(text).map(|moment| Patch::Set(When::At(moment)))
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let uses = args.uses.unwrap_or_default();
    let end: Patch<Timestamp> = match args.expire.or(args.expiry_ts).unwrap_or_default() {
        Patch::Keep => Patch::Keep,
        Patch::Clear => Patch::Clear,
        Patch::Set(when) => when
            .future(context.printer.now())
            .map(Patch::Set)
            .map_err(Failure::Usage)?,
    };
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
        args.tokens,
        verb,
    )
    .await
}
