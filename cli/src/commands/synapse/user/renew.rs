//! `chatadm synapse user renew`: accounts that expire later.

use chatadm::synapse::UserId;
use serde_json::json;

use super::select::SelectArgs;
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
    moment::When,
};

/// Renews accounts on servers where they expire, for the configured time unless told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user renew ada --until 90d
  chatadm synapse user renew --match '@guest-' --no-emails")]
pub(crate) struct Args {
    #[command(flatten)]
    select: SelectArgs,

    /// When they expire
    #[arg(long, visible_alias = "expire", value_name = "WHEN")]
    until: Option<When>,

    /// Send no mail before they expire
    #[arg(long)]
    no_emails: bool,

    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let until = args.until.map(|when| when.future(context.printer.now()));
    let until = until.transpose().map_err(Failure::Usage)?;
    let synapse = context.synapse()?;
    let ids = args.select.ids(context, synapse).await?;
    let mut body = json!({});
    if let Some(until) = until {
        body["expiration_ts"] = until.as_millis().into();
    }
    if args.no_emails {
        body["enable_renewal_emails"] = false.into();
    }
    let action = Action::synapse("renew", "user", "renew_account_validity")
        .body(body)
        .key_field("user_id")
        .dry_run(args.dry_run.dry_run);
    let verb = |id: UserId| {
        let mut request = synapse.client.account_validity().renew(id);
        if let Some(until) = until {
            request = request.expiration(until);
        }
        if args.no_emails {
            request = request.enable_renewal_emails(false);
        }
        async move { Ok(json!({"expiration_ts": request.send().await?.as_millis()})) }
    };
    bulk::run(context, &synapse.connection, &args.bulk, action, ids, verb).await
}
