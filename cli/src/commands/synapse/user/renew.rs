//! `chatadm synapse user renew`: accounts that expire later.

use chatadm::synapse::User;
use serde_json::json;

use super::select::WorkArgs;
use crate::{bulk::Action, context::Context, exit::Failure, moment::When};

/// Renews accounts on servers where they expire, for the configured time unless told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user renew ada --until 90d
  chatadm synapse user renew --match '@guest-' --no-emails")]
pub(crate) struct Args {
    /// When they expire
    #[arg(long, visible_alias = "expire", value_name = "WHEN")]
    until: Option<When>,

    /// Send no mail before they expire
    #[arg(long)]
    no_emails: bool,

    #[command(flatten)]
    work: WorkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let until = args.until.map(|when| when.future(context.printer.now()));
    let until = until.transpose().map_err(Failure::Usage)?;
    let synapse = context.synapse()?;
    let mut body = json!({});
    if let Some(until) = until {
        body["expiration_ts"] = until.as_millis().into();
    }
    if args.no_emails {
        body["enable_renewal_emails"] = false.into();
    }
    let action = Action::synapse("renew", "user", "renew_account_validity")
        .body(body)
        .key_field("user_id");
    let verb = async |user: User<'_>| {
        let mut request = synapse.client.account_validity().renew(user.id());
        if let Some(until) = until {
            request = request.expiration(until);
        }
        if args.no_emails {
            request = request.enable_renewal_emails(false);
        }
        Ok(json!({"expiration_ts": request.send().await?.as_millis()}))
    };
    let done = args.work.run(context, action, verb).await;
    if let Err(Failure::Api(error)) = &done
        && error.is_server_error()
    {
        context.printer.note(
            "a server on which accounts do not expire (`account_validity` in its configuration) fails like this",
        );
    }
    done
}
