//! `chatadm synapse updates`: changes to the database that the server works off in the background.

use serde_json::json;

use crate::{
    bulk::{self, DryRun},
    commands::verbs,
    context::Context,
    exit::Failure,
    printer::Shape,
};

pub(crate) mod pause;
pub(crate) mod resume;
pub(crate) mod run;
pub(crate) mod status;

/// The state of the updates.
const STATUS: Shape = Shape {
    id: "enabled",
    columns: &["enabled", "current_updates"],
};

verbs! {
    /// Tells whether updates are enabled, and which is running
    Status(status),
    /// Pauses updates, until they are resumed or the server is restarted
    Pause(pause),
    /// Resumes updates
    Resume(resume),
    /// Starts a maintenance job
    Run(run),
}

/// Pauses the updates or resumes them.
async fn switch(context: &Context, enabled: bool, dry_run: DryRun) -> Result<(), Failure> {
    let synapse = context.synapse()?;
    let operation = bulk::synapse_operation("set_background_updates_enabled");
    if dry_run.dry_run {
        return bulk::show_request(context, operation, "", &json!({"enabled": enabled}));
    }
    context.allow(operation, &synapse.connection)?;
    let updates = synapse.client.background_updates();
    if enabled {
        updates.enable().await?;
    } else {
        updates.disable().await?;
    }
    let status = updates.status().await?;
    context
        .printer
        .record(&STATUS, serde_json::to_value(status)?)
}
