//! A chain of errors in one line.

use std::{error::Error, fmt};

/// Prints an error and everything that caused it on one line.
///
/// ```
/// # use chatadm::Report;
/// let error = std::io::Error::other("no space");
/// assert_eq!(Report(&error).to_string(), "no space");
/// ```
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "a wrapper that is made in place")]
pub struct Report<'a>(pub &'a (dyn Error + 'static));

impl fmt::Display for Report<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.0)?;
        let mut next = self.0.source();
        while let Some(error) = next {
            write!(formatter, ": {error}")?;
            next = error.source();
        }
        Ok(())
    }
}
