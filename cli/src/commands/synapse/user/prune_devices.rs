//! `chatadm synapse user prune-devices`: an old name of `devices prune`.

pub(crate) use super::devices::prune::{Args, run};
