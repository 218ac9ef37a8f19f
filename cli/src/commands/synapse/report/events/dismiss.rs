//! `chatadm synapse report events dismiss`: reports that are dealt with.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    act::{self, Act, Matter},
    filter::FilterArgs,
};
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    commands::synapse::{report::select::NumberArgs, room::own_power::OwnPowerArgs},
    context::{Context, Synapse},
    exit::Failure,
    guards::GuardArgs,
};

/// Deletes reports that are dealt with, or deals with them first.
///
/// Without `--act` the events stay as they are. To redact one, the account of the token has to be a member
/// with the power to; `--make-self-admin-first` sees to it where a local member has it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse report events dismiss 7 8
  chatadm synapse report events dismiss --sender spammer --act redact,suspend --dry-run
  chatadm synapse report events dismiss 7 --act redact --make-self-admin-first --reason spam")]
pub(crate) struct Args {
    #[command(flatten)]
    numbers: NumberArgs,

    /// What to do first: redact the event, suspend its sender, block the room; several with commas
    #[arg(long, value_name = "ACT", value_delimiter = ',')]
    act: Vec<Act>,

    /// Why an event is redacted, which the room gets to see
    #[arg(long, value_name = "TEXT", requires = "act")]
    reason: Option<String>,

    #[command(flatten)]
    own_power: OwnPowerArgs,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    guards: GuardArgs,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, mut args: Args) -> Result<(), Failure> {
    let mut ids = args.numbers.read(!args.filter.is_empty())?;
    args.act.sort();
    args.act.dedup();
    let synapse = context.synapse()?;
    if ids.is_empty() {
        let mut reports = args.filter.request(synapse).await?.stream();
        while let Some(report) = reports.try_next().await? {
            ids.push(report.id);
        }
    }
    let mut action =
        Action::synapse("dismiss", "report", "delete_event_report").dry_run(args.dry_run.dry_run);
    let matters = if args.act.is_empty() {
        BTreeMap::new()
    } else {
        let matters = act::matters(synapse, &ids).await?;
        action = args.prepare(context, synapse, &matters, action).await?;
        matters
    };
    let (acts, reason) = (&args.act, args.reason.as_deref());
    let verb = |id: i64| {
        let matter = matters.get(&id).cloned();
        async move {
            if let Some(matter) = matter {
                for act in acts {
                    act.run(&synapse.client, &matter, reason).await?;
                }
            }
            synapse.client.event_report(id).delete().await
        }
    };
    bulk::run(context, &synapse.connection, &args.bulk, action, ids, verb).await
}

impl Args {
    /// Makes sure that all can be done, and says what will be.
    async fn prepare(
        &self,
        context: &Context,
        synapse: &Synapse,
        matters: &BTreeMap<i64, Matter>,
        action: Action,
    ) -> Result<Action, Failure> {
        if self.act.contains(&Act::Suspend) {
            let mut senders = BTreeSet::new();
            for (id, matter) in matters {
                let unknown =
                    || Failure::Conflict(format!("report {id} does not tell who sent the event"));
                senders.insert(matter.sender.clone().ok_or_else(unknown)?);
            }
            let senders: Vec<_> = senders.into_iter().collect();
            self.guards.check(synapse, &senders).await?;
        }
        let is_redacting = self.act.contains(&Act::Redact);
        let rooms = matters.values().map(|matter| &matter.room);
        let rooms: BTreeSet<_> = rooms.filter(|_| is_redacting).collect();
        if self.dry_run.dry_run {
            let mut first = Vec::new();
            for room in rooms {
                first.extend(self.own_power.requests(synapse, room).await?);
            }
            let requests = |matter: &Matter| {
                let acts = self.act.iter();
                acts.map(|act| act.request(matter, self.reason.as_deref()))
                    .collect()
            };
            let before = matters
                .iter()
                .map(|(id, matter)| (id.to_string(), requests(matter)));
            return Ok(action.first(first).before(before.collect()));
        }
        for room in rooms {
            self.own_power.take(context, synapse, room).await?;
        }
        let words = self.act.iter().map(|act| match act {
            Act::Redact => "the events are redacted",
            Act::Suspend => "their senders are suspended",
            Act::BlockRoom => "their rooms are blocked",
        });
        let words = words.collect::<Vec<_>>().join(", ");
        Ok(action.consequence(format!("Before that, {words}")))
    }
}
