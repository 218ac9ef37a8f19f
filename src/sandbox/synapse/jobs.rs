//! Work that a server does after it has answered: deletions of rooms, purges, redactions. A sandbox does
//! all of it at once, and tells of it as if it took time: a job is done once its state was asked for as
//! often as the builder of the sandbox says.

use serde_json::{Value, json};

use super::{
    Guard, Row, World,
    parameters::{integer, python_list, text, texts},
    refusal::{Answer, Refusal},
};
use crate::sandbox::exchange::Call;

pub(super) const TABLE: &[Row] = &[("list_scheduled_tasks", Guard::Admin, list_scheduled_tasks)];

const STATES: [&str; 5] = ["scheduled", "active", "complete", "failed", "cancelled"];

/// A piece of work.
#[derive(Debug, Clone)]
pub(super) struct Job {
    pub(super) id: String,
    /// What kind of work it is, as the list of tasks calls it.
    pub(super) action: &'static str,
    /// What is worked on: a user or a room.
    pub(super) resource: Option<String>,
    /// When it was last changed, in milliseconds since 1970.
    pub(super) changed: i64,
    /// How it will end: a result, or an error.
    pub(super) outcome: Result<Value, String>,
    /// How many more times it is found unfinished.
    looks: u32,
    steps: u32,
}

impl Job {
    /// The word for how far it is.
    pub(super) fn state(&self) -> &'static str {
        match (self.looks, &self.outcome) {
            (0, Ok(_)) => "complete",
            (0, Err(_)) => "failed",
            // A job of more than one step is not begun at once.
            (looks, _) if looks == self.steps && looks > 1 => "scheduled",
            _ => "active",
        }
    }

    pub(super) fn is_over(&self) -> bool {
        self.looks == 0
    }

    /// The result, once there is one.
    pub(super) fn result(&self) -> Option<&Value> {
        self.outcome.as_ref().ok().filter(|_| self.is_over())
    }

    /// The error, once there is one.
    pub(super) fn error(&self) -> Option<&str> {
        let error = self.outcome.as_ref().err().filter(|_| self.is_over());
        error.map(String::as_str)
    }

    /// How it is, and one look less until it is over.
    fn look(&mut self, now: i64) -> Self {
        let seen = self.clone();
        if self.looks > 0 {
            self.looks -= 1;
            self.changed = now;
        }
        seen
    }
}

/// All work that was ever begun.
#[derive(Debug, Default)]
pub(super) struct Jobs(Vec<Job>);

impl Jobs {
    /// Whether work of a kind on something is not over yet. This is no look.
    pub(super) fn is_running(&self, action: &str, resource: &str) -> bool {
        self.0.iter().any(|job| {
            job.action == action && job.resource.as_deref() == Some(resource) && !job.is_over()
        })
    }
}

impl World {
    /// Begins work that ends like this, and gives its id.
    pub(super) fn begin(
        &mut self,
        action: &'static str,
        resource: Option<&str>,
        outcome: Result<Value, String>,
    ) -> String {
        let id = self.random.letters(16);
        self.jobs.0.push(Job {
            id: id.clone(),
            action,
            resource: resource.map(str::to_owned),
            changed: self.clock.now(),
            outcome,
            looks: self.settings.job_steps,
            steps: self.settings.job_steps,
        });
        id
    }

    /// Notes work that was over before anybody could look.
    pub(super) fn note_done(&mut self, action: &'static str, resource: &str) {
        self.begin(action, Some(resource), Ok(Value::Null));
        if let Some(job) = self.jobs.0.last_mut() {
            job.looks = 0;
        }
    }

    /// Looks at the job of a kind with an id.
    pub(super) fn look_at(&mut self, action: &str, id: &str) -> Option<Job> {
        let now = self.clock.now();
        let mut jobs = self.jobs.0.iter_mut();
        let job = jobs.find(|job| job.action == action && job.id == id)?;
        Some(job.look(now))
    }

    /// Looks at the jobs of a kind that work on something, oldest first.
    pub(super) fn look_at_all(&mut self, action: &str, resource: &str) -> Vec<Job> {
        let now = self.clock.now();
        let jobs = self
            .jobs
            .0
            .iter_mut()
            .filter(|job| job.action == action && job.resource.as_deref() == Some(resource));
        jobs.map(|job| job.look(now)).collect()
    }
}

fn list_scheduled_tasks(world: &mut World, call: &Call) -> Answer {
    let actions = texts(call, "action_name")?;
    let resource = text(call, "resource_id")?;
    let states = match call.query("status") {
        Some(_) => states(call, "status")?,
        None => states(call, "job_status")?,
    };
    let latest = integer(call, "max_timestamp")?;
    let now = world.clock.now();
    let mut found: Vec<&mut Job> = world
        .jobs
        .0
        .iter_mut()
        .filter(|job| {
            (actions.is_empty() || actions.contains(&job.action))
                && resource.is_none_or(|resource| job.resource.as_deref() == Some(resource))
                && (states.is_empty() || states.contains(&job.state()))
                && latest.is_none_or(|latest| job.changed <= latest)
        })
        .collect();
    found.sort_by_key(|job| job.changed);
    let tasks = found.into_iter().map(|job| {
        let job = job.look(now);
        json!({
            "id": job.id,
            "action": job.action,
            "status": job.state(),
            "timestamp_ms": job.changed,
            "resource_id": job.resource,
            "result": job.result(),
            "error": job.error(),
        })
    });
    Ok(json!({"scheduled_tasks": tasks.collect::<Value>()}).into())
}

/// The states that a list is asked for.
fn states<'a>(call: &'a Call, name: &str) -> Result<Vec<&'a str>, Refusal> {
    let asked = texts(call, name)?;
    if asked.iter().all(|state| STATES.contains(state)) {
        Ok(asked)
    } else {
        Err(Refusal::invalid(format!(
            "Query parameter '{name}' must be one of {}",
            python_list(&STATES)
        )))
    }
}
