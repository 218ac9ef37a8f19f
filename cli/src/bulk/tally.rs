//! How many ids there were, what became of them, and how that is told.

use chatadm::Error;

use super::BulkArgs;
use crate::{context::Context, exit::Failure, printer::List};

/// How far the work came.
pub(super) struct Tally {
    pub(super) total: usize,
    pub(super) ended: usize,
    pub(super) failed: usize,
    /// The latest failure.
    pub(super) last: Option<Error>,
    pub(super) interrupted: bool,
}

impl Tally {
    pub(super) fn new(total: usize) -> Self {
        Self {
            total,
            ended: 0,
            failed: 0,
            last: None,
            interrupted: false,
        }
    }

    pub(super) fn say(&self, args: &BulkArgs, what: &str) -> String {
        let failed = self.failed;
        let done = self.ended - failed;
        let rest = match self.total - self.ended {
            0 => String::new(),
            rest => format!(", {rest} not begun"),
        };
        let next = match args.report.as_ref().or(args.resume.as_ref()) {
            Some(path) => format!("go on with `--resume {}`", path.display()),
            None => "with `--report FILE` it could be resumed".to_owned(),
        };
        format!("{what}: {done} done, {failed} failed{rest}; {next}")
    }

    pub(super) fn end(
        self,
        context: &Context,
        list: List<'_>,
        args: &BulkArgs,
        is_refused: bool,
    ) -> Result<(), Failure> {
        let succeeded = self.ended - self.failed;
        list.finish()?;
        if self.interrupted {
            return Err(Failure::Interrupted(self.say(args, "interrupted")));
        }
        if self.failed == 0 && self.ended == self.total {
            if self.total > 1 {
                context.printer.note(&format!("{succeeded} done"));
            }
            return Ok(());
        }
        // One key, or nobody let us in: that is the whole story.
        match self.last {
            Some(error) if self.total == 1 || (is_refused && succeeded == 0) => Err(error.into()),
            _ => Err(Failure::Partial(self.say(args, "not all was done"))),
        }
    }
}
