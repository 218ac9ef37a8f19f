//! The sandbox against what real servers have answered.

mod mattermost;
mod recorded_mattermost;
mod recorded_synapse;
