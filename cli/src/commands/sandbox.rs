//! `chatadm sandbox`: servers to try things out on.

use std::{pin::pin, time::Duration};

use chatadm::sandbox::{Fault, Injection};

use crate::{
    commands,
    context::Context,
    exit::Failure,
    sandbox::{Manner, Sandboxes, Sizes},
};

/// How often it is looked for requests that break the document.
const PAUSE: Duration = Duration::from_millis(200);

/// Serves both APIs from memory until ^C, and prints what to export.
///
/// Nothing is real and nothing is kept. A request that breaks the document of its API is refused, and it is
/// said where it does. For a single command there is `--sandbox`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm sandbox --users 100000
  chatadm sandbox --port 8008 > sandbox.env &
  chatadm sandbox --fault unavailable:list_users_v2:2 --fault slow-drip:list_rooms")]
pub(crate) struct Args {
    #[command(flatten)]
    sizes: Sizes,

    /// The port of Synapse; Mattermost gets the next one (any two unless told)
    #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1..65535))]
    port: Option<u16>,

    /// What goes wrong: FAULT, FAULT:OPERATION, or FAULT:OPERATION:N for the Nth request; may be repeated
    #[arg(long = "fault", value_name = "FAULT", long_help = faults())]
    faults: Vec<Injection>,

    /// Answer requests that break the document as a server would
    #[arg(long)]
    lenient: bool,
}

/// What can go wrong, for `--help`.
fn faults() -> String {
    let faults = Fault::ALL.iter();
    let lines = faults.map(|fault| format!("\n  {:22}{}", fault.name(), fault.about()));
    format!(
        "What goes wrong: FAULT, FAULT:OPERATION, or FAULT:OPERATION:N for the Nth request; may be \
         repeated\n{}",
        lines.collect::<String>()
    )
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let manner = Manner {
        port: args.port,
        faults: args.faults,
        is_lenient: args.lenient,
    };
    let sandboxes = Sandboxes::start(args.sizes, &manner).await?;
    let (synapse, mattermost) = (&sandboxes.synapse, &sandboxes.mattermost);
    // Nothing that these tokens open outlives this run.
    let exports = [
        ("SYNAPSE_URL", synapse.url()),
        ("SYNAPSE_TOKEN", synapse.admin_token().expose()),
        ("SYNAPSE_SHARED_SECRET", synapse.shared_secret().expose()),
        ("MATTERMOST_URL", mattermost.url()),
        ("MATTERMOST_TOKEN", mattermost.admin_token().expose()),
    ];
    let text = exports.map(|(name, value)| format!("export {name}={value}\n"));
    context.printer.text(text.concat().as_bytes())?;
    context
        .printer
        .note("these lines are for a shell in which commands are to use the sandbox; ^C ends it");

    let _listening = commands::listening();
    // One for all looks, or ^C between two of them would be missed.
    let mut interrupted = pin!(tokio::signal::ctrl_c());
    let mut looks = tokio::time::interval(PAUSE);
    loop {
        tokio::select! {
            ended = &mut interrupted => {
                ended?;
                sandboxes.tell_violations(&context.printer);
                return Ok(());
            }
            _ = looks.tick() => sandboxes.tell_violations(&context.printer),
        }
    }
}
