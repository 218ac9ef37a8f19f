//! How the lists of Synapse are shown: as all lists are.

pub(crate) use crate::listing::{ListArgs, SortArgs, WholeArgs};
