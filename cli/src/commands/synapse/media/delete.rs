//! `chatadm synapse media delete`: files by name, by user, by room, or by age.

use std::{collections::BTreeMap, fmt::Display};

use chatadm::{
    Timestamp,
    synapse::{MxcUri, UserId},
};
use serde_json::{Value, json};

use super::{
    before::{self, BeforeArgs},
    select::{self, MediaArgs},
    weight::{self, Weight},
};
use crate::{
    bulk::{self, Action, BulkArgs, DryRun},
    context::Context,
    exit::Failure,
    printer::Shape,
};

const DELETED: Shape = Shape {
    id: "deleted",
    columns: &["deleted", "media_ids"],
};

/// Deletes files of this server for good.
///
/// By name; all files of a user (100 at a time until none is left); the own files that a room links to; or
/// all that nobody has read since a moment. Protected and quarantined files are spared by the last only.
/// `--dry-run` counts the files and their bytes first.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chatadm synapse media delete mxc://example.org/abc
  chatadm synapse media delete --user spammer1 --user spammer2
  chatadm synapse media delete --before 1y --larger-than 5MiB --dry-run")]
pub(crate) struct Args {
    #[command(flatten)]
    media: MediaArgs,

    /// Delete all files that this user has uploaded; may be repeated
    #[arg(long, value_name = "USER", conflicts_with_all = ["room", "BeforeArgs"])]
    user: Vec<String>,

    /// Delete the files of this server that the events of this room link to
    #[arg(long, value_name = "ROOM", conflicts_with = "BeforeArgs")]
    room: Option<String>,

    #[command(flatten)]
    before: BeforeArgs,

    /// Spare files up to this size, with `--before`
    #[arg(long, value_name = "SIZE", value_parser = before::bytes, requires = "BeforeArgs")]
    larger_than: Option<u64>,

    /// As `--larger-than`, in KiB
    #[arg(
        long,
        visible_alias = "kib",
        hide = true,
        value_name = "KIB",
        requires = "BeforeArgs",
        conflicts_with = "larger_than"
    )]
    size: Option<u64>,

    /// Delete files in use as avatars too, with `--before`
    #[arg(
        long,
        visible_alias = "delete-profiles",
        alias = "all",
        requires = "BeforeArgs"
    )]
    include_profile_images: bool,

    #[command(flatten)]
    dry_run: DryRun,
    #[command(flatten)]
    bulk: BulkArgs,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let moment = args.before.moment(context)?;
    let is_narrowed = !args.user.is_empty() || args.room.is_some() || moment.is_some();
    if is_narrowed && !args.media.is_empty() {
        return Err(Failure::Usage(
            "give either files, or `--user`, `--room` or `--before`, not both".to_owned(),
        ));
    }
    if let Some(moment) = moment {
        return by_age(context, &args, moment).await;
    }
    let synapse = context.synapse()?;
    let dry_run = args.dry_run.dry_run;
    if !args.user.is_empty() {
        let ids = synapse.user_ids(&args.user).await?;
        let mut action = Action::synapse("delete all files of", "user", "delete_user_media")
            .consequence("Nothing brings them back")
            .dry_run(dry_run);
        if dry_run {
            let weights = weight::of_users(&synapse.client, &ids).await?;
            action = action.facts(told(context, &weights));
        }
        let verb = |id: UserId| {
            let files = synapse.client.user(id).media();
            async move { files.delete_all().await.map(|ids| ids.len()) }
        };
        return bulk::run(context, &synapse.connection, &args.bulk, action, ids, verb).await;
    }
    let uris = match &args.room {
        Some(room) => {
            let room = select::room_id(synapse, room).await?;
            synapse.client.room(room).media().await?.local
        }
        None => args.media.uris(synapse).await?,
    };
    let mut action = Action::synapse("delete", "file", "delete_media")
        .consequence("Nothing brings it back")
        .dry_run(dry_run);
    if dry_run {
        let weights = weight::of_files(&synapse.client, &uris).await?;
        action = action.facts(told(context, &weights));
    }
    let media = synapse.client.media();
    let verb = |uri: MxcUri| async move { media.delete(&uri).await };
    bulk::run(context, &synapse.connection, &args.bulk, action, uris, verb).await
}

/// Says what all of it weighs, and gives what each key weighs.
fn told<K: Display>(context: &Context, weights: &BTreeMap<K, Weight>) -> BTreeMap<String, Value> {
    let sum: Weight = weights.values().copied().sum();
    context.printer.note(&format!("to be deleted: {sum}"));
    let facts = weights
        .iter()
        .map(|(key, weight)| (key.to_string(), weight.facts()));
    facts.collect()
}

async fn by_age(context: &Context, args: &Args, moment: Timestamp) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let operation = bulk::synapse_operation("delete_media_by_date_or_size");
    let size = args
        .larger_than
        .or(args.size.map(|kib| kib.saturating_mul(1024)));
    let keep_profiles = !args.include_profile_images;
    if args.dry_run.dry_run {
        let found = weight::of_age(&synapse.client, moment, size.unwrap_or_default()).await?;
        let but = if keep_profiles {
            ", less those in use as avatars"
        } else {
            ""
        };
        context
            .printer
            .note(&format!("to be deleted: {found}{but}"));
        let mut query = vec![
            ("before_ts", moment.as_millis().to_string()),
            ("keep_profiles", keep_profiles.to_string()),
        ];
        query.extend(size.map(|size| ("size_gt", size.to_string())));
        return bulk::show_query(context, operation, &query, found.facts());
    }
    context.allow(operation, &synapse.connection)?;
    context
        .prompter
        .confirm("delete all files of this server that were last read before then, for good?")?;
    let mut request = synapse
        .client
        .media()
        .delete_where(moment)
        .keep_profiles(keep_profiles);
    if let Some(size) = size {
        request = request.larger_than(size);
    }
    let ids = request.send().await?;
    context
        .printer
        .record(&DELETED, json!({"deleted": ids.len(), "media_ids": ids}))
}
