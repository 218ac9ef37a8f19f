//! `chatadm mattermost user resetmfa`: the old name of `mfa off`.

pub(crate) use super::mfa::off::{Args, run};
