//! `chatadm synapse user devices prune`: an end to the sessions that nobody uses.

use std::cmp::Reverse;

use chatadm::synapse::{DeviceId, UserId, types::ListedDevice};
use serde_json::json;

use super::DEVICES;
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    commands::synapse::user::select::SelectArgs,
    context::{Context, Synapse},
    exit::Failure,
    moment::When,
};

/// Deletes the devices that were not seen lately.
///
/// Those seen last are kept, at least as many as `--keep` says. A device of which nothing is known stays
/// unless `--include-never-seen` is given: it may have been made a moment ago.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse user devices prune ada --list-only
  chatadm synapse user devices prune ada bob --unseen-for 180d --keep 2
  chatadm synapse user devices prune --match '.*' --unseen-for 1y --report pruned.jsonl")]
pub(crate) struct Args {
    /// Delete devices that were not seen for so long
    #[arg(long, value_name = "TIME", default_value = "90d")]
    unseen_for: When,

    /// Old form of `--unseen-for`, in days
    #[arg(long, hide = true, value_name = "DAYS", conflicts_with = "unseen_for")]
    min_days: Option<u16>,

    /// Keep so many devices of each account at least
    #[arg(
        short = 's',
        long,
        visible_alias = "min-surviving",
        value_name = "N",
        default_value_t = 1
    )]
    keep: usize,

    /// Devices too of which no activity is recorded
    #[arg(long)]
    include_never_seen: bool,

    /// List the devices and delete none
    #[arg(short, long)]
    list_only: bool,

    #[command(flatten)]
    select: SelectArgs,
    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let ids = args.select.ids(context, synapse).await?;
    let mut stale = std::collections::BTreeMap::new();
    for id in &ids {
        let devices = args.stale(context, synapse, id).await?;
        if !devices.is_empty() {
            stale.insert(id.clone(), devices);
        }
    }
    if args.list_only {
        let mut list = context.printer.list(&DEVICES);
        for device in stale.into_values().flatten() {
            list.push(serde_json::to_value(device)?)?;
        }
        return list.finish();
    }
    let count: usize = stale.values().map(Vec::len).sum();
    let action = Action::synapse("delete unseen devices of", "user", "delete_user_devices")
        .body(json!({"devices": stale.values().flatten().map(|device| &device.device_id).collect::<Vec<_>>()}))
        .consequence(format!("{count} devices end"))
        .dry_run(args.dry_run.dry_run);
    let keys: Vec<UserId> = stale.keys().cloned().collect();
    let verb = |id: UserId| {
        let devices = stale.get(&id).into_iter().flatten();
        let devices: Vec<DeviceId> = devices.map(|device| device.device_id.clone()).collect();
        let user = synapse.client.user(id);
        async move {
            user.devices()
                .delete_many(&devices)
                .await
                .map(|()| json!({"devices": devices}))
        }
    };
    bulk::run(context, &synapse.connection, &args.bulk, action, keys, verb).await
}

impl Args {
    /// What is to go of an account.
    async fn stale(
        &self,
        context: &Context,
        synapse: &Synapse,
        id: &UserId,
    ) -> Result<Vec<ListedDevice>, Failure> {
        let days = self.min_days.map(|days| format!("{days}d").parse());
        let when = days
            .transpose()
            .map_err(Failure::Usage)?
            .unwrap_or(self.unseen_for);
        let limit = when.past(context.printer.now()).map_err(Failure::Usage)?;
        let mut devices = synapse.client.user(id).devices().list().await?;
        devices.sort_by_key(|device| Reverse(device.last_seen_ts));
        let rest = devices.into_iter().skip(self.keep);
        Ok(rest
            .filter(|device| device.dehydrated != Some(true))
            .filter(|device| {
                device
                    .last_seen_ts
                    .map_or(self.include_never_seen, |seen| seen < limit)
            })
            .collect())
    }
}
