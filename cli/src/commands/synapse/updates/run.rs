//! `chatadm synapse updates run`: a maintenance job.

use chatadm::synapse::BackgroundJob;
use serde_json::json;

use super::STATUS;
use crate::{
    bulk::{self, DryRun},
    commands::synapse::waiting::WaitArgs,
    context::Context,
    exit::Failure,
    moment::When,
};

/// Starts a maintenance job, which the server works on in the background.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse updates run regenerate_directory --wait
  chatadm synapse updates run populate_stats_process_rooms --wait=1h")]
pub(crate) struct Args {
    /// The job
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(BackgroundJob::KNOWN.iter().copied()))]
    job: String,

    /// For `event_resign`: the old public key, with its id as `algorithm:id`
    #[arg(long, value_name = "KEY")]
    old_key: Option<String>,

    /// For `event_resign`: events from before this moment
    #[arg(long, value_name = "WHEN")]
    before: Option<When>,

    #[command(flatten)]
    wait: WaitArgs,
    #[command(flatten)]
    dry_run: DryRun,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let before = args.before.map(|when| when.past(context.printer.now()));
    let before = before.transpose().map_err(Failure::Usage)?;
    let synapse = context.synapse()?;
    let operation = bulk::synapse_operation("start_background_update_job");
    if args.dry_run.dry_run {
        let mut body = json!({"job_name": args.job});
        if let Some(key) = &args.old_key {
            body["old_key"] = key.as_str().into();
        }
        if let Some(before) = before {
            body["before_ts"] = before.as_millis().into();
        }
        return bulk::show_request(context, operation, "", &body);
    }
    context.allow(operation, &synapse.connection)?;
    context
        .prompter
        .confirm(&format!("start the job `{}`?", args.job))?;
    let updates = synapse.client.background_updates();
    let mut request = updates.run(BackgroundJob::from(args.job));
    if let Some(key) = args.old_key {
        request = request.old_key(key);
    }
    if let Some(before) = before {
        request = request.before(before);
    }
    request.send().await?;
    let status = match args.wait.wait {
        Some(limit) => updates.wait_idle(limit).await?,
        None => updates.status().await?,
    };
    context
        .printer
        .record(&STATUS, serde_json::to_value(status)?)
}
