//! Work on the server's database in the background, which administrators can start and stop.

use std::collections::VecDeque;

use serde_json::{Value, json};

use super::{
    Guard, Row, World,
    parameters::{flag, object, require},
    refusal::{Answer, Refusal},
};
use crate::sandbox::exchange::Call;

pub(super) const TABLE: &[Row] = &[
    (
        "get_background_updates_enabled",
        Guard::Admin,
        get_background_updates_enabled,
    ),
    (
        "get_background_updates_status",
        Guard::Admin,
        get_background_updates_status,
    ),
    (
        "set_background_updates_enabled",
        Guard::Admin,
        set_background_updates_enabled,
    ),
    (
        "start_background_update_job",
        Guard::Admin,
        start_background_update_job,
    ),
];

/// The jobs that can be started, with the updates that each puts into the queue.
const JOBS: [(&str, &[&str]); 3] = [
    (
        "populate_stats_process_rooms",
        &["populate_stats_process_rooms"],
    ),
    (
        "regenerate_directory",
        &[
            "populate_user_directory_createtables",
            "populate_user_directory_process_rooms",
            "populate_user_directory_process_users",
            "populate_user_directory_cleanup",
        ],
    ),
    ("event_resign", &["event_resign"]),
];

/// An update in the queue.
#[derive(Debug)]
struct Update {
    name: &'static str,
    job: &'static str,
    /// How many more times it is found running.
    looks: u32,
    /// How many batches were done.
    batches: u32,
}

/// The queue of updates.
#[derive(Debug, Default)]
pub(super) struct BackgroundUpdates {
    is_disabled: bool,
    queue: VecDeque<Update>,
}

impl BackgroundUpdates {
    /// Lets time pass for the update in front.
    fn step(&mut self) {
        while self.queue.front().is_some_and(|update| update.looks == 0) {
            self.queue.pop_front();
        }
        if let Some(update) = self.queue.front_mut() {
            update.looks -= 1;
            update.batches += 1;
        }
    }
}

fn get_background_updates_enabled(world: &mut World, _: &Call) -> Answer {
    Ok(json!({"enabled": !world.background_updates.is_disabled}).into())
}

fn set_background_updates_enabled(world: &mut World, call: &Call) -> Answer {
    let body = object(call)?;
    let enabled = flag(&body, "enabled", || {
        Refusal::unknown("'enabled' parameter must be a boolean")
    })?;
    world.background_updates.is_disabled = enabled == Some(false);
    get_background_updates_enabled(world, call)
}

fn get_background_updates_status(world: &mut World, _: &Call) -> Answer {
    let updates = &mut world.background_updates;
    let is_enabled = !updates.is_disabled;
    if is_enabled {
        updates.step();
    }
    let mut current = json!({});
    if let Some(update) = updates.queue.front().filter(|_| is_enabled) {
        // The first batch is still running when it is looked at first.
        let done = update.batches.saturating_sub(1);
        let average = if done == 0 { Value::Null } else { json!(1.0) };
        current["master"] = json!({
            "name": update.name,
            "total_item_count": done * 100,
            "total_duration_ms": f64::from(done * 100),
            "average_items_per_ms": average,
        });
    }
    Ok(json!({"enabled": is_enabled, "current_updates": current}).into())
}

fn start_background_update_job(world: &mut World, call: &Call) -> Answer {
    let body = object(call)?;
    require(&body, &["job_name"])?;
    let name = body["job_name"].as_str().unwrap_or_default();
    let found = JOBS.iter().find(|(job, _)| *job == name);
    let (job, updates) = found.ok_or_else(|| Refusal::unknown("Invalid job_name"))?;
    if *job == "event_resign" {
        let given = |name: &str| body.get(name).filter(|value| !value.is_null());
        if given("old_key").is_some_and(|key| !key.is_string()) {
            return Err(Refusal::unknown("'old_key' must be a string"));
        }
        if given("before_ts").is_some_and(|moment| !moment.is_i64()) {
            return Err(Refusal::unknown("'before_ts' must be an integer"));
        }
    }
    let queue = &mut world.background_updates.queue;
    if queue.iter().any(|update| update.job == *job) {
        return Err(Refusal::unknown(format!(
            "Job {job} is already in queue of background updates."
        )));
    }
    let looks = world.settings.job_steps;
    queue.extend(updates.iter().map(|name| Update {
        name,
        job,
        looks,
        batches: 0,
    }));
    Ok(json!({}).into())
}
