//! `chatadm synapse user devices prune`: an end to the sessions that nobody uses. Which these are is in
//! `prune::stale`.

use std::collections::BTreeMap;

use chatadm::synapse::{DeviceId, User, UserId, types::ListedDevice};
use serde_json::json;

use super::DEVICES;
use crate::{
    bulk::Action, commands::synapse::user::select::ChangeArgs, context::Context, exit::Failure,
};

mod stale;

pub(crate) use stale::StaleArgs;

/// How many devices a plan names.
const SHOWN: usize = 10;

/// Deletes the devices that were not seen lately.
///
/// Those seen last are kept, at least as many as `--keep` says. A device of which nothing is known stays
/// unless `--include-never-seen` is given: it may have been made a moment ago.
#[derive(Debug, clap::Args)]
#[command(
    // These letters mean devices and days here.
    mut_arg("id", |id| id.short(None)),
    mut_arg("deactivated", |deactivated| deactivated.short(None)),
    after_help = "Examples:
  chatadm synapse user devices prune ada --list-only
  chatadm synapse user devices prune ada bob --unseen-for 180d --keep 2
  chatadm synapse user devices prune --match '.*' --no-keys --report pruned.jsonl"
)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) stale: StaleArgs,

    /// List the devices and delete none
    #[arg(short, long)]
    pub(crate) list_only: bool,

    #[command(flatten)]
    pub(crate) change: ChangeArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let ids = if args.list_only {
        args.change.work.select.ids(context, synapse).await?
    } else {
        args.change.ids(context).await?
    };
    let stale = args.stale.of(context, synapse, ids).await?;
    if args.list_only {
        let mut list = context.printer.list(&DEVICES);
        for device in stale.into_values().flatten() {
            list.push(serde_json::to_value(device)?)?;
        }
        return list.finish();
    }
    if context.prompter.will_ask() && !args.change.work.dry_run.dry_run {
        show(context, &stale);
    }
    let names = |devices: &[ListedDevice]| -> Vec<DeviceId> {
        let ids = devices.iter().map(|device| &device.device_id);
        ids.cloned().collect()
    };
    let bodies = stale.iter();
    let bodies = bodies.map(|(id, devices)| (id, json!({"devices": names(devices)})));
    let all: Vec<DeviceId> = stale.values().flat_map(|devices| names(devices)).collect();
    let action = Action::synapse("delete unseen devices of", "user", "delete_user_devices")
        .bodies(bodies)
        .consequence(super::consequence(&all));
    let verb = async |user: User<'_>| {
        let devices = stale.get(user.id()).map(|devices| names(devices));
        let devices = devices.unwrap_or_default();
        user.devices().delete_many(&devices).await?;
        Ok(json!({"devices": devices}))
    };
    let ids = stale.keys().cloned().collect();
    args.change.work.run_for(context, action, ids, verb).await
}

/// Says which devices are to go.
fn show(context: &Context, stale: &BTreeMap<UserId, Vec<ListedDevice>>) {
    let devices = || {
        stale
            .iter()
            .flat_map(|(id, devices)| devices.iter().map(move |device| (id, device)))
    };
    for (id, device) in devices().take(SHOWN) {
        let name = device.display_name.as_deref().unwrap_or("no name");
        let seen = device.last_seen_ts.and_then(|seen| {
            let now = context.printer.now();
            crate::moment::TimeFormat::Relative.show(seen.as_millis(), now)
        });
        let seen = seen.map_or_else(|| "never seen".to_owned(), |seen| format!("seen {seen}"));
        let device = &device.device_id;
        context
            .printer
            .note(&format!("{id} {device} ({name}): {seen}"));
    }
    let rest = devices().count().saturating_sub(SHOWN);
    if rest > 0 {
        context.printer.note(&format!("and {rest} more"));
    }
}
