//! A moment before which files are meant, in its present and in its old spellings.

use chatadm::Timestamp;

use crate::{
    context::Context,
    exit::Failure,
    moment::{self, When},
};

/// Before when.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
#[group(multiple = false)]
pub(crate) struct BeforeArgs {
    /// Files that were last read before this moment (`2026-01-31`, `90d`)
    #[arg(short, long, value_name = "WHEN")]
    before: Option<When>,

    /// So many days ago
    #[arg(short = 'd', long, hide = true, value_name = "DAYS")]
    before_days: Option<u32>,

    /// At this moment, in milliseconds
    #[arg(short = 't', long, hide = true, value_name = "MS", value_parser = moment::milliseconds)]
    before_ts: Option<Timestamp>,
}

impl BeforeArgs {
    /// The moment, if one is named.
    pub(crate) fn moment(&self, context: &Context) -> Result<Option<Timestamp>, Failure> {
        let now = context.printer.now();
        let days = self
            .before_days
            .map(|days| format!("{days}d").parse::<When>());
        let when = days.transpose().map_err(Failure::Usage)?.or(self.before);
        let moment = when
            .map(|when| when.past(now))
            .transpose()
            .map_err(Failure::Usage)?;
        Ok(moment.or(self.before_ts))
    }
}

/// A size such as `5MiB`, in bytes.
pub(crate) fn bytes(text: &str) -> Result<u64, String> {
    const UNITS: [(&str, u64); 7] = [
        ("KiB", 1 << 10),
        ("MiB", 1 << 20),
        ("GiB", 1 << 30),
        ("kB", 1_000),
        ("MB", 1_000_000),
        ("GB", 1_000_000_000),
        ("B", 1),
    ];
    let (number, unit) = UNITS
        .into_iter()
        .find_map(|(name, unit)| Some((text.strip_suffix(name)?, unit)))
        .unwrap_or((text, 1));
    let number = number
        .trim()
        .parse::<u64>()
        .ok()
        .and_then(|number| number.checked_mul(unit));
    number
        .ok_or_else(|| format!("`{text}` is no size; write `500KiB`, `5MiB`, or a number of bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units() {
        assert_eq!(bytes("5MiB"), Ok(5 << 20));
        assert_eq!(bytes("2 kB"), Ok(2_000));
        assert_eq!(bytes("17"), Ok(17));
        assert!(bytes("5 apples").unwrap_err().contains("5MiB"));
        assert!(bytes("99999999999999999GiB").is_err());
    }
}
