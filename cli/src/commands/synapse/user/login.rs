//! `chatadm synapse user login`: a token that acts as an account.

use chatadm::Timestamp;
use serde_json::json;

use crate::{
    bulk,
    context::Context,
    exit::Failure,
    moment::{self, When},
    printer::Shape,
};

const TOKEN: Shape = Shape {
    id: "access_token",
    columns: &["name", "valid_until_ts", "access_token"],
};

/// Makes a token that acts as an account, without its password and without a device.
///
/// It is valid for a day unless told. Logging it out (`chatadm auth logout`, or the user's own logout of all
/// devices) ends it earlier.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user login ada
  chatadm synapse user login ada --expire 1h -o ids")]
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
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let operation = bulk::synapse_operation("login_as_user");
    let id = synapse.user_id(&args.user).await?;
    let end = args.end(context)?;
    if args.dry_run {
        let body = json!({"valid_until_ms": end.map(Timestamp::as_millis)});
        return bulk::show_request(context, operation, id.as_str(), &body);
    }
    context.allow(operation, &synapse.connection)?;
    let mut request = synapse.client.user(&id).login_as();
    if let Some(end) = end {
        request = request.valid_until(end);
    }
    let token = request.send().await?.access_token;
    let document = json!({
        "name": id,
        "valid_until_ts": end.map(Timestamp::as_millis),
        "access_token": token.expose(),
    });
    context.printer.record(&TOKEN, document)
}

impl Args {
    fn end(&self, context: &Context) -> Result<Option<Timestamp>, Failure> {
        if self.expire_never {
            return Ok(None);
        }
        if self.expire_ts.is_some() {
            return Ok(self.expire_ts);
        }
        let days = self
            .expire_days
            .map(|days| format!("{days}d").parse::<When>());
        let when = days
            .transpose()
            .map_err(Failure::Usage)?
            .unwrap_or(self.expire);
        when.future(context.printer.now())
            .map(Some)
            .map_err(Failure::Usage)
    }
}
