//! What every change takes of whatever can be selected.

use super::{BulkArgs, DryRun};
use crate::guards::GuardArgs;

/// What a harmless change takes.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct WorkArgs<S: clap::Args> {
    #[command(flatten)]
    pub(crate) select: S,
    #[command(flatten)]
    pub(crate) dry_run: DryRun,
    #[command(flatten)]
    pub(crate) bulk: BulkArgs,
}

/// What a change takes that nobody makes of themselves, the last admin or protected users by mistake.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct ChangeArgs<S: clap::Args> {
    #[command(flatten)]
    pub(crate) work: WorkArgs<S>,
    #[command(flatten)]
    pub(crate) guards: GuardArgs,
}
