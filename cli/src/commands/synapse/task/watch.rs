//! Looking at tasks until all of them are over.

use std::{collections::BTreeMap, time::Duration};

use chatadm::synapse::{ListScheduledTasks, ScheduledTaskStatus};

use super::TASKS;
use crate::{context::Context, exit::Failure};

/// How often to look.
const PAUSE: Duration = Duration::from_secs(1);

/// Looks again and again, and tells of each state once.
pub(super) async fn run(
    context: &Context,
    request: &ListScheduledTasks<'_>,
) -> Result<(), Failure> {
    let printer = &context.printer;
    let is_told_at_once = printer.format().is_lines();
    let mut states: BTreeMap<String, ScheduledTaskStatus> = BTreeMap::new();
    let mut list = printer.list(&TASKS);
    let mut turns = tokio::time::interval(PAUSE);
    loop {
        turns.tick().await;
        let tasks = request.clone().send().await?;
        let is_over = tasks.iter().all(|task| is_over(&task.status));
        let is_first = states.is_empty();
        for task in tasks {
            let before = states.insert(task.id.clone(), task.status.clone());
            let is_news = before.as_ref() != Some(&task.status);
            if is_news && !is_told_at_once && !is_first {
                printer.note(&format!("{} {}: {}", task.action, task.id, task.status));
            }
            if (is_told_at_once && is_news) || (!is_told_at_once && is_over) {
                list.push(serde_json::to_value(task)?)?;
            }
        }
        list.flush()?;
        if is_over {
            return list.finish();
        }
    }
}

fn is_over(status: &ScheduledTaskStatus) -> bool {
    !matches!(status.as_str(), "scheduled" | "active")
}
