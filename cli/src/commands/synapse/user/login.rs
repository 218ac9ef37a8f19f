//! `chatadm synapse user login`: a token that acts as an account. What becomes of it is in `login::usage`.

use chatadm::{Secret, Timestamp};
use jiff::Zoned;
use serde_json::json;

use super::delegated;
use crate::{
    bulk,
    context::Context,
    exit::Failure,
    moment::{self, When},
    printer::Shape,
};

mod usage;

use usage::UsageArgs;

const TOKEN: Shape = Shape {
    id: "access_token",
    columns: &["name", "valid_until_ts", "access_token"],
};

/// Makes a token that acts as an account, without its password and without a device.
///
/// Say what is to become of it: `--exec` runs a command with it, and logs it out afterwards; `--export` prints
/// lines for a shell; `--token-out` writes it to a file; `--show-token` prints it. It is valid for a day unless
/// told.
///
/// The command of `--exec` finds the token in `MATRIX_ACCESS_TOKEN` and in `MTOKEN`, the account in
/// `MATRIX_USER_ID` and the server in `MATRIX_HOMESERVER`. The admin's own token is not in its environment.
/// The exit code is that of the command.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user login ada --exec chatadm synapse matrix api client/v3/sync
  eval \"$(chatadm synapse user login ada --expire 1h --export)\"
  chatadm synapse user login ada --expire 30d --token-out ada.token")]
pub(crate) struct Args {
    /// A user id; without a server name (`alice`) it is one of this server
    user: String,

    /// When the token ends
    #[arg(long, value_name = "WHEN", default_value = "1d")]
    expire: When,

    /// In so many days
    #[arg(short = 'd', long, value_name = "DAYS", conflicts_with = "expire")]
    expire_days: Option<u16>,

    /// At this moment, in milliseconds
    #[arg(long, value_name = "MS", value_parser = moment::milliseconds, conflicts_with_all = ["expire", "expire_days"])]
    expire_ts: Option<Timestamp>,

    /// Never
    #[arg(long, conflicts_with_all = ["expire", "expire_days", "expire_ts"])]
    expire_never: bool,

    /// Print the request and send none
    #[arg(short = 'n', long)]
    dry_run: bool,

    #[command(flatten)]
    usage: UsageArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    args.usage.check(args.dry_run)?;
    let end = args.end(context)?;
    let synapse = context.synapse()?;
    let operation = bulk::synapse_operation("login_as_user");
    let id = synapse.user_id(&args.user).await?;
    if args.dry_run {
        let body = end.map_or_else(
            || json!({}),
            |end| json!({"valid_until_ms": end.as_millis()}),
        );
        return bulk::show_request(context, operation, id.as_str(), &body);
    }
    context.allow(operation, &synapse.connection)?;
    let mut request = synapse.client.user(&id).login_as();
    if let Some(end) = end {
        request = request.valid_until(end);
    }
    let made = request.send().await.map_err(Failure::from);
    let token: Secret = delegated::explained(synapse, made).await?.access_token;
    if args.usage.show_token {
        let document = json!({
            "name": id,
            "valid_until_ts": end.map(Timestamp::as_millis),
            "access_token": token.expose(),
        });
        return context.printer.record(&TOKEN, document);
    }
    args.usage.run(context, &id, token).await
}

impl Args {
    fn end(&self, context: &Context) -> Result<Option<Timestamp>, Failure> {
        if self.expire_never {
            return Ok(None);
        }
        let now = context.printer.now();
        let end = self.moment(now)?;
        if end.as_millis() <= now.timestamp().as_millisecond() {
            return Err(Failure::Usage(
                "the token would end before it begins; write when it ends, such as `1h`".to_owned(),
            ));
        }
        Ok(Some(end))
    }

    fn moment(&self, now: &Zoned) -> Result<Timestamp, Failure> {
        if let Some(end) = self.expire_ts {
            return Ok(end);
        }
        let days = self
            .expire_days
            .map(|days| format!("{days}d").parse::<When>());
        let when = days
            .transpose()
            .map_err(Failure::Usage)?
            .unwrap_or(self.expire);
        when.future(now).map_err(Failure::Usage)
    }
}
