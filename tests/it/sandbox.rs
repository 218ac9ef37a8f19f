//! The sandbox against what real servers have answered, and as a client of the library meets it.

mod recorded_synapse;
mod rooms;
