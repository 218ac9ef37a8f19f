//! Which reports a command means: their numbers, a file, or what a list is narrowed to.

use crate::{exit::Failure, selection::FileArgs};

/// The reports that are named.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct NumberArgs {
    /// The numbers of the reports
    #[arg(value_name = "ID", value_parser = clap::value_parser!(i64).range(0..))]
    ids: Vec<i64>,

    #[command(flatten)]
    file: FileArgs,
}

impl NumberArgs {
    /// The numbers; there has to be one, unless a filter does in their place.
    pub(super) fn read(&self, is_filtered: bool) -> Result<Vec<i64>, Failure> {
        let mut ids = self.ids.clone();
        for text in self.file.read(&["id"])? {
            let id = text.parse().ok().filter(|id| *id >= 0);
            let wrong = || Failure::Usage(format!("`{text}` is not the number of a report"));
            ids.push(id.ok_or_else(wrong)?);
        }
        match (ids.is_empty(), is_filtered) {
            (true, false) => Err(Failure::Usage(
                "no report is named; give numbers, `--from-file`, or a filter such as `--user`"
                    .to_owned(),
            )),
            (false, true) => Err(Failure::Usage(
                "give either the numbers of reports or filters, not both".to_owned(),
            )),
            _ => Ok(ids),
        }
    }
}
