//! The sandbox against what real servers have answered, and as a client of the library meets it.

mod mattermost;
mod recorded_mattermost;
mod recorded_synapse;
mod rooms;
